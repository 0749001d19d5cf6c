using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub;

/// <summary>A webhook.</summary>
public sealed class Hook
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Where it sends to, how, and with what secret.</summary>
    public required JsonObject Config { get; set; }

    /// <summary>What makes it send.</summary>
    public List<string> Events { get; set; } = ["push"];

    /// <summary>Whether it sends.</summary>
    public bool Active { get; set; } = true;
}

/// <summary>A deploy key: it can't be changed, only deleted and made again under another number.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Title">Its title.</param>
/// <param name="Key">The public key.</param>
/// <param name="ReadOnly">Whether it can't push.</param>
public sealed record DeployKey(long Id, string Title, string Key, bool ReadOnly);

/// <summary>An invitation that was not answered.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Login">Who is invited.</param>
/// <param name="Role">To do what.</param>
public sealed record Invitation(long Id, string Login, Role Role);

/// <summary>A run of a workflow.</summary>
public sealed class WorkflowRun
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>queued, in_progress or completed.</summary>
    public string Status { get; set; } = "completed";

    /// <summary>success, failure or cancelled, once it is completed.</summary>
    public string? Conclusion { get; set; } = "success";

    /// <summary>Its logs; null once deleted.</summary>
    public byte[]? Logs { get; set; }

    /// <summary>The commit it ran on.</summary>
    public string Head { get; init; } = new('0', 40);
}

/// <summary>An artifact of a run.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Run">The run that made it.</param>
/// <param name="Zip">Its content.</param>
public sealed record Artifact(long Id, string Name, long Run, byte[] Zip);

/// <summary>A cache of Actions.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Key">Its key.</param>
/// <param name="Reference">The ref it belongs to.</param>
public sealed record ActionsCache(long Id, string Key, string Reference);

/// <summary>A pull request.</summary>
public sealed class PullRequest
{
    /// <summary>Its number in the repository.</summary>
    public required int Number { get; init; }

    /// <summary>Its own number in all of GitHub.</summary>
    public required long Id { get; init; }

    /// <summary>Who opened it.</summary>
    public required string Author { get; init; }

    /// <summary>The branch it is to go into.</summary>
    public string Base { get; init; } = "main";

    /// <summary>The branch it comes from; null for one that no test asks for.</summary>
    public string? Branch { get; init; }

    /// <summary>Its text.</summary>
    public string Text { get; set; } = "";

    /// <summary>The commit it brings, which <c>refs/pull/N/head</c> names.</summary>
    public required string Head { get; init; }

    /// <summary>open or closed.</summary>
    public string State { get; set; } = "open";
}

/// <summary>A file of a release.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Content">Its content.</param>
public sealed record ReleaseAsset(long Id, string Name, byte[] Content);

/// <summary>A release.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Tag">Its tag.</param>
/// <param name="Immutable">Whether neither it nor its files can be changed or deleted.</param>
/// <param name="Assets">Its files.</param>
public sealed record Release(long Id, string Tag, bool Immutable, List<ReleaseAsset> Assets);

/// <summary>A package that was published from the repository.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">npm, maven, rubygems, docker, nuget or container.</param>
public sealed record Package(long Id, string Name, string Type);

/// <summary>A change of a ref.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Reference">The ref.</param>
/// <param name="Before">The commit before.</param>
/// <param name="After">The commit after.</param>
/// <param name="Kind">push, force_push, branch_creation or branch_deletion.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Time">When.</param>
public sealed record Activity(long Id, string Reference, string Before, string After, string Kind, string Actor, DateTimeOffset Time);

/// <summary>A repository as GitHub holds it: its settings, everybody and everything with access, and where its git repository lies.</summary>
public sealed class HostedRepository
{
    /// <summary>The number that never changes.</summary>
    public required long Id { get; init; }

    /// <summary>The login of its owner.</summary>
    public required string Owner { get; set; }

    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>The bare repository.</summary>
    public required string GitDirectory { get; init; }

    /// <summary>Owner and name.</summary>
    public string FullName => $"{Owner}/{Name}";

    /// <summary>What was published from it.</summary>
    public List<Package> Packages { get; } = [];

    /// <summary>Names that lead here by redirection.</summary>
    public List<string> FormerNames { get; } = [];

    /// <summary>public, private or internal.</summary>
    public string Visibility { get; set; } = "public";

    /// <summary>Whether nothing may change.</summary>
    public bool Archived { get; set; }

    /// <summary>The settings that <c>PATCH</c> changes, but for visibility and archiving.</summary>
    public JsonObject Settings { get; } = new()
    {
        ["description"] = null, ["homepage"] = null, ["has_issues"] = true, ["has_projects"] = true, ["has_wiki"] = false, ["is_template"] = false,
        ["default_branch"] = "main", ["allow_squash_merge"] = true, ["allow_merge_commit"] = true, ["allow_rebase_merge"] = true,
        ["allow_auto_merge"] = false, ["delete_branch_on_merge"] = false, ["allow_update_branch"] = false, ["allow_forking"] = true,
        ["web_commit_signoff_required"] = false,
    };

    /// <summary>What it was forked from; null for none, and for forks that were detached.</summary>
    public HostedRepository? Parent { get; set; }

    /// <summary>Direct grants, by login.</summary>
    public SortedDictionary<string, Role> Collaborators { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Grants to teams of the owner, by slug.</summary>
    public SortedDictionary<string, Role> Teams { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Invitations that were not answered.</summary>
    public List<Invitation> Invitations { get; } = [];

    /// <summary>Deploy keys.</summary>
    public List<DeployKey> Keys { get; } = [];

    /// <summary>Webhooks.</summary>
    public List<Hook> Hooks { get; } = [];

    /// <summary>Pages, as set up (<c>build_type</c>, <c>source</c>, <c>cname</c>, <c>https_enforced</c>, <c>public</c>); null for none.</summary>
    public JsonObject? Pages { get; set; }

    /// <summary>Protections by branch, in the form in which they are put.</summary>
    public SortedDictionary<string, JsonObject> Protections { get; } = new(StringComparer.Ordinal);

    /// <summary>Branches whose commits have to be signed.</summary>
    public SortedSet<string> SignedBranches { get; } = new(StringComparer.Ordinal);

    /// <summary>Rulesets, in the form in which they are put, each with its <c>id</c>.</summary>
    public List<JsonObject> Rulesets { get; } = [];

    /// <summary>Actions: <c>enabled</c>, <c>allowed_actions</c>.</summary>
    public JsonObject Actions { get; set; } = new() { ["enabled"] = true, ["allowed_actions"] = "all" };

    /// <summary>Which actions may run, where only selected ones may.</summary>
    public JsonObject SelectedActions { get; set; } = new() { ["github_owned_allowed"] = true, ["verified_allowed"] = false, ["patterns_allowed"] = new JsonArray() };

    /// <summary>What the token of a workflow may do.</summary>
    public JsonObject WorkflowPermissions { get; set; } = new() { ["default_workflow_permissions"] = "read", ["can_approve_pull_request_reviews"] = false };

    /// <summary>Runs of workflows.</summary>
    public List<WorkflowRun> Runs { get; } = [];

    /// <summary>Artifacts.</summary>
    public List<Artifact> Artifacts { get; } = [];

    /// <summary>Caches of Actions.</summary>
    public List<ActionsCache> Caches { get; } = [];

    /// <summary>Pull requests.</summary>
    public List<PullRequest> Pulls { get; } = [];

    /// <summary>Releases.</summary>
    public List<Release> Releases { get; } = [];

    /// <summary>Who starred it.</summary>
    public SortedSet<string> Stars { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Who watches it.</summary>
    public SortedSet<string> Watchers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The limit on interactions, as put; null for none.</summary>
    public JsonObject? InteractionLimit { get; set; }

    /// <summary>Changes of refs, the newest first.</summary>
    public List<Activity> Activities { get; } = [];

    /// <summary>Clones and views of the last days: day, count, unique.</summary>
    public List<(DateOnly Day, int Count, int Uniques)> Traffic { get; } = [];

    /// <summary>The root of the network that it belongs to: forks share what was ever pushed to any of them.</summary>
    public HostedRepository Root => Parent?.Root ?? this;
}
