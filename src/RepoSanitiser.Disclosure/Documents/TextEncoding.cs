using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace RepoSanitiser.Disclosure.Documents;

/// <summary>Makes UTF-8 of what text files hold.</summary>
internal static class TextEncoding
{
    private const int Probe = 8_000;

    private static readonly Lazy<Encoding> Windows1252 = new(() => CodePagesEncodingProvider.Instance.GetEncoding(1252)!);

    /// <summary>What text is taken for that is no UTF-8 and says nothing else: every byte is a character.</summary>
    public static Encoding Fallback => Windows1252.Value;

    /// <summary>
    /// The text as UTF-8 without a byte order mark: the bytes as they are where they are UTF-8 already, else transcoded from UTF-16 or
    /// UTF-32 (by their mark, UTF-16 also by its pattern) or windows-1252. Null where the bytes are no text: a NUL among the first 8,000, as
    /// git judges.
    /// </summary>
    public static ReadOnlyMemory<byte>? Decode(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes is [0xEF, 0xBB, 0xBF, ..])
            content = content[3..];
        else if (ByMark(bytes) is { } encoding)
            return Transcode(bytes[encoding.Preamble.Length..], encoding);
        else if (Unmarked(bytes) is { } unmarked)
            content = Transcode(bytes, unmarked);
        bytes = content.Span;
        if (bytes[..Math.Min(bytes.Length, Probe)].Contains((byte)0)) return null;
        if (!Utf8.IsValid(bytes)) content = Transcode(bytes, Windows1252.Value);
        return WithLineFeeds(content);
    }

    private static Encoding? ByMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32,
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    /// <summary>
    /// UTF-16 without a mark, as some programs write it: most characters of the first 8,000 bytes have one byte that is NUL, always the same
    /// one of the two, and none is a control character, half a character or no character. Numbers in binary do not look so. Null for all else.
    /// </summary>
    public static Encoding? Unmarked(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes.Length % 2 != 0 || !bytes[..Math.Min(bytes.Length, Probe)].Contains((byte)0)) return null;
        var probe = bytes[..Math.Min(bytes.Length, Probe)];
        if (IsWide(probe, high: 1)) return Encoding.Unicode;
        return IsWide(probe, high: 0) ? Encoding.BigEndianUnicode : null;
    }

    /// <param name="probe">The bytes.</param>
    /// <param name="high">Which byte of two is the high one.</param>
    private static bool IsWide(ReadOnlySpan<byte> probe, int high)
    {
        var narrow = 0;
        for (var at = 0; at < probe.Length; at += 2)
        {
            var unit = (char)((probe[at + high] << 8) | probe[at + 1 - high]);
            if (unit <= 0xFF) narrow++;
            if ((char.IsControl(unit) && unit is not ('\t' or '\r' or '\n' or '\f')) || unit >= 0xFFF0) return false;
            if (char.IsLowSurrogate(unit) && (at == 0 || ((probe[at - 2 + high] << 8) & 0xFC00) != 0xD800)) return false;
        }

        return narrow * 10 >= probe.Length / 2 * 7;
    }

    private static byte[] Transcode(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        const int chunk = 1 << 16;
        var output = new ArrayBufferWriter<byte>(bytes.Length + (bytes.Length / 8) + 16);
        var decoder = encoding.GetDecoder();
        var chars = ArrayPool<char>.Shared.Rent(chunk);
        while (true)
        {
            var take = Math.Min(bytes.Length, chunk / 2);
            decoder.Convert(bytes[..take], chars, take == bytes.Length, out var used, out var written, out _);
            Encoding.UTF8.GetBytes(chars.AsSpan(0, written), output);
            bytes = bytes[used..];
            if (bytes.IsEmpty && written == 0) break;
        }

        ArrayPool<char>.Shared.Return(chars);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Lines of an old Macintosh file end with a carriage return alone: the same length with line feeds.</summary>
    private static ReadOnlyMemory<byte> WithLineFeeds(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes.Contains((byte)'\n') || !bytes.Contains((byte)'\r')) return content;
        var copy = bytes.ToArray();
        copy.AsSpan().Replace((byte)'\r', (byte)'\n');
        return copy;
    }
}
