using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.Disclosure.Documents.Containers;

/// <summary>Opens gzip, of one or several concatenated streams.</summary>
internal static class GzipReader
{
    public static Outcome Read(Source source, ReadingSession session)
    {
        using var stream = new GZipStream(new MemoryStreamOver(source.Content), CompressionMode.Decompress);
        var inflated = Inflation.Inflate(stream, session);
        var content = inflated.Content;
        if (content.IsEmpty && inflated.Outcome.State == ReadState.Unread) return inflated.Outcome;
        if (FileTypes.Detect(content.Span, source.Extension) is { } type && FileTypes.IsDataSet(type))
        {
            // A serialised data set (rds, RData) that happens to be compressed: the file is the data set, not a container.
            session.Add(new FileDocument(source.Member, FileTypes.IsDataSetName(source.Extension) ? FileTypes.Named(source.Extension)!.Name : type.Name));
            return type.Outcome;
        }

        var name = OriginalName(source.Bytes);
        session.OpenMember(source.Member, name ?? "content", content, InnerExtension(source.Extension, name), source.Depth);
        return inflated.Outcome.State == ReadState.Read && !IsWhole(source.Bytes, content.Length) ? Outcome.Unread("truncated") : inflated.Outcome;
    }

    /// <summary>The length that the trailer of the last stream gives must be of what came out at the end; of one stream, of all of it.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length < 18) return false;
        var trailer = bytes.TrimEnd((byte)0);
        var declared = BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]);
        return declared == (uint)length || trailer.Length < bytes.Length || bytes[10..].IndexOf(bytes[..3]) >= 0;
    }

    internal static string InnerExtension(string extension, string? name) => extension switch
    {
        ".tgz" => ".tar",
        ".svgz" => ".svg",
        _ when extension.EndsWith(".gz", StringComparison.Ordinal) && extension.Length > 3 => extension[..^3],
        _ => name is null ? "" : Names.Extension(name),
    };

    /// <summary>The file name kept in the header (flag 8), after the extra field (flag 4) if there is one.</summary>
    internal static string? OriginalName(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 18 || (bytes[3] & 8) == 0) return null;
        var at = 10;
        if ((bytes[3] & 4) != 0) at += 2 + BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
        if (at >= bytes.Length) return null;
        var end = bytes[at..].IndexOf((byte)0);
        return end is > 0 and <= 1024 ? Encoding.Latin1.GetString(bytes.Slice(at, end)) : null;
    }
}
