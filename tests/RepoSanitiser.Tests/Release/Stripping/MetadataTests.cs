using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using RepoSanitiser.Release.Stripping;

namespace RepoSanitiser.Tests.Release.Stripping;

public sealed class MetadataTests
{
    private const string Marker = "host-17";

    public static TheoryData<string> Kinds => ["a.png", "a.jpg", "a.svg", "a.svgz", "a.pdf", "a.ipynb", "a.docx"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_says_who_made_a_file_is_taken_out_and_nothing_is_left(string path)
    {
        var content = Make(path);
        Assert.Contains(Marker, Inside(path, content), StringComparison.Ordinal);
        var stripped = Metadata.Strip(path, content);
        Assert.NotEmpty(stripped.Removed);
        Assert.DoesNotContain(Marker, Inside(path, stripped.Content), StringComparison.Ordinal);
        Assert.Contains("drawn", Inside(path, stripped.Content), StringComparison.Ordinal);
        Assert.Empty(Metadata.Left(path, stripped.Content));
        Assert.Equal(stripped.Content, Metadata.Strip(path, stripped.Content).Content);
    }

    [Theory]
    [InlineData("table.csv", "year,n\n2021,120\n")]
    [InlineData("plain.svg", "<svg><text>drawn</text></svg>")]
    [InlineData("notes.txt", "made on host-17")]
    public void What_holds_none_stays_as_it_is(string path, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        Assert.Same(content, Metadata.Strip(path, content).Content);
    }

    [Theory]
    [InlineData("a.png", "\x89PNG\r\n\x1a\n")]
    [InlineData("a.jpg", "\xff\xd8\xff\xe1")]
    [InlineData("a.gif", "GIF89a")]
    [InlineData("a.pdf", "%PDF-1.5\ntrailer << /Info 9 0 R >>\n")]
    [InlineData("a.pdf", "%PDF-1.5\ntrailer << /Encrypt 9 0 R >>\n")]
    [InlineData("a.pdf", "%PDF-1.5\n9 0 obj << /Title 8 0 R >> endobj\ntrailer << /Info 9 0 R >>\n")]
    [InlineData("a.ipynb", "{")]
    [InlineData("a.svgz", "\x1f\x8bnothing")]
    public void What_cannot_be_stripped_for_sure_is_refused(string path, string latin1)
    {
        var content = Encoding.Latin1.GetBytes(latin1);
        Assert.Throws<MetadataRefusedException>(() => Metadata.Strip(path, content));
        Assert.NotEmpty(Metadata.Left(path, content));
    }

    private static byte[] Make(string path) => path switch
    {
        "a.png" => [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", "drawn"), .. Chunk("tEXt", Marker), .. Chunk("eXIf", Marker), .. Chunk("IDAT", "drawn"), .. Chunk("IEND", ""), .. "host-17"u8],
        "a.jpg" => [0xFF, 0xD8, .. Segment(0xE0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), .. Segment(0xE1, "Exif\0\0" + Marker), .. Segment(0xFE, Marker), .. Segment(0xDB, "drawn"), .. Segment(0xDA, "drawn"), 1, 2, 0xFF, 0, 3, 0xFF, 0xD9, .. "host-17"u8],
        "a.svg" => Encoding.UTF8.GetBytes($"<svg inkscape:export-filename=\"/{Marker}/a\"><!-- {Marker}\n --><metadata id='m'><x>{Marker}</x></metadata><text>drawn</text></svg>"),
        "a.svgz" => Packed(Make("a.svg")),
        "a.pdf" => Encoding.Latin1.GetBytes($"%PDF-1.4\n1 0 obj\n<< /Author ({Marker} \\(x\\) (y)) /Producer <{Convert.ToHexString(Encoding.ASCII.GetBytes(Marker))}> >>\nendobj\n2 0 obj << /Type /Metadata /Length 99 >> stream\n<?xpacket begin=''?><x:xmpmeta>{Marker}</x:xmpmeta><?xpacket end='w'?>\nendstream endobj\n3 0 obj (drawn) endobj\ntrailer << /Info 1 0 R >>\n"),
        "a.ipynb" => Encoding.UTF8.GetBytes("""{"cells":[{"cell_type":"code","execution_count":3,"metadata":{"x":"{{Marker}}"},"outputs":[{"output_type":"stream","text":"{{Marker}}"}],"source":"drawn"}],"metadata":{"kernelspec":{"name":"{{Marker}}"},"language_info":{"name":"python","version":"3"}},"nbformat":4,"nbformat_minor":5}""".Replace("{{Marker}}", Marker, StringComparison.Ordinal)),
        _ => Zip(("word/document.xml", "<w:t>drawn</w:t>"), ("docProps/core.xml", $"<dc:creator>{Marker}</dc:creator>"), ("docProps/app.xml", $"<Company>{Marker}</Company>")),
    };

    private static string Inside(string path, byte[] content)
    {
        if (path == "a.svgz") return Encoding.Latin1.GetString(Unpacked(content));
        if (path != "a.docx") return path == "a.ipynb" ? JsonNode.Parse(content)!.ToJsonString() : Encoding.Latin1.GetString(content).Replace(Convert.ToHexString(Encoding.ASCII.GetBytes(Marker)), Marker, StringComparison.Ordinal);
        using var archive = new ZipArchive(new MemoryStream(content));
        return string.Concat(archive.Entries.Select(e => new StreamReader(e.Open()).ReadToEnd()));
    }

    private static byte[] Chunk(string type, string text)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        return [.. length, .. Encoding.Latin1.GetBytes(type), .. Encoding.Latin1.GetBytes(text), 0, 0, 0, 0];
    }

    private static byte[] Segment(byte marker, string text)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(text.Length + 2));
        return [0xFF, marker, .. length, .. Encoding.Latin1.GetBytes(text)];
    }

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) packing.Write(content);
        return packed.ToArray();
    }

    private static byte[] Unpacked(byte[] content)
    {
        using var unpacked = new MemoryStream();
        using var unpacking = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        unpacking.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var part = new StreamWriter(archive.CreateEntry(name).Open());
                part.Write(text);
            }
        }

        return packed.ToArray();
    }
}
