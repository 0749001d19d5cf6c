using RepoSanitiser.Core;

namespace RepoSanitiser.History.Checking;

/// <summary>A file at or below a path that the user named.</summary>
/// <param name="Shown">Its path as people see it.</param>
/// <param name="File">Where it lies on disk, absolute.</param>
/// <param name="Context">What the rules may know of its place.</param>
/// <param name="Length">Bytes.</param>
public sealed record FoundFile(string Shown, string File, FileContext Context, long Length)
{
    /// <summary>Its path as fingerprints cover it.</summary>
    public required string Path { get; init; }

    /// <summary>Names the content where a rule is about the whole of it.</summary>
    public required Func<ReadOnlyMemory<byte>, string> Identity { get; init; }

    /// <summary>The fingerprint that a check gives what was found in the file.</summary>
    public string Fingerprint(RuleHit hit, ReadOnlyMemory<byte> content, FingerprintKey key) =>
        key.Fingerprint(hit.Rule, Path, key.ContentTag(hit.Rule, hit.Content.Reveal() is { Length: > 0 } covered ? covered : Identity(content)));
}

/// <summary>The files that a check of the same paths would judge.</summary>
/// <param name="Files">In order of their paths.</param>
/// <param name="Items">What can't be read, each with its reason.</param>
/// <param name="Roots">The folders that paths in fingerprints begin at.</param>
public sealed record FoundFiles(IReadOnlyList<FoundFile> Files, IReadOnlyList<CoverageItem> Items, IReadOnlyList<string> Roots)
{
    /// <summary>Finds them.</summary>
    /// <exception cref="ReposanException">There is nothing at a path.</exception>
    public static FoundFiles Under(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var search = new FileSearch(null, cancellation);
        foreach (var path in paths) search.Add(path);
        return new FoundFiles(
            [.. search.Files.Select(f => new FoundFile(f.Shown, f.File!, f.Context, f.Length) { Path = f.Path, Identity = f.Identity })], search.Items, search.Roots);
    }
}
