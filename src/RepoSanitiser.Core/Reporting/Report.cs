namespace RepoSanitiser.Core.Reporting;

/// <summary>A rule as reports name it.</summary>
public sealed record RuleInfo(string Id, string Title, string Description, string Remedy, string Source);

/// <summary>What was accepted or relaxed, said in every output.</summary>
/// <param name="Baseline">Findings left out, wholly or at some of their paths, because a baseline has them.</param>
/// <param name="Ignored">Findings left out, wholly or at some of their paths, because <c>.reposanignore</c> accepts them.</param>
/// <param name="Relaxed">What the repository's own configuration relaxes, in words.</param>
/// <param name="Expired">Acceptances that have run out and no longer count.</param>
public sealed record Suppressions(int Baseline, int Ignored, IReadOnlyList<string> Relaxed, IReadOnlyList<string> Expired)
{
    /// <summary>Nothing was left out.</summary>
    public static Suppressions None { get; } = new(0, 0, [], []);
}

/// <summary>The result of a scan or a check, as every format shows it.</summary>
public sealed record Report
{
    /// <summary>Version of the JSON form: raised when a field is renamed or removed.</summary>
    public const int SchemaVersion = 1;

    /// <summary><c>scan</c> or <c>check</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The tool's version.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Id of the fingerprint key.</summary>
    public required string KeyId { get; init; }

    /// <summary>What was scanned, as the user named it: a path or a URL without credentials.</summary>
    public required string Repository { get; init; }

    /// <summary><c>sha1</c> or <c>sha256</c>; null for a check of files.</summary>
    public string? ObjectFormat { get; init; }

    /// <summary>The policy's id.</summary>
    public required string Policy { get; init; }

    /// <summary>Rules of the user's own that were applied beside those of the tool.</summary>
    public int OwnRules { get; init; }

    /// <summary>When the run began, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>What was found, read and not read.</summary>
    public required Coverage Coverage { get; init; }

    /// <summary>Sorted: severity descending, then rule, path, blob, location.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The rules that the findings name.</summary>
    public required IReadOnlyList<RuleInfo> Rules { get; init; }

    /// <summary>What was left out, and why.</summary>
    public Suppressions Suppressions { get; init; } = Suppressions.None;

    /// <summary>
    /// Whether object ids may be shown in formats meant for others. An old id lets a redacted value be guessed, so SARIF and HTML
    /// leave ids out unless this is set; JSON and the terminal always have them.
    /// </summary>
    public bool Restricted { get; init; }
}
