using RepoSanitiser.Git;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.GitHub.Tracing;

/// <summary>Finds what was made of a repository and published beside it. Names of files are left out: they may identify somebody.</summary>
/// <param name="github">GitHub.</param>
/// <param name="git">A repository on the server, for git.</param>
/// <param name="copies">Takes the copies.</param>
internal sealed class PublishedCopies(IGitHub github, Func<RepositoryName, RemoteRepository> git, List<Copy> copies)
{
    private static readonly string[] PackageTypes = ["npm", "maven", "rubygems", "docker", "nuget", "container"];

    /// <summary>Releases: their files, and the archives that GitHub makes of their tags.</summary>
    public async Task ReleasesAsync(RepositoryName name, CancellationToken cancelled)
    {
        await foreach (var release in github.ReleasesAsync(name, cancelled))
        {
            var fixedNote = release.Immutable == true ? "; immutable, so only GitHub Support can take it away" : "";
            copies.Add(new Copy($"release:{release.Id}", CopyKind.Release, $"a release with {release.Assets.Count} files of its own, and an archive of its tag{fixedNote}: look at them, or have contain delete them"));
        }
    }

    /// <summary>Artifacts and caches, counted: contain looks into them, or deletes all.</summary>
    public async Task ActionsAsync(RepositoryName name, CancellationToken cancelled)
    {
        var (artifacts, caches) = (0, 0);
        await foreach (var artifact in github.ArtifactsAsync(name, cancelled)) artifacts += artifact.Expired ? 0 : 1;
        await foreach (var _ in github.CachesAsync(name, cancelled)) caches++;
        if (artifacts > 0) copies.Add(new Copy("artifacts", CopyKind.Actions, $"{artifacts} artifacts of workflows: reposan contain deletes those with a finding, or all with --all-artifacts"));
        if (caches > 0) copies.Add(new Copy("caches", CopyKind.Actions, $"{caches} caches of workflows, which nobody can look into: reposan contain deletes them"));
    }

    /// <summary>The Pages site.</summary>
    public async Task PagesAsync(RepositoryName name, CancellationToken cancelled)
    {
        if (await github.PagesAsync(name, cancelled) is not null)
            copies.Add(new Copy("pages", CopyKind.Pages, "a site is published from the repository, and may stay in the caches of others after it is unpublished"));
    }

    /// <summary>Packages published from the repository.</summary>
    public async Task PackagesAsync(GitHubRepository repository, CancellationToken cancelled)
    {
        foreach (var type in PackageTypes)
        {
            await foreach (var package in github.PackagesAsync(repository.Owner, type, cancelled))
            {
                if (package.Repository is { } of && of.Id == repository.Id)
                    copies.Add(new Copy($"package:{package.Id}", CopyKind.Package, $"a {type} package published from the repository: look into every version of it"));
            }
        }
    }

    /// <summary>Repositories that have this one as a submodule: whoever cloned those has cloned it.</summary>
    public async Task SubmodulesAsync(RepositoryName name, CancellationToken cancelled)
    {
        foreach (var user in await github.SubmoduleUsersAsync(name, cancelled))
            copies.Add(new Copy($"submodule:{user}", CopyKind.Submodule, $"has it as a submodule, {github.Address.PageUrl(user)}: its clones have a clone of it", user.Owner));
    }

    /// <summary>The wiki. GitHub has no interface to it but git. The setting is on for most repositories; without a first page there is no
    /// repository.</summary>
    /// <returns>Why nothing can be said of it, a sentence; null where that is not so.</returns>
    public string? Wiki(RepositoryName name)
    {
        var copy = new Copy("wiki", CopyKind.Wiki, $"a repository of its own, {name}.wiki.git: scan it as well");
        try
        {
            if (git(name with { Name = name.Name + ".wiki" }).RefsOrNull() is not { } refs) return null;
            if (refs.Count > 0)
            {
                copies.Add(copy);
                return null;
            }
        }
        catch (GitFailedException)
        {
            // Told below.
        }

        // A wiki that is there has a page, so an empty answer is none.
        copies.Add(copy with { State = CopyState.Unreachable });
        return $"git could not reach the wiki of {name}: check the network and your access with git ls-remote, and run it again.";
    }
}
