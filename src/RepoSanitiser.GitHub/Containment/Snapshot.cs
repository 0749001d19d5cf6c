using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>A fork as it was before containment: going private takes public forks out of the network, and nothing leads to them any more.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its number.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="IsPublic">Whether anybody can read it.</param>
/// <param name="ForksCount">How many forks were made of it.</param>
/// <param name="Of">What it was forked from.</param>
public sealed record Fork(string Name, long Id, string Owner, bool IsPublic, int ForksCount, string Of);

/// <summary>Somebody with access.</summary>
/// <param name="Login">The account's name.</param>
/// <param name="Role">The role, as <c>PUT</c> takes it: <c>pull</c>, <c>triage</c>, <c>push</c>, <c>maintain</c>, <c>admin</c>, or one of the organisation's own.</param>
/// <param name="IsOutside">Whether they are no member of the organisation.</param>
/// <param name="IsDirect">Whether they were given access by name (or by the organisation's base role).</param>
public sealed record Person(string Login, string Role, bool IsOutside, bool IsDirect);

/// <summary>A file of a release, for the snapshot; its name is left out, since it may identify somebody.</summary>
public sealed record SavedAsset(long Id, long Release, long Size, string Extension, bool Immutable);

/// <summary>A guard of branches or tags, as GitHub described it.</summary>
/// <param name="Name">The branch's or the ruleset's name.</param>
/// <param name="Rules">The description, whole.</param>
public sealed record Guard(string Name, JsonNode Rules);

/// <summary>Something that could not be read, or not wholly.</summary>
/// <param name="Part">The part of the snapshot.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record UnreadPart(string Part, string Reason);

/// <summary>
/// What a repository was like before containment changed it: what restore goes back to. A part that is not in <see cref="Parts"/> was not
/// read wholly, and <see cref="Unread"/> says why; nothing may be concluded from its absence.
/// </summary>
public sealed record Snapshot
{
    /// <summary>The version of this form.</summary>
    public const int Version = 1;

    /// <summary>The version of the form it was written in.</summary>
    public int SchemaVersion { get; init; } = Version;

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>The settings, with counts of stars, watchers and forks.</summary>
    public required GitHubRepository Repository { get; init; }

    /// <summary>Whose token it was read with; null where the token belongs to no user.</summary>
    public string? Account { get; init; }

    /// <summary>The parts that were read wholly.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<UnreadPart> Unread { get; init; } = [];

    /// <summary>Forks, and forks of forks.</summary>
    public IReadOnlyList<Fork> Forks { get; init; } = [];

    /// <summary>Forks whose own forks were looked for.</summary>
    public IReadOnlyList<string> ForksVisited { get; init; } = [];

    /// <summary>The Pages site; null for none.</summary>
    public PagesSite? Pages { get; init; }

    /// <summary>Who may interact; null where it was not read.</summary>
    public InteractionLimit? Interaction { get; init; }

    /// <summary>Those with access.</summary>
    public IReadOnlyList<Person> People { get; init; } = [];

    /// <summary>Members of teams that are authorised, by team.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TeamMembers { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Open invitations.</summary>
    public IReadOnlyList<Invitation> Invitations { get; init; } = [];

    /// <summary>Teams with access.</summary>
    public IReadOnlyList<Team> Teams { get; init; } = [];

    /// <summary>Deploy keys.</summary>
    public IReadOnlyList<DeployKey> DeployKeys { get; init; } = [];

    /// <summary>Webhooks; of secrets only that there is one.</summary>
    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];

    /// <summary>Whether Actions run; null where it was not read.</summary>
    public ActionsPermissions? Actions { get; init; }

    /// <summary>Which actions are allowed, where only selected ones are.</summary>
    public SelectedActions? SelectedActions { get; init; }

    /// <summary>Protections of branches.</summary>
    public IReadOnlyList<Guard> Protections { get; init; } = [];

    /// <summary>Rulesets.</summary>
    public IReadOnlyList<Guard> Rulesets { get; init; } = [];

    /// <summary>Open pull requests: number and author.</summary>
    public IReadOnlyList<SavedPull> Pulls { get; init; } = [];

    /// <summary>Files of releases.</summary>
    public IReadOnlyList<SavedAsset> Assets { get; init; } = [];

    /// <summary>Artifacts, without their names.</summary>
    public IReadOnlyList<SavedItem> Artifacts { get; init; } = [];

    /// <summary>Caches, without their names.</summary>
    public IReadOnlyList<SavedItem> Caches { get; init; } = [];

    /// <summary>Runs of workflows that have ended: each may have logs.</summary>
    public IReadOnlyList<long> EndedRuns { get; init; } = [];

    /// <summary>Runs of workflows that had not ended.</summary>
    public IReadOnlyList<long> ActiveRuns { get; init; } = [];

    /// <summary>How often it was cloned in the last 14 days; null where that was not read.</summary>
    public TrafficCount? Clones { get; init; }

    /// <summary>How often it was looked at in the last 14 days; null where that was not read.</summary>
    public TrafficCount? Views { get; init; }

    /// <summary>The repository's name.</summary>
    [JsonIgnore]
    public RepositoryName Name => Repository.FullNameParsed;

    /// <summary>The names of forks.</summary>
    [JsonIgnore]
    public IEnumerable<RepositoryName> ForkNames => Forks.Select(f => RepositoryName.TryParse(f.Name)).OfType<RepositoryName>();

    /// <summary>Whether a part was read wholly.</summary>
    public bool Has(string part) => Parts.Contains(part);

    /// <summary>The same with a part read wholly.</summary>
    public Snapshot With(string part) =>
        this with { Parts = [.. Parts.Where(p => p != part), part], Unread = [.. Unread.Where(u => u.Part != part)] };

    /// <summary>The same with a part that could not be read wholly.</summary>
    public Snapshot Without(string part, string reason) =>
        this with { Parts = [.. Parts.Where(p => p != part)], Unread = [.. Unread.Where(u => u.Part != part), new UnreadPart(part, reason)] };
}

/// <summary>An open pull request: its number, and who opened it.</summary>
public sealed record SavedPull(int Number, string? User, string? From);

/// <summary>Something that Actions keeps.</summary>
public sealed record SavedItem(long Id, long Size);

/// <summary>The form in which snapshots are kept.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Snapshot))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
