using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Tests.Disclosure.Documents;

public class FormatTests
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13];

    [Theory]
    [InlineData("import os\n", ".py")]
    [InlineData("---\ntitle: x\n---\n| a | b |\n|---|---|\n", ".rmd")]
    public void Other_text_is_one_document_with_the_bytes_as_they_are(string text, string extension)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var set = Reading.Read(bytes, extension);
        var document = Assert.IsType<TextDocument>(Assert.Single(set.Documents));
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(document.Text.Bytes, out var segment) && ReferenceEquals(segment.Array, bytes));
    }

    public static TheoryData<byte[], string, string, ReadState> Files => new()
    {
        { Png, ".png", "png", ReadState.Opaque },
        { Png, ".csv", "png", ReadState.Opaque },
        { [0xFF, 0xD8, 0xFF, 0xE0], "", "jpeg", ReadState.Opaque },
        { "%PDF-1.4\n"u8.ToArray(), ".pdf", "pdf", ReadState.Opaque },
        { "SQLite format 3\0"u8.ToArray(), ".dat", "sqlite", ReadState.Opaque },
        { "PAR1...."u8.ToArray(), ".parquet", "parquet", ReadState.Opaque },
        { "ARROW1\0\0"u8.ToArray(), ".feather", "feather", ReadState.Opaque },
        { "<stata_dta><header>"u8.ToArray(), ".dta", "stata", ReadState.Opaque },
        { [0x72, 2, 1, 0, 5, 0], ".dta", "stata", ReadState.Opaque },
        { "$FL2@(#) "u8.ToArray(), ".sav", "spss", ReadState.Opaque },
        { Archive.Gzip("RDX3\nX\n\0\0"), ".rdata", "rdata", ReadState.Opaque },
        { Archive.Gzip("X\n\0\0\0\u0003"), ".rds", "rds", ReadState.Opaque },
        { [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], ".rds", "rds", ReadState.Opaque },
        { [0x80, 4, 0x95, 0, (byte)'.'], ".bin", "pickle", ReadState.Opaque },
        { [0, 1, 2, 3], ".bin", "binary", ReadState.Opaque },
        { "wOF2..."u8.ToArray(), ".woff2", "font", ReadState.Read },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8.ToArray(), ".csv", "lfs-pointer", ReadState.Read },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Files_are_known_by_signature_then_by_name(byte[] bytes, string extension, string type, ReadState state)
    {
        var set = Reading.Read(bytes, extension);
        Assert.Equal([type], set.Types());
        Assert.Equal(state, set.State);
        Assert.Equal(state == ReadState.Read, set.Reason is null);
    }

    [Fact]
    public void A_text_name_on_binary_bytes_is_said() => Assert.Equal("named as text but binary", Reading.Read([1, 0, 2], ".csv").Reason);

    [Fact]
    public void Html_tables_spread_spans_and_keep_their_place()
    {
        var set = Reading.Read(
            """
            <html><script>var x = "a < b";</script>
            <TABLE class="t"><thead><tr><th>Group</th><th colspan=2>Counts</th></tr></thead>
            <tr><td rowspan="2">A &amp; é</td><td>x</td><td>4</td></tr>
            <tr><td>y</td><td>12</td></tr></TABLE></html>
            """, ".html");
        var table = set.Table();
        Assert.Equal(["Group|Counts|Counts", "A & é|x|4", "A & é|y|12"], table.Show());
        Assert.Equal(1, table.HeaderRows);
        Assert.Equal(new Location(4, 15, new CellLocation(3, 3, "Counts")), table.Locate(2, 2, null));
        Assert.Contains("var x", set.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_uris_are_opened_and_blanked()
    {
        var csv = Convert.ToBase64String("a,n\nx,4\n"u8);
        var html = $"<img src=\"data:image/png;base64,{Convert.ToBase64String(Png)}\"><a href='data:text/csv;base64,{csv}'>get</a>\n<p>after</p><i src=\"data:text/csv,a%2Cn%0Ay%2C5\">";
        var set = Reading.Read(html, ".html");
        Assert.Equal(["a|n", "x|4"], set.Tables()[0].Table.Show());
        Assert.Equal(["a|n", "y|5"], set.Tables()[1].Table.Show());
        Assert.Equal("data URI 2", set.Tables()[0].Member);
        Assert.Equal(("data URI 1", ReadState.Opaque), (Assert.Single(set.Parts).Path, set.Parts[0].State));
        var text = Reading.Show(set.Documents.OfType<TextDocument>().First());
        Assert.Equal(html.Length, text.Length);
        Assert.DoesNotContain(csv, text, StringComparison.Ordinal);
        Assert.Contains("<p>after</p>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Svg_shows_its_text_where_it_stands()
    {
        const string svg = "<svg>\n<path d='M 1 2'/><text x='5'\n y='6'>At risk</text> <!-- <text>no</text> --><image href=\"data:image/png;base64,iVBORw0KGgo=\"/></svg>";
        var set = Reading.Read(svg, ".svg");
        var text = set.Documents.OfType<TextDocument>().Single().Text;
        Assert.Equal("At risk", Encoding.UTF8.GetString(text.Bytes.Span).Trim());
        Assert.Equal((3, 8), text.Position(text.Bytes.Span.IndexOf("At"u8)));
        Assert.Single(set.Parts);
    }

    [Theory]
    [InlineData("""[{"g":"a","n":4},{"g":"b\n","n":12,"x":{"y":1}}]""", "g|n|x.y", "a|4|")]
    [InlineData("""{"result":{"deep":[{"g":"a","n":4}]}}""", "g|n", "a|4")]
    [InlineData("""{"g":["a","b"],"n":[4,12]}""", "g|n", "a|4")]
    [InlineData("""{"g":{"0":"a","1":"b"},"n":{"0":4,"1":12}}""", "|0|1", "g|a|b")]
    [InlineData("""{"columns":["g","n"],"index":[0],"data":[["a",4]]}""", "g|n", "a|4")]
    [InlineData("""[{"g":"a","n":NaN}]""", "g|n", "a|")]
    [InlineData("{\"g\":\"a\",\"n\":4}\n\n{\"g\":\"b\",\"n\":5}\n", "g|n", "a|4")]
    public void Json_of_every_orientation_is_a_table(string json, string header, string row)
    {
        var set = Reading.Read(json, ".json");
        Assert.Equal([header, row], set.Table().Show()[..2]);
        Assert.Equal(json, set.Text());
        Assert.Equal(ReadState.Read, set.State);
    }

    [Fact]
    public void Json_cells_keep_their_place()
    {
        var table = Reading.Read("[\n {\"g\":\"é\",\"n\":4}\n]", ".json").Table();
        Assert.Equal(new Location(2, 15, new CellLocation(2, 2, "n")), table.Locate(1, 1, null));
        table = Reading.Read("{\"n\":4}\n{\"n\":5}\n", ".ndjson").Table();
        Assert.Equal(new Location(2, 6, new CellLocation(3, 1, "n")), table.Locate(2, 0, null));
    }

    [Fact]
    public void Broken_json_is_text_and_unread()
    {
        var set = Reading.Read("{\"a\": [1, 2", ".json");
        Assert.Equal(ReadState.Unread, set.State);
        Assert.Equal("{\"a\": [1, 2", set.Text());
    }

    [Fact]
    public void Notebook_gives_sources_outputs_images_and_tracebacks()
    {
        var set = Reading.Read(
            $$"""
            {"cells":[{"cell_type":"markdown","source":["| g | n |\n","|---|---|\n","| x | 7 |\n"]},
             {"cell_type":"code","source":["df\n","x"],"outputs":[
              {"output_type":"execute_result","data":{"text/html":["<table><tr><th>g</th><th>n</th></tr>","<tr><td>a</td><td>4</td></tr></table>"],"text/plain":["   g  n\n","0  a  4"]} },
              {"output_type":"stream","text":["   g   n\n","0  b  12\n"]},
              {"output_type":"display_data","data":{"image/png":"{{Convert.ToBase64String(Png)}}\n"} },
              {"output_type":"error","traceback":["\u001b[0;31mKeyError\u001b[0m","line 2"]}]}],
             "metadata":{"kernel":"x"},"nbformat":4}
            """, ".ipynb");
        Assert.Equal(["cell 1", "cell 2 output 1", "cell 2 output 2"], set.Members());
        Assert.Equal(["g|n", "a|4"], set.Tables()[1].Table.Show());
        Assert.Equal(["|g|n", "0|b|12"], set.Tables()[2].Table.Show());
        Assert.Equal(("cell 2 output 3", ReadState.Opaque), (Assert.Single(set.Parts).Path, set.Parts[0].State));
        var texts = set.Documents.OfType<TextDocument>().DistinctBy(t => t.Member, StringComparer.Ordinal).ToDictionary(t => t.Member!, Reading.Show, StringComparer.Ordinal);
        Assert.Equal("df\nx", texts["cell 2"]);
        Assert.Equal("KeyError\nline 2", texts["cell 2 output 4"]);
        Assert.Contains("kernel", texts["metadata"], StringComparison.Ordinal);
    }

    [Fact]
    public void Workbook_sheets_are_tables_hidden_ones_too()
    {
        var set = Reading.Read(Archive.Workbook(
            """<row r="1"><c r="A1" t="inlineStr"><is><t>g</t></is></c><c r="B1" t="inlineStr"><is><t>n</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="B2"><v>4</v></c></row>""",
            ("xl/media/image1.png", Png)), ".xlsx");
        Assert.Equal(["g|n", "a|4"], set.Table().Show());
        Assert.Equal("Counts", set.Tables()[0].Member);
        Assert.Equal(("xl/media/image1.png", ReadState.Opaque), (Assert.Single(set.Parts).Path, set.Parts[0].State));
    }

    [Fact]
    public void A_workbook_that_claims_its_millionth_row_stays_within_limits()
    {
        var set = Reading.Read(Archive.Workbook("""<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>4</v></c></row>"""), ".xlsx");
        Assert.True(set.Tables().Sum(t => t.Table.RowCount) <= new DocumentLimits().MaxRows);
    }

    [Fact]
    public void Word_document_gives_paragraphs_and_tables()
    {
        const string body = """
            <w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Made up </w:t></w:r><w:r><w:t>text</w:t></w:r></w:p>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>g</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>n</w:t></w:r></w:p></w:tc></w:tr>
            <w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>4</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>
            """;
        var set = Reading.Read(Archive.Zip(("word/document.xml", body)), ".docx");
        Assert.Equal(["g|n", "a|4"], set.Table().Show());
        Assert.Contains("Made up text\n", set.Text(), StringComparison.Ordinal);
    }
}
