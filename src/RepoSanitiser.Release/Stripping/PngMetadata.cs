using System.Buffers.Binary;
using System.Text;

namespace RepoSanitiser.Release.Stripping;

/// <summary>Keeps the chunks of a PNG that are drawn, and how.</summary>
internal static class PngMetadata
{
    private const int SignatureLength = 8;
    private const int ChunkFrame = 12;

    private static readonly HashSet<string> Drawn = new(StringComparer.Ordinal)
    {
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs", "bKGD", "hIST", "sPLT", "acTL", "fcTL", "fdAT", "cICP",
    };

    /// <summary>Strips a PNG.</summary>
    public static StrippedFile Strip(byte[] content)
    {
        using var kept = new MemoryStream(content.Length);
        kept.Write(content, 0, SignatureLength);
        var removed = new SortedSet<string>(StringComparer.Ordinal);
        var isWhole = false;
        var at = SignatureLength;
        while (!isWhole && at + ChunkFrame <= content.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(at));
            if (length > content.Length - at - ChunkFrame) break;
            var type = Encoding.Latin1.GetString(content, at + 4, 4);
            if (Drawn.Contains(type)) kept.Write(content, at, (int)length + ChunkFrame);
            else removed.Add($"image metadata ({(type.All(char.IsAsciiLetter) ? type : "unknown")})");
            isWhole = type == "IEND";
            at += (int)length + ChunkFrame;
        }

        if (!isWhole) throw new MetadataRefusedException("It is no whole PNG file: save the figure anew.");
        if (at < content.Length) removed.Add("bytes after the end of the image");
        return removed.Count == 0 ? new StrippedFile(content, []) : new StrippedFile(kept.ToArray(), [.. removed]);
    }
}
