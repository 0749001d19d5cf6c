namespace RepoSanitiser.Incidents.Certificates;

/// <summary>
/// What became of a copy that somebody else holds, in a form that they send back. It has no path, name, id or value of what was purged:
/// it may go by e-mail.
/// </summary>
public sealed record Receipt
{
    /// <summary>Rises when a field is renamed or removed.</summary>
    public const int Version = 1;

    /// <summary>The version of the form.</summary>
    public int SchemaVersion { get; init; } = Version;

    /// <summary>Which form this is.</summary>
    public string Kind { get; init; } = "receipt";

    /// <summary>The incident of the certificate that the copy was checked with.</summary>
    public required string Incident { get; init; }

    /// <summary>Where that incident's record stood: which certificate it was.</summary>
    public required RecordHead Certificate { get; init; }

    /// <summary>Which copy it is, as the list of copies calls it; null where that was not said.</summary>
    public string? Copy { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>The version of the tool that made it.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The key of the signature.</summary>
    public required string KeyId { get; init; }

    /// <summary>What was done: <c>checked</c>, <c>cleaned</c>, or <c>deleted</c>, which is the holder's word.</summary>
    public required string Action { get; init; }

    /// <summary>What the proof found afterwards; null for a copy that was deleted.</summary>
    public ProofSummary? Proof { get; init; }
}
