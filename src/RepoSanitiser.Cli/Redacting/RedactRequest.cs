using RepoSanitiser.Disclosure.Redaction;

namespace RepoSanitiser.Cli.Redacting;

/// <summary>What was asked of a redaction.</summary>
/// <param name="Paths">Files and folders.</param>
internal sealed record RedactRequest(IReadOnlyList<string> Paths)
{
    public required string Policy { get; init; }

    public required RedactionOptions Options { get; init; }

    public long MaxFileBytes { get; init; }

    /// <summary>Whether the redacted file takes the place of the original.</summary>
    public bool InPlace { get; init; }

    /// <summary>The folder that redacted files go to; null for beside the originals.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether nothing is written.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether a redacted file of before is replaced.</summary>
    public bool Force { get; init; }
}

/// <summary>What became of one file.</summary>
/// <param name="Path">The file, safe to show.</param>
/// <param name="Target">Where its redacted form is, or would be; null where there is none.</param>
/// <param name="Result">What was changed, or why nothing was; its content is dropped once it is written.</param>
/// <param name="Failed">Why its redacted form could not be written; null where it was, or was not to be.</param>
internal sealed record RedactedFile(string Path, string? Target, RedactionResult Result, string? Failed = null);
