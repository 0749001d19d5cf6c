using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace RepoSanitiser.Tests.Disclosure.Documents;

/// <summary>Writes containers.</summary>
internal static class Archive
{
    public static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    public static byte[] Gzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest)) gzip.Write(bytes);
        return output.ToArray();
    }

    public static byte[] Zip(params (string Name, string Text)[] members) => Zip([.. members.Select(m => (m.Name, Encoding.UTF8.GetBytes(m.Text)))]);

    public static byte[] Zip(params (string Name, byte[] Bytes)[] members)
    {
        using var output = new MemoryStream();
        using (var zip = new ZipArchive(output, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in members)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return output.ToArray();
    }

    public static byte[] Tar(TarEntryFormat format, params (string Name, string Text)[] members) =>
        Tar(format, [.. members.Select(m => (m.Name, Encoding.UTF8.GetBytes(m.Text)))]);

    public static byte[] Tar(TarEntryFormat format, params (string Name, byte[] Bytes)[] members)
    {
        using var output = new MemoryStream();
        using (var tar = new TarWriter(output, format))
        {
            foreach (var (name, bytes) in members)
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                    _ => new UstarTarEntry(TarEntryType.RegularFile, name),
                };
                entry.DataStream = new MemoryStream(bytes);
                tar.WriteEntry(entry);
            }
        }

        return output.ToArray();
    }

    /// <summary>A workbook of one sheet, strings in line.</summary>
    public static byte[] Workbook(string sheetRows, params (string Name, byte[] Bytes)[] more) => Zip(
    [
        ("[Content_Types].xml", Utf8("""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>""")),
        ("_rels/.rels", Utf8("""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""")),
        ("xl/workbook.xml", Utf8("""<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Counts" sheetId="1" state="hidden" r:id="r1"/></sheets></workbook>""")),
        ("xl/_rels/workbook.xml.rels", Utf8("""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>""")),
        ("xl/worksheets/sheet1.xml", Utf8($"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheetRows}</sheetData></worksheet>""")),
        .. more,
    ]);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
