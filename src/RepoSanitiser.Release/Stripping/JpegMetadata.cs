using System.Buffers.Binary;

namespace RepoSanitiser.Release.Stripping;

/// <summary>Keeps the segments of a JPEG that are drawn, and its colour profile.</summary>
internal static class JpegMetadata
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte Comment = 0xFE;

    /// <summary>Strips a JPEG.</summary>
    public static StrippedFile Strip(byte[] content)
    {
        using var kept = new MemoryStream(content.Length);
        kept.Write(content, 0, 2);
        var removed = new SortedSet<string>(StringComparer.Ordinal);
        var at = 2;
        while (Marker(content, at) is var marker and not 0)
        {
            if (marker == EndOfImage)
            {
                kept.Write([0xFF, EndOfImage]);
                if (at + 2 < content.Length) removed.Add("bytes after the end of the image");
                return removed.Count == 0 ? new StrippedFile(content, []) : new StrippedFile(kept.ToArray(), [.. removed]);
            }

            var length = at + 4 <= content.Length ? BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(at + 2)) + 2 : int.MaxValue;
            if (length < 4 || length > content.Length - at) break;
            if (IsDrawn(marker, content.AsSpan(at + 4, length - 4))) kept.Write(content, at, length);
            else removed.Add(marker == Comment ? "a comment in the image" : "image metadata (Exif, XMP or the like)");
            at += length;
            if (marker != StartOfScan) continue;
            var end = EndOfScan(content, at);
            kept.Write(content, at, end - at);
            at = end;
        }

        throw new MetadataRefusedException("It is no whole JPEG file: save the figure anew.");
    }

    private static byte Marker(byte[] content, int at) => at + 1 < content.Length && content[at] == 0xFF && content[at + 1] is not (0 or 0xFF) ? content[at + 1] : (byte)0;

    private static bool IsDrawn(byte marker, ReadOnlySpan<byte> segment) => marker switch
    {
        0xE0 => segment.StartsWith("JFIF\0"u8) && segment.Length <= 14,
        0xE2 => segment.StartsWith("ICC_PROFILE\0"u8),
        0xEE => segment.StartsWith("Adobe"u8),
        Comment or (>= 0xE0 and <= 0xEF) => false,
        _ => true,
    };

    /// <summary>Where the next marker stands that is no part of the scan.</summary>
    private static int EndOfScan(byte[] content, int at)
    {
        for (; at + 1 < content.Length; at++)
        {
            if (content[at] == 0xFF && content[at + 1] is not (0 or 0xFF or (>= 0xD0 and <= 0xD7))) return at;
        }

        return content.Length;
    }
}
