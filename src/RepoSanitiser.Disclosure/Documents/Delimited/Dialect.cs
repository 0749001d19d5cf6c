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

    private static int CountPerLine(ReadOnlySpan<byte> sample, byte delimiter, Span<int> counts)
    {
        var lines = 0;
        var count = 0;
        var quoted = false;
        var started = false;
        var special = new SpecialBytes(sample, delimiter, (byte)'"');
        for (var at = special.Next(0); at < sample.Length && lines < counts.Length; at = special.Next(at + 1))
        {
            var b = sample[at];
            started |= at > 0 && sample[at - 1] is not ((byte)'\r' or (byte)'\n') || b is not ((byte)'\r' or (byte)'\n');
            if (b == (byte)'"') quoted = !quoted;
            else if (b == delimiter && !quoted) count++;
            else if (b is (byte)'\r' or (byte)'\n' && !quoted && started)
            {
                counts[lines++] = count;
                count = 0;
                started = false;
            }
        }

        if (lines == 0 && count > 0) counts[lines++] = count;
        return lines;
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
