using System.Text;

namespace RepoSanitiser.Disclosure.Documents.Containers;

/// <summary>Opens tar archives of the ustar, GNU and pax kinds. Members are slices of the archive: nothing is copied, and a declared
/// size is only ever compared with what is there.</summary>
internal static class TarReader
{
    private const int Block = 512;

    public static Outcome Read(Source source, ReadingSession session)
    {
        var bytes = source.Bytes;
        string? longName = null;
        for (var at = 0; at + Block <= bytes.Length;)
        {
            var header = bytes.Slice(at, Block);
            if (!header.ContainsAnyExcept((byte)0)) return Outcome.Read;
            if (!HasChecksum(header)) return Outcome.Unread(at == 0 ? "named as tar but isn't" : "corrupt tar");
            var size = Number(header.Slice(124, 12));
            at += Block;
            if (size < 0 || size > bytes.Length - at) return Outcome.Unread("truncated tar");
            var content = source.Content.Slice(at, (int)size);
            at = (int)Math.Min(bytes.Length, at + ((size + Block - 1) / Block * Block));
            switch ((char)header[156])
            {
                case 'L':
                    longName = Text(content.Span);
                    break;
                case 'x':
                    longName = PaxPath(content.Span) ?? longName;
                    break;
                case '0' or '\0' or '7':
                    if (!Open(source, longName ?? Path(header), content, session)) return Outcome.Read;
                    longName = null;
                    break;
                case 'S':
                    session.AddPart(ReadingSession.Join(source.Member, Names.Shown(longName ?? Path(header))), Outcome.Unread("sparse file in a tar"));
                    longName = null;
                    break;
                case not 'g' and not 'K':
                    longName = null;
                    break;
            }
        }

        return Outcome.Read;
    }

    private static bool Open(Source source, string name, ReadOnlyMemory<byte> content, ReadingSession session)
    {
        var shown = Names.Shown(name);
        if (session.MembersLeft == 0)
        {
            session.AddPart(ReadingSession.Join(source.Member, shown), Outcome.Unread(session.OverMembers));
            return false;
        }

        session.OpenMember(source.Member, shown, content, Names.Extension(name), source.Depth);
        return true;
    }

    /// <summary>The sum of the header's bytes with its own field as blanks.</summary>
    private static bool HasChecksum(ReadOnlySpan<byte> header)
    {
        var sum = 8 * ' ';
        for (var i = 0; i < Block; i++) sum += i is >= 148 and < 156 ? 0 : header[i];
        return sum == Number(header.Slice(148, 8));
    }

    /// <summary>An octal number, or a binary one where the first bit is set; -1 for neither.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        long value = 0;
        if ((field[0] & 0x80) != 0)
        {
            if (field[0] != 0x80 || field[1..^7].ContainsAnyExcept((byte)0)) return -1;
            foreach (var b in field[^7..]) value = (value << 8) | b;
            return value;
        }

        foreach (var b in field.Trim(" \0"u8))
        {
            if (b is < (byte)'0' or > (byte)'7') return -1;
            value = (value << 3) | (uint)(b - '0');
        }

        return value;
    }

    private static string Path(ReadOnlySpan<byte> header)
    {
        var name = Text(header[..100]);
        var prefix = header[257..].StartsWith("ustar\0"u8) ? Text(header.Slice(345, 155)) : "";
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    /// <summary>The record <c>LENGTH path=VALUE\n</c> of a pax header.</summary>
    private static string? PaxPath(ReadOnlySpan<byte> records)
    {
        var at = records.IndexOf(" path="u8);
        if (at < 0) return null;
        var value = records[(at + " path="u8.Length)..];
        var end = value.IndexOf((byte)'\n');
        return end < 0 ? null : Encoding.UTF8.GetString(value[..end]);
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
