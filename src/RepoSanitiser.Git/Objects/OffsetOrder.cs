namespace RepoSanitiser.Git.Objects;

/// <summary>
/// Sorts offsets digit by digit, the lowest first: half a million in a few milliseconds, where the framework's sort, compiled for these
/// types when it is first called, takes a good part of the time that a small pack takes as a whole.
/// </summary>
internal static class OffsetOrder
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <summary>Puts offsets in ascending order, and what belongs to each in the same; equal ones stay in theirs.</summary>
    /// <param name="offsets">The offsets.</param>
    /// <param name="positions">As many numbers.</param>
    public static void Sort(ref long[] offsets, ref int[] positions)
    {
        var all = 0UL;
        foreach (var offset in offsets) all |= (ulong)offset;
        var (nextOffsets, nextPositions) = (new long[offsets.Length], new int[positions.Length]);
        var starts = new int[Digits];
        for (var shift = 0; shift < 64 && all >> shift != 0; shift += DigitBits)
        {
            Array.Clear(starts);
            foreach (var offset in offsets) starts[DigitOf(offset, shift)]++;
            var start = 0;
            for (var digit = 0; digit < Digits; digit++) (starts[digit], start) = (start, start + starts[digit]);
            for (var i = 0; i < offsets.Length; i++)
            {
                var to = starts[DigitOf(offsets[i], shift)]++;
                nextOffsets[to] = offsets[i];
                nextPositions[to] = positions[i];
            }

            (offsets, nextOffsets) = (nextOffsets, offsets);
            (positions, nextPositions) = (nextPositions, positions);
        }
    }

    // An offset that an index gives and no file can have is below zero: flipped, it comes first.
    private static int DigitOf(long offset, int shift) => (int)((((ulong)offset ^ (1UL << 63)) >> shift) & (Digits - 1));
}
