using System.Text.Json.Nodes;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.GitHub.Containment.Effects;

/// <summary>
/// One change on GitHub, forwards for containment or backwards for restoring: what it is, what it changes from and to, how it is done,
/// and how one sees afterwards that it was. Doing it twice does no more than doing it once.
/// </summary>
/// <param name="Kind">What sort of change it is, as the record names it: <c>visibility</c>, <c>role</c>, <c>webhook</c>.</param>
/// <param name="Target">What is changed.</param>
public abstract record Effect(string Kind, string Target)
{
    /// <summary>What it does, as a line of a plan says it.</summary>
    public abstract string Says { get; }

    /// <summary>What can't be put back afterwards; null where everything can.</summary>
    public string? Loses { get; init; }

    /// <summary>The state it changes; null where there is none worth recording.</summary>
    public virtual JsonNode? Before => null;

    /// <summary>The state it makes; null where there is none worth recording.</summary>
    public virtual JsonNode? After => null;

    /// <summary>What may keep it as it was although GitHub says that it was done, and what to do then; null where nothing is known to.</summary>
    public virtual string? Keeps => null;

    /// <summary>Does it.</summary>
    public abstract Task ApplyAsync(IGitHub github, CancellationToken cancelled);

    /// <summary>Whether it is as it should be afterwards, by what GitHub says now.</summary>
    public abstract Task<bool> IsReachedAsync(Now now);
}

/// <summary>What GitHub says now: each list is read once, when it is first asked for.</summary>
/// <param name="github">GitHub.</param>
/// <param name="name">The repository.</param>
/// <param name="cancelled">Ends the reading.</param>
public sealed class Now(IGitHub github, RepositoryName name, CancellationToken cancelled)
{
    private readonly Dictionary<string, Task> _read = [];

    /// <summary>Asks for what no list holds.</summary>
    public IGitHub GitHub => github;

    /// <summary>Ends the reading.</summary>
    public CancellationToken Cancelled => cancelled;

    /// <summary>The settings.</summary>
    public Task<GitHubRepository> RepositoryAsync() => Once("settings", () => github.RepositoryAsync(name, cancelled));

    /// <summary>The role of each with access, by login.</summary>
    public Task<Dictionary<string, string>> RolesAsync() => Once("roles", async () => (await github.CollaboratorsAsync(name, Affiliation.All, cancelled).ToListAsync(cancelled))
        .ToDictionary(c => c.Login, c => SnapshotReader.RoleToSet(c.RoleName), StringComparer.OrdinalIgnoreCase));

    /// <summary>The role of each team with access, by slug.</summary>
    public Task<Dictionary<string, string>> TeamsAsync() => Once("teams", async () => (await github.TeamsAsync(name, cancelled).ToListAsync(cancelled))
        .ToDictionary(t => t.Slug, t => SnapshotReader.RoleToSet(t.Permission), StringComparer.OrdinalIgnoreCase));

    /// <summary>Open invitations.</summary>
    public Task<List<Invitation>> InvitationsAsync() => Once("invitations", () => github.InvitationsAsync(name, cancelled).ToListAsync(cancelled).AsTask());

    /// <summary>Deploy keys.</summary>
    public Task<List<DeployKey>> DeployKeysAsync() => Once("keys", () => github.DeployKeysAsync(name, cancelled).ToListAsync(cancelled).AsTask());

    /// <summary>Webhooks by number.</summary>
    public Task<Dictionary<long, Webhook>> WebhooksAsync() => Once("hooks", async () => (await github.WebhooksAsync(name, cancelled).ToListAsync(cancelled)).ToDictionary(h => h.Id));

    /// <summary>Numbers of open pull requests.</summary>
    public Task<HashSet<int>> OpenPullsAsync() => Once("pulls", async () => (await github.PullRequestsAsync(name, "open", cancelled).ToListAsync(cancelled)).Select(p => p.Number).ToHashSet());

    /// <summary>Numbers of artifacts.</summary>
    public Task<HashSet<long>> ArtifactsAsync() => Once("artifacts", async () => (await github.ArtifactsAsync(name, cancelled).ToListAsync(cancelled)).Where(a => !a.Expired).Select(a => a.Id).ToHashSet());

    /// <summary>Numbers of caches.</summary>
    public Task<HashSet<long>> CachesAsync() => Once("caches", async () => (await github.CachesAsync(name, cancelled).ToListAsync(cancelled)).Select(c => c.Id).ToHashSet());

    /// <summary>Numbers of release files.</summary>
    public Task<HashSet<long>> AssetsAsync() => Once("assets", async () => (await github.ReleasesAsync(name, cancelled).ToListAsync(cancelled)).SelectMany(r => r.Assets).Select(a => a.Id).ToHashSet());

    private Task<T> Once<T>(string what, Func<Task<T>> read)
    {
        if (_read.TryGetValue(what, out var known)) return (Task<T>)known;
        var task = read();
        _read[what] = task;
        return task;
    }
}
