using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Redaction;

namespace RepoSanitiser.Cli.Redacting;

/// <summary>What was asked of a redaction.</summary>
/// <param name="Paths">Files and folders.</param>
internal sealed record RedactRequest(IReadOnlyList<string> Paths)
{
    public required string Policy { get; init; }

    /// <summary>The file of rules that are applied beside those of the tool; null for none.</summary>
    public string? OwnRules { get; init; }

    public required RedactionOptions Options { get; init; }

    public long MaxFileBytes { get; init; }

    /// <summary>Whether the redacted file takes the place of the original.</summary>
    public bool InPlace { get; init; }

    /// <summary>The file of accepted findings that was named; null for those at the roots of what is redacted.</summary>
    public string? IgnoreFile { get; init; }

    /// <summary>The folder that redacted files go to; null for beside the originals.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether nothing is written.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether a redacted file of before is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Why a policy does not go with the rounding asked for: its own would be done on top of that; null where it does.</summary>
    public string? Contradiction(Policy policy)
    {
        if (policy.RoundingBase <= 0) return null;
        var (method, holds) = Options switch
        {
            { Method: RedactionMethod.Midpoint6 } => ("--method midpoint6", policy.Midpoint6),
            { Method: RedactionMethod.Round, Base: { } @base } => ($"--base {@base}", !policy.Midpoint6 && @base % policy.RoundingBase == 0),
            _ => ("", true),
        };
        var own = policy.Midpoint6 ? "rounds to midpoints of 6" : $"rounds to the nearest {policy.RoundingBase}";
        return holds ? null : $"{method} contradicts the policy {policy.Id}, which {own}: name another --policy, or leave the method to it with --method round.";
    }
}

/// <summary>What became of one file.</summary>
/// <param name="Path">The file, safe to show.</param>
/// <param name="Target">Where its redacted form is, or would be; null where there is none.</param>
/// <param name="Result">What was changed, or why nothing was; its content is dropped once it is written.</param>
/// <param name="Failed">Why its redacted form could not be written; null where it was, or was not to be.</param>
internal sealed record RedactedFile(string Path, string? Target, RedactionResult Result, string? Failed = null);

/// <summary>What became of all files.</summary>
/// <param name="Files">In order of their paths.</param>
/// <param name="Expired">Acceptances that have run out: what they accepted was redacted.</param>
/// <param name="OwnRules">How many rules of the user's own were applied.</param>
internal sealed record RedactedFiles(IReadOnlyList<RedactedFile> Files, IReadOnlyList<string> Expired, int OwnRules);
