using System.Collections.Concurrent;
using System.Text;

namespace RepoSanitiser.History.Scanning;

/// <summary>Notes the blobs that stand for files in the LFS store: small texts that name a file by its SHA-256.</summary>
internal sealed class LfsPointers
{
    private const int LongestPointer = 1024;
    private readonly ConcurrentDictionary<string, ConcurrentBag<int>> _blobs = new(StringComparer.Ordinal);

    /// <summary>The blobs that name each LFS object, by its id in hex.</summary>
    public IReadOnlyDictionary<string, ConcurrentBag<int>> Blobs => _blobs;

    public void Look(int blob, ReadOnlySpan<byte> content)
    {
        if (content.Length > LongestPointer || !content.StartsWith("version https://git-lfs"u8)) return;
        var at = content.IndexOf("oid sha256:"u8);
        if (at < 0 || content.Length < at + 75) return;
        var id = Encoding.ASCII.GetString(content.Slice(at + 11, 64));
        if (id.All(char.IsAsciiHexDigitLower)) _blobs.GetOrAdd(id, static _ => []).Add(blob);
    }
}
