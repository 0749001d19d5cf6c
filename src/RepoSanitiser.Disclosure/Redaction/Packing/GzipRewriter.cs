using System.IO.Compression;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Documents.Containers;

namespace RepoSanitiser.Disclosure.Redaction.Packing;

/// <summary>Unpacks a gzip file and packs it again under the same header.</summary>
internal static class GzipRewriter
{
    private const int ShortestHeader = 10;
    private const int HasName = 8;

    /// <summary>What is packed.</summary>
    /// <exception cref="RedactionRefused">It can't be unpacked whole.</exception>
    public static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> gzip, DocumentLimits limits, CancellationToken cancellation)
    {
        using var stream = new GZipStream(new MemoryStreamOver(gzip), CompressionMode.Decompress);
        var inflated = Inflation.Inflate(stream, new ReadingSession(limits, cancellation));
        if (inflated.Outcome.State != ReadState.Read) throw new RedactionRefused($"It can't be unpacked whole ({inflated.Outcome.Reason}): unpack it, and redact what is in it.");
        return inflated.Content;
    }

    /// <summary>Packs content under the header of another file: its time and its name, where those are all there is.</summary>
    public static byte[] Pack(ReadOnlyMemory<byte> content, ReadOnlySpan<byte> like)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(content.Span);
        var bytes = packed.ToArray();
        var end = like[3] == HasName ? ShortestHeader + like[ShortestHeader..].IndexOf((byte)0) + 1 : ShortestHeader;
        byte[] header = [.. like[..end]];
        if (like[3] != HasName) header[3] = 0;
        return [.. header, .. bytes.AsSpan(ShortestHeader)];
    }

    /// <summary>The extension of what is packed, as the reader of documents takes it.</summary>
    public static string InnerExtension(ReadOnlySpan<byte> gzip, string extension) => GzipReader.InnerExtension(extension, GzipReader.OriginalName(gzip));
}
