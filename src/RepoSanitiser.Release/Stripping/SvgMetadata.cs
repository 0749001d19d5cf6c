using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace RepoSanitiser.Release.Stripping;

/// <summary>Takes metadata elements, comments and the drawing program's file names out of SVG.</summary>
internal static partial class SvgMetadata
{
    private const int MostBytes = 256 << 20;

    /// <summary>Strips an SVG file.</summary>
    public static StrippedFile Strip(byte[] content)
    {
        if (content.AsSpan() is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] || content.AsSpan().Contains((byte)0))
            throw new MetadataRefusedException("It is in an uncommon encoding: save it as UTF-8.");
        // Latin-1 keeps every byte as it is, and what is looked for is ASCII.
        var text = Encoding.Latin1.GetString(content);
        var removed = new List<string>();
        foreach (var (pattern, what) in ((Regex, string)[])[(Element(), "a metadata element"), (Comment(), "comments"), (FileName(), "names of files")])
        {
            for (var before = ""; before != text;)
            {
                before = text;
                text = pattern.Replace(text, "");
                if (text != before && !removed.Contains(what)) removed.Add(what);
            }
        }

        return removed.Count == 0 ? new StrippedFile(content, []) : new StrippedFile(Encoding.Latin1.GetBytes(text), removed);
    }

    /// <summary>Strips a packed SVG file, whose wrapping may hold a name and a time.</summary>
    public static StrippedFile StripPacked(byte[] content)
    {
        StrippedFile inner;
        try
        {
            using var unpacking = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            using var unpacked = new MemoryStream();
            var block = new byte[64 << 10];
            for (int read; (read = unpacking.Read(block)) > 0;)
            {
                unpacked.Write(block, 0, read);
                if (unpacked.Length > MostBytes) throw new MetadataRefusedException("It unpacks to far more than a figure holds.");
            }

            inner = Strip(unpacked.ToArray());
        }
        catch (InvalidDataException)
        {
            throw new MetadataRefusedException("It is no whole packed file: save the figure anew.");
        }

        var isPlain = content.AsSpan(3, 5) is [0, 0, 0, 0, 0];
        if (inner.Removed.Count == 0 && isPlain) return new StrippedFile(content, []);
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) packing.Write(inner.Content);
        return new StrippedFile(packed.ToArray(), isPlain ? inner.Removed : [.. inner.Removed, "the name and time of packing"]);
    }

    [GeneratedRegex(@"<(?:[A-Za-z][\w.-]*:)?metadata(?:\s[^>]*)?(?:/>|>(?:.|\n)*?</(?:[A-Za-z][\w.-]*:)?metadata\s*>)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Element();

    [GeneratedRegex(@"<!--(?:.|\n)*?-->", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Comment();

    [GeneratedRegex("\\s(?:sodipodi:docname|inkscape:export-filename|sodipodi:absref)\\s*=\\s*(?:\"[^\"]*\"|'[^']*')", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex FileName();
}
