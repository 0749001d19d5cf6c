using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Lines;

/// <summary>Reads Stata's <c>summarize, detail</c>: beside the percentiles stand the four smallest and the four largest values.</summary>
internal static class DetailedSummary
{
    private const int Values = 4;
    private const int MostLines = 16;
    private const int FirstTokens = 2;

    /// <summary>Where the extreme values stand that are not shared by all four: a value that four have is no single person's.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="at">Where the line of "Percentiles" and "Smallest" is.</param>
    public static IReadOnlyList<(int Start, int Length)> Extremes(ReadOnlySpan<byte> bytes, int at)
    {
        var found = new List<(int Start, int Length)>();
        var group = new List<(int Start, int Length)>();
        for (var line = 0; line < MostLines && group.Count <= Values; line++)
        {
            var next = bytes[at..].IndexOf((byte)'\n');
            if (next < 0) break;
            at += next + 1;
            var end = bytes[at..].IndexOf((byte)'\n') is >= 0 and var length ? at + length : bytes.Length;
            var text = bytes[at..end];
            if (text.IndexOf("Largest"u8) >= 0) Close(bytes, group, found);
            var percent = text.IndexOf((byte)'%');
            if (percent is < 0 or > 40) continue;
            if (Token(bytes, at + percent + 1, end, FirstTokens) is { } token) group.Add(token);
        }

        Close(bytes, group, found);
        return found;
    }

    private static void Close(ReadOnlySpan<byte> bytes, List<(int Start, int Length)> group, List<(int Start, int Length)> found)
    {
        // The median stands beside the mean, between the groups: its line has no value of a group.
        var four = group.Count > Values ? group[..Values] : group;
        var differ = false;
        foreach (var (start, length) in four) differ |= !bytes.Slice(start, length).SequenceEqual(bytes.Slice(four[0].Start, four[0].Length));
        if (differ) found.AddRange(four);
        group.Clear();
    }

    /// <summary>The n-th number between two offsets; null where there are fewer, or where another word stands before it.</summary>
    private static (int Start, int Length)? Token(ReadOnlySpan<byte> bytes, int from, int to, int n)
    {
        for (var at = from; at < to; at++)
        {
            if (bytes[at] is (byte)' ' or (byte)'\r') continue;
            if (!CellReader.Number(bytes[at..to], out _, out _, out var used)) return null;
            if (--n == 0) return (at, used);
            at += used;
        }

        return null;
    }
}
