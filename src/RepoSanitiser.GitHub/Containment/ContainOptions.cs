namespace RepoSanitiser.GitHub.Containment;

/// <summary>Who keeps the access they have.</summary>
/// <param name="Logins">Accounts.</param>
/// <param name="Teams">Teams of the organisation, by slug: the team and its members.</param>
/// <param name="Organisation">Whether everybody in the organisation does, and its teams: only those outside it lose access.</param>
public sealed record Authorised(IReadOnlyList<string> Logins, IReadOnlyList<string> Teams, bool Organisation)
{
    /// <summary>Where nothing is configured: everybody outside the organisation loses access.</summary>
    public static Authorised Default { get; } = new([], [], Organisation: true);
}

/// <summary>What containment is asked to do.</summary>
public sealed record ContainOptions
{
    /// <summary>Who keeps the access they have.</summary>
    public Authorised Authorised { get; init; } = Authorised.Default;

    /// <summary>Whether the others lose all access instead of being left to read.</summary>
    public bool Remove { get; init; }

    /// <summary>Whether open pull requests are closed.</summary>
    public bool ClosePulls { get; init; }

    /// <summary>Whether artifacts, caches, logs and release files are all deleted, instead of those in which something is found.</summary>
    public bool AllArtifacts { get; init; }

    /// <summary>Whether the repository stays public, where it must: interaction is limited instead.</summary>
    public bool StayPublic { get; init; }
}

/// <summary>What is to be done, in the order in which it is done.</summary>
/// <param name="First">Before anything else: that nobody can read it.</param>
/// <param name="Rest">What follows.</param>
/// <param name="ToScan">What is downloaded and scanned, and deleted where something is found.</param>
/// <param name="Losses">What can't be put back.</param>
/// <param name="Notes">What stays as it is, and what to do about it.</param>
public sealed record ContainPlan(
    IReadOnlyList<Effects.Effect> First,
    IReadOnlyList<Effects.Effect> Rest,
    IReadOnlyList<Effects.Delete> ToScan,
    IReadOnlyList<string> Losses,
    IReadOnlyList<string> Notes);
