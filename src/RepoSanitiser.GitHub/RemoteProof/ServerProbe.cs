using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.GitHub.RemoteProof;

/// <summary>
/// Asks repositories on GitHub for old objects by their ids. Only 404, or git's own "not our ref", is taken for gone, and only where the
/// same question for a commit that is there is answered with it: a token that may not read gets a 404 for everything.
/// </summary>
/// <param name="github">GitHub.</param>
/// <param name="git">A repository on the server, for git.</param>
/// <param name="progress">Where progress is shown.</param>
public sealed class ServerProbe(IGitHub github, Func<RepositoryName, RemoteRepository> git, IProgressSink progress)
{
    // What goes wrong for one goes wrong for all, unless it passes.
    private const int MostProblems = 3;

    /// <summary>Asks by the REST interface.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="objects">What is asked for.</param>
    /// <param name="present">A commit that is there.</param>
    /// <param name="cancelled">Ends it.</param>
    public async Task<Probe> ByRestAsync(RepositoryName name, IReadOnlyList<OldObject> objects, ObjectId? present, CancellationToken cancelled)
    {
        var served = new List<OldObject>();
        var (answered, problems) = (0, 0);
        var problem = await WhyUntrustedAsync(name, present, cancelled);
        foreach (var old in problem is null ? objects : [])
        {
            progress.Report("asking GitHub for old objects", answered, objects.Count);
            try
            {
                if (await github.ServesAsync(name, old.Kind, old.Id, cancelled)) served.Add(old);
                answered++;
            }
            catch (GitHubException e)
            {
                problem ??= e.Message;
                if (e.Failure is GitHubFailure.Unauthorised or GitHubFailure.Limited || ++problems == MostProblems) break;
            }
        }

        return new Probe(name, ProbeWay.Rest, objects.Count, served, objects.Count - answered, problem);
    }

    /// <summary>Asks by <c>git fetch</c>.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="objects">What is asked for.</param>
    /// <param name="present">A commit that is there.</param>
    /// <param name="cancelled">Ends it.</param>
    public Probe ByGit(RepositoryName name, IReadOnlyList<OldObject> objects, ObjectId? present, CancellationToken cancelled)
    {
        var (served, answered, trusted) = (new List<OldObject>(), 0, false);
        var kinds = objects.ToDictionary(o => o.Id);
        if (present is { } control) git(name).Ask([control], (_, answer) => trusted = answer is true, cancelled);
        if (trusted)
        {
            git(name).Ask([.. kinds.Keys], (id, answer) =>
            {
                progress.Report("fetching old objects by their ids", answered, kinds.Count);
                if (answer is true) served.Add(kinds[id]);
                if (answer is not null) answered++;
            }, cancelled);
        }

        var unread = kinds.Count - answered;
        return new Probe(name, ProbeWay.Git, kinds.Count, served, unread, unread > 0 ? $"git could not ask {name} for {unread} old objects: check the network and your access with git ls-remote." : null);
    }

    /// <summary>Looks at the refs that the server lists, and at what those reach that are not known to be clean.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="ids">What must not be found.</param>
    /// <param name="clean">Ids that are known to reach nothing of it; null where what refs reach is looked at by other means.</param>
    public RefProbe ByRefs(RepositoryName name, OldIds ids, IReadOnlySet<ObjectId>? clean)
    {
        try
        {
            var refs = git(name).Refs();
            var old = ids.All.ToDictionary(o => o.Id);
            var served = refs.Values.Distinct().Where(ids.Has).Select(id => old[id]).ToList();
            var unknown = refs.Values.Distinct().Where(id => clean is not null && !ids.Has(id) && !clean.Contains(id)).ToList();
            // One that names an old commit has been told; what others reach would not make it worse.
            var reached = (OldObject?)null;
            var isKnown = served.Count > 0 || git(name).Reaches(unknown, id => old.TryGetValue(id, out var found) && (reached = found) is not null) is not null;
            if (reached is not null) served.Add(reached);
            var problem = isKnown ? null : $"What the refs of {name} reach could not be looked at: check the network and your access with git ls-remote.";
            return new RefProbe(new Probe(name, ProbeWay.Refs, refs.Count, served, isKnown ? 0 : unknown.Count, problem), refs);
        }
        catch (GitFailedException)
        {
            var problem = $"The refs of {name} could not be listed: check the network and your access with git ls-remote.";
            return new RefProbe(new Probe(name, ProbeWay.Refs, 0, [], 1, problem), new Dictionary<string, ObjectId>());
        }
    }

    private async Task<string?> WhyUntrustedAsync(RepositoryName name, ObjectId? present, CancellationToken cancelled)
    {
        const string Advice = "so that 'not found' says nothing: check that the token may read its contents.";
        if (present is not { } control) return $"{name} has no branch whose commit could be asked for, {Advice}";
        try
        {
            return await github.ServesAsync(name, GitObjectKind.Commit, control, cancelled) ? null : $"GitHub does not find a commit of {name} that is there, {Advice}";
        }
        catch (GitHubException e)
        {
            return e.Message;
        }
    }
}

/// <summary>What the refs of a repository on the server are.</summary>
/// <param name="Probe">What was found in them.</param>
/// <param name="Refs">The refs; none where they could not be listed.</param>
public sealed record RefProbe(Probe Probe, IReadOnlyDictionary<string, ObjectId> Refs)
{
    /// <summary>What the branches and tags name.</summary>
    public IReadOnlyList<ObjectId> Tips => [.. Refs
        .Where(r => r.Key.StartsWith("refs/heads/", StringComparison.Ordinal) || r.Key.StartsWith("refs/tags/", StringComparison.Ordinal)).Select(r => r.Value).Distinct()];

    /// <summary>A commit that is there; null for an empty repository.</summary>
    public ObjectId? Present => Refs.Where(r => r.Key == "HEAD" || r.Key.StartsWith("refs/heads/", StringComparison.Ordinal))
        .OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (ObjectId?)r.Value).FirstOrDefault();
}
