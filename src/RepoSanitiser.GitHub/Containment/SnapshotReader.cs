using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>
/// Reads what a repository is like, part by part. What can't be read is said in the snapshot, never taken for empty. A part that was
/// read stays as it is: after the first change, reading it again would lose what was there before.
/// </summary>
/// <param name="github">GitHub.</param>
/// <param name="clock">The clock.</param>
/// <param name="progress">Told how far it is.</param>
public sealed class SnapshotReader(IGitHub github, TimeProvider clock, IProgressSink progress)
{
    /// <summary>How long forks may take before the repository is made private.</summary>
    public static TimeSpan TimeForForks { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Begins with the settings.</summary>
    /// <exception cref="GitHubException">They can't be read: nothing can be done then.</exception>
    public async Task<Snapshot> BeginAsync(RepositoryName name, CancellationToken cancelled)
    {
        progress.Report("reading settings", 0, 0);
        var repository = await github.RepositoryAsync(name, cancelled);
        return new Snapshot { Taken = clock.GetUtcNow(), Repository = repository, Account = await OwnLoginAsync(cancelled) };
    }

    /// <summary>Reads what going private would change or hide, in the time there is for it: the Pages site and the forks.</summary>
    public async Task<Snapshot> ReadFirstAsync(Snapshot snapshot, bool inTime, CancellationToken cancelled)
    {
        var hasty = inTime ? github.NoLaterThan(clock.GetUtcNow() + TimeForForks) : github;
        if (snapshot.Repository.HasPages)
            snapshot = await PartAsync(snapshot, Parts.Pages, s => PagesAsync(s, hasty, cancelled));
        else snapshot = snapshot.With(Parts.Pages);
        if (!snapshot.Repository.Private)
            snapshot = await PartAsync(snapshot, Parts.Interaction, async s => s with { Interaction = await hasty.InteractionLimitAsync(s.Name, cancelled) });
        return await ForksAsync(snapshot, hasty, cancelled);
    }

    /// <summary>Reads the rest.</summary>
    /// <param name="snapshot">What was read until now.</param>
    /// <param name="teams">The teams whose members are authorised.</param>
    /// <param name="keep">Keeps what was read, after each part.</param>
    /// <param name="cancelled">Ends the reading.</param>
    public async Task<Snapshot> ReadRestAsync(Snapshot snapshot, IReadOnlyList<string> teams, Action<Snapshot> keep, CancellationToken cancelled)
    {
        var name = snapshot.Name;
        (string Part, Func<Snapshot, Task<Snapshot>> Read)[] parts =
        [
            // Where it failed before the repository was private, and the plan lets the site stay.
            (Parts.Pages, s => PagesAsync(s, github, cancelled)),
            (Parts.People, s => PeopleAsync(s, cancelled)),
            (Parts.TeamMembers, s => MembersAsync(s, teams, cancelled)),
            (Parts.Invitations, async s => s with { Invitations = await ListAsync(Parts.Invitations, github.InvitationsAsync(name, cancelled)) }),
            (Parts.Teams, async s => s.Repository.Owner.IsOrganisation ? s with { Teams = await ListAsync(Parts.Teams, github.TeamsAsync(name, cancelled)) } : s),
            (Parts.DeployKeys, async s => s with { DeployKeys = await ListAsync(Parts.DeployKeys, github.DeployKeysAsync(name, cancelled)) }),
            (Parts.Webhooks, async s => s with { Webhooks = [.. (await ListAsync(Parts.Webhooks, github.WebhooksAsync(name, cancelled))).Select(WithoutPath)] }),
            (Parts.Actions, s => ActionsAsync(s, cancelled)),
            (Parts.Protections, s => ProtectionsAsync(s, cancelled)),
            (Parts.Rulesets, s => RulesetsAsync(s, cancelled)),
            (Parts.Pulls, async s => s with { Pulls = [.. (await ListAsync(Parts.Pulls, github.PullRequestsAsync(name, "open", cancelled))).Select(p => new SavedPull(p.Number, p.User?.Login, p.Head.Repo?.FullName))] }),
            (Parts.Assets, async s => s with { Assets = [.. (await ListAsync(Parts.Assets, github.ReleasesAsync(name, cancelled))).SelectMany(AssetsOf)] }),
            (Parts.Artifacts, async s => s with { Artifacts = [.. (await ListAsync(Parts.Artifacts, github.ArtifactsAsync(name, cancelled))).Where(a => !a.Expired).Select(a => new SavedItem(a.Id, a.SizeInBytes))] }),
            (Parts.Caches, async s => s with { Caches = [.. (await ListAsync(Parts.Caches, github.CachesAsync(name, cancelled))).Select(c => new SavedItem(c.Id, c.SizeInBytes))] }),
            (Parts.Runs, s => RunsAsync(s, cancelled)),
            (Parts.Traffic, async s => s with { Clones = await github.ClonesAsync(name, cancelled), Views = await github.ViewsAsync(name, cancelled) }),
            (Parts.ForksOfForks, s => ForksOfForksAsync(s, cancelled)),
        ];
        foreach (var (part, read) in parts)
        {
            if (snapshot.Has(part)) continue;
            snapshot = await PartAsync(snapshot, part, read);
            keep(snapshot);
        }

        return snapshot;
    }

    /// <summary>Reads the guards of branches and tags as they are now.</summary>
    public async Task<Snapshot> ReadGuardsAsync(Snapshot snapshot, CancellationToken cancelled)
    {
        var now = snapshot with { Parts = [], Unread = [], Protections = [], Rulesets = [] };
        now = await PartAsync(now, Parts.Protections, s => ProtectionsAsync(s, cancelled));
        return await PartAsync(now, Parts.Rulesets, s => RulesetsAsync(s, cancelled));
    }

    private static async Task<Snapshot> PartAsync(Snapshot snapshot, string part, Func<Snapshot, Task<Snapshot>> read)
    {
        if (snapshot.Has(part)) return snapshot;
        try
        {
            // That it was not read before says nothing now.
            var known = await read(snapshot with { Unread = [.. snapshot.Unread.Where(u => u.Part != part)] });
            return known.Unread.Any(u => u.Part == part) ? known : known.With(part);
        }
        catch (GitHubException e)
        {
            return snapshot.Without(part, e.Message);
        }
    }

    private static IEnumerable<SavedAsset> AssetsOf(Release release) => release.Assets.Select(
        a => new SavedAsset(a.Id, release.Id, a.Size, PathClassifier.ExtensionOf(a.Name), release.Immutable ?? false));

    /// <summary>A receiver's URL often holds a secret of its own: only its host is kept.</summary>
    private static Webhook WithoutPath(Webhook hook) =>
        hook with { Config = hook.Config with { Url = Uri.TryCreate(hook.Config.Url, UriKind.Absolute, out var url) ? url.Host : null } };

    private static async Task<Snapshot> PagesAsync(Snapshot snapshot, IGitHub hasty, CancellationToken cancelled) =>
        await hasty.PagesAsync(snapshot.Name, cancelled) is { } site
            ? snapshot with { Pages = site }
            : snapshot.Without(Parts.Pages, "GitHub says that there is a Pages site, and that it can't be found; the token needs pages=read.");

    /// <summary>A role as GitHub takes it back: it reads <c>write</c> and wants <c>push</c>.</summary>
    internal static string RoleToSet(string role) => role switch { "read" => "pull", "write" => "push", _ => role };

    private async Task<string?> OwnLoginAsync(CancellationToken cancelled)
    {
        try
        {
            return (await github.OwnAccountAsync(cancelled)).Login;
        }
        catch (GitHubException e) when (e.Failure is GitHubFailure.Forbidden or GitHubFailure.NotFound)
        {
            // The token of an app or of a workflow belongs to no user.
            return null;
        }
    }

    private async Task<List<T>> ListAsync<T>(string part, IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
            progress.Report($"reading {part}", list.Count, 0);
        }

        return list;
    }

    /// <summary>Keeps what was read where the time is over, or GitHub fails, in the middle.</summary>
    private async Task<Snapshot> ForksAsync(Snapshot snapshot, IGitHub hasty, CancellationToken cancelled)
    {
        if (snapshot.Has(Parts.Forks)) return snapshot;
        var forks = new List<Fork>();
        try
        {
            await foreach (var fork in hasty.ForksAsync(snapshot.Name, cancelled))
            {
                forks.Add(ForkOf(fork, snapshot.Repository.FullName));
                progress.Report("reading forks", forks.Count, snapshot.Repository.ForksCount);
            }

            return (snapshot with { Forks = forks, ForksVisited = [snapshot.Repository.FullName] }).With(Parts.Forks);
        }
        catch (GitHubException e)
        {
            return (snapshot with { Forks = forks }).Without(Parts.Forks, $"{forks.Count} of {snapshot.Repository.ForksCount} were read in the time there was. {e.Message}");
        }
    }

    private async Task<Snapshot> ForksOfForksAsync(Snapshot snapshot, CancellationToken cancelled)
    {
        var forks = snapshot.Forks.ToList();
        var visited = snapshot.ForksVisited.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var known = forks.Select(f => f.Id).ToHashSet();
        var problems = new List<string>();
        for (var i = 0; i < forks.Count; i++)
        {
            if (forks[i].ForksCount == 0 || RepositoryName.TryParse(forks[i].Name) is not { } name || !visited.Add(forks[i].Name)) continue;
            try
            {
                await foreach (var fork in github.ForksAsync(name, cancelled))
                {
                    if (known.Add(fork.Id)) forks.Add(ForkOf(fork, forks[i].Name));
                    progress.Report("reading forks of forks", forks.Count, 0);
                }
            }
            catch (GitHubException e) when (e.Failure is GitHubFailure.NotFound or GitHubFailure.Forbidden)
            {
                // It was deleted or closed in the meantime, or not told of this once: its own forks are not known, and are asked for again next time.
                visited.Remove(forks[i].Name);
                problems.Add(e.Message);
            }
        }

        if (problems.Count > 0) snapshot = snapshot.Without(Parts.ForksOfForks, problems.Count == 1 ? problems[0] : $"{problems[0]} The same with {problems.Count - 1} more.");
        return snapshot with { Forks = forks, ForksVisited = [.. visited] };
    }

    private static Fork ForkOf(GitHubRepository fork, string of) => new(fork.FullName, fork.Id, fork.Owner.Login, !fork.Private, fork.ForksCount, of);

    private async Task<Snapshot> PeopleAsync(Snapshot snapshot, CancellationToken cancelled)
    {
        var all = await ListAsync(Parts.People, github.CollaboratorsAsync(snapshot.Name, Affiliation.All, cancelled));
        var direct = (await ListAsync(Parts.People, github.CollaboratorsAsync(snapshot.Name, Affiliation.Direct, cancelled))).Select(c => c.Id).ToHashSet();
        var outside = snapshot.Repository.Owner.IsOrganisation
            ? (await ListAsync(Parts.People, github.CollaboratorsAsync(snapshot.Name, Affiliation.Outside, cancelled))).Select(c => c.Id).ToHashSet()
            : [.. all.Where(c => c.Login != snapshot.Repository.Owner.Login).Select(c => c.Id)];
        return snapshot with { People = [.. all.Select(c => new Person(c.Login, RoleToSet(c.RoleName), outside.Contains(c.Id), direct.Contains(c.Id)))] };
    }

    private async Task<Snapshot> MembersAsync(Snapshot snapshot, IReadOnlyList<string> teams, CancellationToken cancelled)
    {
        if (!snapshot.Repository.Owner.IsOrganisation) return snapshot;
        var members = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var team in teams)
            members[team] = [.. (await ListAsync(Parts.TeamMembers, github.TeamMembersAsync(snapshot.Repository.Owner.Login, team, cancelled))).Select(a => a.Login)];
        return snapshot with { TeamMembers = members };
    }

    private async Task<Snapshot> ActionsAsync(Snapshot snapshot, CancellationToken cancelled)
    {
        var actions = await github.ActionsAsync(snapshot.Name, cancelled);
        var selected = actions is { Enabled: true, AllowedActions: "selected" } ? await github.SelectedActionsAsync(snapshot.Name, cancelled) : null;
        return snapshot with { Actions = actions, SelectedActions = selected };
    }

    private async Task<Snapshot> ProtectionsAsync(Snapshot snapshot, CancellationToken cancelled)
    {
        var guards = new List<Guard>();
        foreach (var branch in await ListAsync(Parts.Protections, github.ProtectedBranchesAsync(snapshot.Name, cancelled)))
        {
            if (await github.ProtectionAsync(snapshot.Name, branch.Name, cancelled) is { } rules) guards.Add(new Guard(branch.Name, rules));
        }

        return snapshot with { Protections = guards };
    }

    private async Task<Snapshot> RulesetsAsync(Snapshot snapshot, CancellationToken cancelled)
    {
        var guards = new List<Guard>();
        foreach (var ruleset in await ListAsync(Parts.Rulesets, github.RulesetsAsync(snapshot.Name, cancelled)))
        {
            if (await github.RulesetAsync(snapshot.Name, ruleset.Id, cancelled) is { } rules) guards.Add(new Guard(ruleset.Name, rules));
        }

        return snapshot with { Rulesets = guards };
    }

    private async Task<Snapshot> RunsAsync(Snapshot snapshot, CancellationToken cancelled)
    {
        var runs = await ListAsync(Parts.Runs, github.RunsAsync(snapshot.Name, cancelled));
        return snapshot with { EndedRuns = [.. runs.Where(r => r.IsOver).Select(r => r.Id)], ActiveRuns = [.. runs.Where(r => !r.IsOver).Select(r => r.Id)] };
    }
}
