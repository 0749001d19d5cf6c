using System.Buffers;
using System.Text;

namespace RepoSanitiser.Disclosure.Rules;

/// <summary>
/// Finds literal keywords, upper or lower case, in bytes at memory speed: bytes are widened to characters chunk by chunk, one
/// character a byte, and searched for all keywords at once. Thread-safe.
/// </summary>
internal sealed class KeywordScanner
{
    private const int Chunk = 16 * 1024;

    private readonly (string Keyword, ulong Bits)[] _keywords;
    private readonly SearchValues<string> _all;
    private readonly int _longest;

    /// <summary>Takes keywords, each with the bits it sets; keywords that are equal share theirs.</summary>
    public KeywordScanner(IEnumerable<(string Keyword, ulong Bits)> keywords)
    {
        // Longest first: where one keyword begins another, the longer is asked first and the shorter still sets its bits.
        _keywords = [.. keywords
            .GroupBy(k => k.Keyword, StringComparer.OrdinalIgnoreCase)
            .Select(g => (g.Key, g.Aggregate(0UL, (bits, k) => bits | k.Bits)))
            .OrderByDescending(k => k.Key.Length)];
        _longest = _keywords.Length == 0 ? 0 : _keywords[0].Keyword.Length;
        _all = SearchValues.Create(_keywords.Select(k => k.Keyword).ToArray(), StringComparison.OrdinalIgnoreCase);
        AllBits = _keywords.Aggregate(0UL, (bits, k) => bits | k.Bits);
    }

    /// <summary>Every bit that a keyword can set.</summary>
    public ulong AllBits { get; }

    /// <summary>The bits of all keywords that occur.</summary>
    public ulong Scan(ReadOnlySpan<byte> bytes)
    {
        if (_longest == 0) return 0;
        var chars = ArrayPool<char>.Shared.Rent(Chunk);
        var found = 0UL;
        try
        {
            for (var start = 0; start < bytes.Length && found != AllBits;)
            {
                var length = Math.Min(Chunk, bytes.Length - start);
                Encoding.Latin1.GetChars(bytes.Slice(start, length), chars);
                found |= ScanChunk(chars.AsSpan(0, length));
                if (start + length == bytes.Length) break;
                start += length - (_longest - 1);
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars, clearArray: true);
        }

        return found;
    }

    /// <summary>The offset of the first keyword at or after <paramref name="from"/> that sets any of <paramref name="wanted"/>.</summary>
    /// <returns>The offset, the keyword's length and its bits; offset -1 for none.</returns>
    public (int Offset, int Length, ulong Bits) Next(ReadOnlySpan<byte> bytes, int from, ulong wanted)
    {
        if (_longest == 0) return (-1, 0, 0);
        var chars = ArrayPool<char>.Shared.Rent(Chunk);
        try
        {
            // Chunks grow: where keywords are dense, widening far beyond the next one would be done again for each.
            var size = 1024;
            for (var start = from; start < bytes.Length; size = Math.Min(Chunk, size * 2))
            {
                var length = Math.Min(size, bytes.Length - start);
                Encoding.Latin1.GetChars(bytes.Slice(start, length), chars);
                var span = chars.AsSpan(0, length);
                for (var at = 0; at < length;)
                {
                    var hit = span[at..].IndexOfAny(_all);
                    if (hit < 0) break;
                    at += hit;
                    var (bits, longest) = KeywordsAt(span[at..]);
                    if ((bits & wanted) != 0) return (start + at, longest, bits);
                    at++;
                }

                if (start + length == bytes.Length) break;
                start += length - (_longest - 1);
            }

            return (-1, 0, 0);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars, clearArray: true);
        }
    }

    private ulong ScanChunk(ReadOnlySpan<char> span)
    {
        var found = 0UL;
        while (true)
        {
            var hit = span.IndexOfAny(_all);
            if (hit < 0) return found;
            found |= KeywordsAt(span[hit..]).Bits;
            span = span[(hit + 1)..];
        }
    }

    private (ulong Bits, int Longest) KeywordsAt(ReadOnlySpan<char> span)
    {
        var (bits, longest) = (0UL, 0);
        foreach (var (keyword, keywordBits) in _keywords)
        {
            if (!span.StartsWith(keyword, StringComparison.OrdinalIgnoreCase)) continue;
            bits |= keywordBits;
            longest = Math.Max(longest, keyword.Length);
        }

        return (bits, longest);
    }
}
