using RepoSanitiser.Core;

namespace RepoSanitiser.History.Checking;

/// <summary>One content to be checked: a file on disk, or what is staged or about to be pushed under a path.</summary>
/// <param name="Shown">Its path as people see it: as they named it themselves.</param>
/// <param name="Path">Its path from the root of its repository or release: what fingerprints cover, so that a finding is the same one
/// in a scan of the repository and wherever the check was started from.</param>
/// <param name="Context">What the rules may know of its place.</param>
/// <param name="Length">Bytes.</param>
public sealed record CheckedContent(string Shown, string Path, FileContext Context, long Length)
{
    /// <summary>The blob's id in hex; null for a file on disk.</summary>
    public string? Blob { get; init; }

    /// <summary>Where it lies on disk; null for what is in a repository's store.</summary>
    internal string? File { get; init; }

    /// <summary>What the rule about files that nobody meant to release says of it; null for nothing.</summary>
    internal RuleHit? Unintended { get; init; }

    /// <summary>Names the content where a rule is about the whole of it: the id that git would give it.</summary>
    public required Func<ReadOnlyMemory<byte>, string> Identity { get; init; }

    /// <summary>Reads it once more; null where it can no longer be read.</summary>
    public required Func<byte[]?> Reread { get; init; }
}
