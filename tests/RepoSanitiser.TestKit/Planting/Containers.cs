using System.Formats.Tar;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace RepoSanitiser.TestKit.Planting;

/// <summary>Files that hold other files, as small as the format allows and the same bytes each time.</summary>
public static class Containers
{
    private static readonly DateTimeOffset Epoch = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Compresses with gzip.</summary>
    public static byte[] Gzip(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal)) gzip.Write(content);
        return target.ToArray();
    }

    /// <summary>Packs members into a zip archive.</summary>
    public static byte[] Zip(params ReadOnlySpan<(string Name, byte[] Content)> members)
    {
        using var target = new MemoryStream();
        using (var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                var entry = zip.CreateEntry(name);
                entry.LastWriteTime = Epoch;
                using var stream = entry.Open();
                stream.Write(content);
            }
        }

        return target.ToArray();
    }

    /// <summary>Packs members into a tar archive.</summary>
    public static byte[] Tar(params ReadOnlySpan<(string Name, byte[] Content)> members)
    {
        using var target = new MemoryStream();
        using (var tar = new TarWriter(target, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
                {
                    ModificationTime = Epoch,
                    DataStream = new MemoryStream(content),
                });
            }
        }

        return target.ToArray();
    }

    /// <summary>Makes a workbook of one sheet: numbers where a cell reads as one, inline strings elsewhere.</summary>
    public static byte[] Xlsx(params ReadOnlySpan<string[]> rows)
    {
        var sheet = new StringBuilder("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
        for (var row = 0; row < rows.Length; row++)
        {
            sheet.Append(Invariant($"<row r=\"{row + 1}\">"));
            for (var column = 0; column < rows[row].Length; column++)
            {
                var at = Invariant($"r=\"{(char)('A' + column)}{row + 1}\"");
                var text = rows[row][column];
                sheet.Append(decimal.TryParse(text, out _)
                    ? $"<c {at}><v>{text}</v></c>"
                    : $"<c {at} t=\"inlineStr\"><is><t>{SecurityElement.Escape(text)}</t></is></c>");
            }

            sheet.Append("</row>");
        }

        sheet.Append("</sheetData></worksheet>");
        const string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string main = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        return Zip(
            ("[Content_Types].xml", Types(("/xl/workbook.xml", $"{main}.sheet.main+xml"),
                ("/xl/worksheets/sheet1.xml", $"{main}.worksheet+xml"))),
            ("_rels/.rels", Relation($"{office}/officeDocument", "xl/workbook.xml")),
            ("xl/workbook.xml", Xml("<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"" +
                office +
                "\"><sheets><sheet name=\"Table 1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>")),
            ("xl/_rels/workbook.xml.rels", Relation($"{office}/worksheet", "worksheets/sheet1.xml")),
            ("xl/worksheets/sheet1.xml", Xml(sheet.ToString())));
    }

    /// <summary>Makes a document of plain paragraphs.</summary>
    public static byte[] Docx(params IEnumerable<string> paragraphs)
    {
        var body = string.Concat(paragraphs.Select(p => $"<w:p><w:r><w:t>{SecurityElement.Escape(p)}</w:t></w:r></w:p>"));
        return Zip(
            ("[Content_Types].xml",
                Types(("/word/document.xml",
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"))),
            ("_rels/.rels",
                Relation("http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
                    "word/document.xml")),
            ("word/document.xml", Xml("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>" + body +
                "</w:body></w:document>")));
    }

    private static byte[] Types(params ReadOnlySpan<(string Part, string Type)> parts)
    {
        var overrides = new StringBuilder();
        foreach (var (part, type) in parts) overrides.Append($"<Override PartName=\"{part}\" ContentType=\"{type}\"/>");
        return Xml("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" " +
            $"ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>{overrides}</Types>");
    }

    private static byte[] Relation(string type, string target) =>
        Xml("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" +
            $"<Relationship Id=\"rId1\" Type=\"{type}\" Target=\"{target}\"/></Relationships>");

    private static byte[] Xml(string text) =>
        Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n" + text);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
