using System.Buffers;
using RepoSanitiser.Git.Rewriting;

namespace RepoSanitiser.Git.Objects;

/// <summary>Writes git's deltas between trees: what both have is copied, of an entry that has changed all but its id.</summary>
internal static class DeltaWriter
{
    private const int MostCopied = 0x10000;
    private const int MostInserted = 127;
    private const int LeastCopied = 8;

    /// <summary>The delta that makes <paramref name="target"/> from <paramref name="source"/>.</summary>
    public static void Write(TreeText source, TreeText target, ArrayBufferWriter<byte> delta)
    {
        delta.ResetWrittenCount();
        Size(delta, source.Bytes.Length);
        Size(delta, target.Bytes.Length);
        var (from, to, written) = (0, 0, 0);
        while (to < target.Entries)
        {
            var (bytes, entries) = Same(source, from, target, to);
            if (bytes >= LeastCopied)
            {
                var start = target.Starts[to];
                Insert(delta, target.Bytes.AsSpan(written..start));
                Copy(delta, source.Starts[from], bytes);
                written = start + bytes;
                from += entries;
                to += entries;
                continue;
            }

            // The two trees are in the same order: what is missing on one side is passed on the other.
            var order = from < source.Entries ? TreeText.Compare(source.Entry(from), target.Entry(to)) : 1;
            if (order <= 0) from++;
            if (order >= 0) to++;
        }

        Insert(delta, target.Bytes.AsSpan(written..));
    }

    /// <summary>How many bytes from here on are the same in both, and how many entries are done with by them: the last one's id may differ.</summary>
    private static (int Bytes, int Entries) Same(TreeText source, int from, TreeText target, int to)
    {
        if (from >= source.Entries) return default;
        var start = target.Starts[to];
        var same = source.Bytes.AsSpan(source.Starts[from]).CommonPrefixLength(target.Bytes.AsSpan(start));
        if (same < LeastCopied) return default;
        var count = Array.BinarySearch(target.Starts, to, target.Starts.Length - to, start + same);
        if (count < 0) count = ~count - 1;
        count -= to;
        // Equal bytes are equal entries: each ends where its id does, and ids are of one length.
        var whole = target.Starts[to + count] - start;
        if (same == whole || from + count >= source.Entries) return (whole, count);
        return TreeText.Compare(source.Entry(from + count), target.Entry(to + count)) == 0 ? (same, count + 1) : (whole, count);
    }

    private static void Copy(ArrayBufferWriter<byte> delta, int offset, int length)
    {
        while (length > 0)
        {
            var now = Math.Min(length, MostCopied);
            var span = delta.GetSpan(8);
            var (at, code) = (1, 0x80);
            for (var bit = 0; bit < 4; bit++) Part(offset >> (8 * bit), 1 << bit, span, ref at, ref code);
            // No size at all says 0x10000.
            for (var bit = 0; bit < 2 && now != MostCopied; bit++) Part(now >> (8 * bit), 0x10 << bit, span, ref at, ref code);
            span[0] = (byte)code;
            delta.Advance(at);
            offset += now;
            length -= now;
        }
    }

    private static void Part(int value, int flag, Span<byte> span, ref int at, ref int code)
    {
        if ((value & 0xff) == 0) return;
        span[at++] = (byte)value;
        code |= flag;
    }

    private static void Insert(ArrayBufferWriter<byte> delta, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var now = Math.Min(bytes.Length, MostInserted);
            var span = delta.GetSpan(now + 1);
            span[0] = (byte)now;
            bytes[..now].CopyTo(span[1..]);
            delta.Advance(now + 1);
            bytes = bytes[now..];
        }
    }

    private static void Size(ArrayBufferWriter<byte> delta, int size)
    {
        var value = (uint)size;
        var span = delta.GetSpan(5);
        var at = 0;
        while (value >= 0x80)
        {
            span[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[at++] = (byte)value;
        delta.Advance(at);
    }
}
