using System.Numerics;

namespace RepoSanitiser.Disclosure.Documents.Delimited;

/// <summary>Finds the delimiter of a file from its first lines.</summary>
internal static class Dialect
{
    private const int SampleBytes = 64 << 10;
    private const int SampleLines = 60;

    /// <summary>The delimiter that divides the most lines into the same number of cells.</summary>
    /// <param name="text">The file.</param>
    /// <param name="extension">Says what to take where the lines don't.</param>
    /// <param name="agreement">The share of sampled lines that agree, 0 where no delimiter occurs.</param>
    public static byte Sniff(ReadOnlySpan<byte> text, string extension, out double agreement)
    {
        var best = extension switch { ".tsv" or ".tab" => (byte)'\t', ".psv" => (byte)'|', _ => (byte)',' };
        agreement = 0;
        var bestCount = 0;
        Span<byte> candidates = [best, (byte)',', (byte)'\t', (byte)';', (byte)'|'];
        Span<int> counts = stackalloc int[SampleLines];
        var sample = text[..Math.Min(text.Length, SampleBytes)];
        for (var i = 0; i < candidates.Length; i++)
        {
            var candidate = candidates[i];
            if ((i > 0 && candidate == candidates[0]) || !sample.Contains(candidate)) continue;
            var lines = CountPerLine(sample, candidate, counts);
            var (usual, share) = Usual(counts[..lines]);
            if (usual == 0 || share < agreement || (share == agreement && usual <= bestCount)) continue;
            (best, bestCount, agreement) = (candidate, usual, share);
        }

        return best;
    }

    /// <summary>The share of the first lines that have a delimiter.</summary>
    public static double ShareWith(ReadOnlySpan<byte> text, byte delimiter)
    {
        Span<int> counts = stackalloc int[SampleLines];
        var lines = CountPerLine(text[..Math.Min(text.Length, SampleBytes)], delimiter, counts);
        return lines == 0 ? 0 : 1 - ((double)counts[..lines].Count(0) / lines);
    }

    /// <summary>Counts the delimiters of the first lines, those between quotes left out; a line with nothing in it is none.</summary>
    internal static int CountPerLine(ReadOnlySpan<byte> sample, byte delimiter, Span<int> counts)
    {
        var lines = 0;
        var count = 0;
        var quoted = 0UL;
        var ended = 1UL;
        for (var block = 0; block < sample.Length && lines < counts.Length; block += SpecialBytes.Block)
        {
            var quotes = SpecialBytes.Matches(sample, block, (byte)'"', (byte)'"');
            var delimiters = SpecialBytes.Matches(sample, block, delimiter, delimiter);
            var ends = SpecialBytes.Matches(sample, block, (byte)'\n', (byte)'\r');
            // A line that has nothing in it is none, nor is one between the two bytes of a line end.
            var closing = ends & ~((ends << 1) | ended);
            ended = ends >> (SpecialBytes.Block - 1);
            if ((quotes | quoted) != 0)
            {
                var within = Within(quotes, quoted);
                quoted = within >> (SpecialBytes.Block - 1) == 0 ? 0 : ulong.MaxValue;
                delimiters &= ~within;
                closing &= ~within;
            }

            for (; closing != 0 && lines < counts.Length; closing &= closing - 1)
            {
                var before = (closing & (~closing + 1)) - 1;
                counts[lines++] = count + BitOperations.PopCount(delimiters & before);
                count = 0;
                delimiters &= ~before;
            }

            count += BitOperations.PopCount(delimiters);
        }

        if (lines == 0 && count > 0) counts[lines++] = count;
        return lines;
    }

    /// <summary>The bytes that lie between quotes, opening ones included, closing ones not.</summary>
    /// <param name="quotes">The quotes of a block.</param>
    /// <param name="before">All ones where the block begins between quotes, else zero.</param>
    private static ulong Within(ulong quotes, ulong before)
    {
        for (var shift = 1; shift < SpecialBytes.Block; shift *= 2) quotes ^= quotes << shift;
        return quotes ^ before;
    }

    private static (int Usual, double Share) Usual(ReadOnlySpan<int> counts)
    {
        int usual = 0, most = 0;
        foreach (var count in counts)
        {
            if (count == 0 || count == usual) continue;
            var same = counts.Count(count);
            if (same > most || (same == most && count > usual)) (usual, most) = (count, same);
        }

        return (usual, counts.IsEmpty ? 0 : (double)most / counts.Length);
    }
}
