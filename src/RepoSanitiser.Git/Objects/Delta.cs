namespace RepoSanitiser.Git.Objects;

/// <summary>One step of a delta, as a stretch of the object it makes.</summary>
/// <param name="Start">Where the stretch begins in the result.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="BaseStart">Where it was copied from in the base; -1 where the delta brings the bytes itself.</param>
public readonly record struct DeltaOp(int Start, int Length, int BaseStart);

/// <summary>Git's delta encoding: copies out of a base and bytes of its own.</summary>
internal static class Delta
{
    /// <summary>Reads the two sizes a delta begins with.</summary>
    /// <returns>Bytes read; 0 where they are malformed.</returns>
    public static int ReadSizes(ReadOnlySpan<byte> delta, out long baseSize, out long resultSize)
    {
        resultSize = 0;
        var first = ReadSize(delta, out baseSize);
        if (first == 0) return 0;
        var second = ReadSize(delta[first..], out resultSize);
        return second == 0 ? 0 : first + second;
    }

    /// <summary>Applies the instructions after the sizes. Fails, and says so, on any that would read or write out of bounds.</summary>
    public static bool Apply(ReadOnlySpan<byte> source, ReadOnlySpan<byte> instructions, Span<byte> result, List<DeltaOp> ops)
    {
        ops.Clear();
        var at = 0;
        var written = 0;
        while (at < instructions.Length)
        {
            var code = instructions[at++];
            if ((code & 0x80) != 0)
            {
                if (!ReadCopy(instructions, code, ref at, out var offset, out var size)) return false;
                if ((ulong)offset + (ulong)size > (ulong)source.Length || size > result.Length - written) return false;
                source.Slice((int)offset, size).CopyTo(result[written..]);
                ops.Add(new DeltaOp(written, size, (int)offset));
                written += size;
            }
            else
            {
                if (code == 0 || code > instructions.Length - at || code > result.Length - written) return false;
                instructions.Slice(at, code).CopyTo(result[written..]);
                ops.Add(new DeltaOp(written, code, -1));
                at += code;
                written += code;
            }
        }

        return written == result.Length;
    }

    private static bool ReadCopy(ReadOnlySpan<byte> delta, byte code, ref int at, out uint offset, out int size)
    {
        offset = 0;
        size = 0;
        for (var bit = 0; bit < 4; bit++)
        {
            if ((code & (1 << bit)) == 0) continue;
            if (at >= delta.Length) return false;
            offset |= (uint)delta[at++] << (8 * bit);
        }

        for (var bit = 0; bit < 3; bit++)
        {
            if ((code & (0x10 << bit)) == 0) continue;
            if (at >= delta.Length) return false;
            size |= delta[at++] << (8 * bit);
        }

        if (size == 0) size = 0x10000;
        return true;
    }

    private static int ReadSize(ReadOnlySpan<byte> delta, out long size)
    {
        size = 0;
        for (var i = 0; i < delta.Length && i < 9; i++)
        {
            size |= (long)(delta[i] & 0x7f) << (7 * i);
            if ((delta[i] & 0x80) == 0) return i + 1;
        }

        return 0;
    }
}
