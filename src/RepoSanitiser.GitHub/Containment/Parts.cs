namespace RepoSanitiser.GitHub.Containment;

/// <summary>The parts that a snapshot is read in, in words for people.</summary>
public static class Parts
{
    /// <summary>Forks made of the repository itself.</summary>
    public const string Forks = "forks";

    /// <summary>Forks of forks.</summary>
    public const string ForksOfForks = "forks of forks";

    /// <summary>The Pages site.</summary>
    public const string Pages = "Pages";

    /// <summary>Who may interact.</summary>
    public const string Interaction = "interaction limits";

    /// <summary>People with access.</summary>
    public const string People = "collaborators";

    /// <summary>Members of authorised teams.</summary>
    public const string TeamMembers = "members of authorised teams";

    /// <summary>Invitations.</summary>
    public const string Invitations = "invitations";

    /// <summary>Teams.</summary>
    public const string Teams = "teams";

    /// <summary>Deploy keys.</summary>
    public const string DeployKeys = "deploy keys";

    /// <summary>Webhooks.</summary>
    public const string Webhooks = "webhooks";

    /// <summary>Whether Actions run.</summary>
    public const string Actions = "Actions settings";

    /// <summary>Protections of branches.</summary>
    public const string Protections = "branch protections";

    /// <summary>Rulesets.</summary>
    public const string Rulesets = "rulesets";

    /// <summary>Open pull requests.</summary>
    public const string Pulls = "pull requests";

    /// <summary>Files of releases.</summary>
    public const string Assets = "release files";

    /// <summary>Artifacts.</summary>
    public const string Artifacts = "artifacts";

    /// <summary>Caches.</summary>
    public const string Caches = "caches";

    /// <summary>Runs of workflows.</summary>
    public const string Runs = "workflow runs";

    /// <summary>Clones and views.</summary>
    public const string Traffic = "traffic";
}
