using System.IO.Compression;
using System.Text;
using RepoSanitiser.Disclosure.Redaction;
using RepoSanitiser.Tests.Disclosure.Documents;
using static RepoSanitiser.Tests.Disclosure.Redaction.Redacting;

namespace RepoSanitiser.Tests.Disclosure.Redaction;

public sealed class OfficeRedactionTests
{
    private const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

    private const string Rows =
        """<row r="3"><c r="B3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c></row>""" +
        """<row r="4"><c r="B4" t="s"><v>2</v></c><c r="C4" s="7"><v>1204</v></c></row>""" +
        """<row r="6"><c r="B6" t="s"><v>3</v></c><c r="C6" s="7"><f>2+2</f><v>4</v></c><c r="E6"/></row>""";

    private static readonly (string Name, byte[] Bytes) Strings = Part(
        "xl/sharedStrings.xml", $"<sst {Main}><si><t>ward</t></si><si><t>n</t></si><si><r><t>Ac</t></r><r><t>re</t></r></si><si><t>Beck</t></si><si><t>9434765919</t></si></sst>");

    [Fact]
    public void A_cell_of_a_workbook_takes_the_mark_and_untouched_parts_stay()
    {
        var before = Archive.Workbook(Rows, Strings, Part("docProps/app.xml", "<Properties/>"));
        var result = Redact(before, ".xlsx", Cells);
        Assert.Null(result.Reason);
        var (old, now) = (Members(before), Members(result.Content));
        Assert.Equal(old.Keys, now.Keys);
        Assert.Equal(["xl/worksheets/sheet1.xml"], now.Keys.Where(k => old[k] != now[k]));
        Assert.Contains("""<c r="C6" s="7" t="inlineStr"><is><t>[REDACTED]</t></is></c><c r="E6"/>""", now["xl/worksheets/sheet1.xml"], StringComparison.Ordinal);
        Assert.DoesNotContain("<f>", now["xl/worksheets/sheet1.xml"], StringComparison.Ordinal);
        Assert.Equal(RedactionState.Unchanged, Redact(result.Content.ToArray(), ".xlsx", Cells).State);
    }

    [Fact]
    public void A_shared_string_that_no_cell_refers_to_any_more_goes()
    {
        var rows = """<row r="1"><c r="A1" t="inlineStr"><is><t>nhs_number</t></is></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>4</v></c><c r="B2"><v>70</v></c></row>""";
        var result = Redact(Archive.Workbook(rows, Strings), ".xlsx");
        Assert.Null(result.Reason);
        Assert.All(Members(result.Content).Values, part => Assert.DoesNotContain("9434765919", part, StringComparison.Ordinal));
        Assert.Contains("<si><t>Beck</t></si><si><t>[REDACTED]</t></si>", Members(result.Content)["xl/sharedStrings.xml"], StringComparison.Ordinal);
    }

    [Fact]
    public void Rounded_counts_of_a_workbook_stay_numbers()
    {
        var rows = string.Concat(new[] { 1204, 4, 63, 86, 58, 91, 17 }.Select((n, i) => $"<row><c t=\"inlineStr\"><is><t>W{i}x</t></is></c><c><v>{n}</v></c></row>"));
        var result = Redact(
            Archive.Workbook("<row><c t=\"inlineStr\"><is><t>ward</t></is></c><c t=\"inlineStr\"><is><t>n</t></is></c></row>" + rows), ".xlsx",
            new RedactionOptions { Method = RedactionMethod.Round, Base = 5 });
        Assert.Null(result.Reason);
        Assert.Contains("<c><v>65</v></c>", Members(result.Content)["xl/worksheets/sheet1.xml"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xl/pivotCache/pivotCacheRecords1.xml", "<r/>", "pivot table")]
    [InlineData("xl/charts/chart1.xml", "<c:chart xmlns:c='c'><c:f>Counts!$C$4:$C$9</c:f></c:chart>", "chart")]
    [InlineData("xl/charts/chart1.xml", "<c:chart xmlns:c='c'><c:f>Named</c:f></c:chart>", "chart")]
    [InlineData("xl/comments1.xml", "<comments><comment ref=\"C6\"/></comments>", "comment")]
    [InlineData("docProps/thumbnail.jpeg", "x", "preview")]
    public void A_workbook_is_refused_while_a_part_may_keep_the_value(string part, string content, string why)
    {
        var result = Redact(Archive.Workbook(Rows, Strings, Part(part, content)), ".xlsx", Cells);
        Assert.Equal(RedactionState.Refused, result.State);
        Assert.Contains(why, result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xl/charts/chart1.xml", "<c:chart xmlns:c='c'><c:f>Counts!$D$4:$D$9</c:f></c:chart>")]
    [InlineData("xl/comments1.xml", "<comments><comment ref=\"C4\"/></comments>")]
    public void Parts_about_other_cells_are_no_hindrance(string part, string content) =>
        Assert.Null(Redact(Archive.Workbook(Rows, Strings, Part(part, content)), ".xlsx", Cells).Reason);

    [Fact]
    public void The_order_of_formulas_goes_with_a_formula()
    {
        var before = Archive.Workbook(Rows, Strings, Part("xl/calcChain.xml", $"<calcChain {Main}><c r=\"C6\" i=\"1\"/></calcChain>"));
        Assert.DoesNotContain("xl/calcChain.xml", Members(Redact(before, ".xlsx", Cells).Content).Keys);
    }

    [Fact]
    public void A_table_in_a_document_is_redacted_within_its_runs()
    {
        var before = Document("<w:tbl>" + Row("ward", "n") + Row("Acre &amp; é", "1204") + Row("Beck", "</w:t></w:r><w:r><w:t>4") + "</w:tbl><w:p><w:r><w:t>4 wards.</w:t></w:r></w:p>");
        var result = Redact(before, ".docx", Cells);
        Assert.Equal((RedactionState.Doubtful, 13), (result.State, Assert.Single(result.Doubts).Line));
        Assert.Equal(
            Members(before)["word/document.xml"].Replace("<w:t>4</w:t>", "<w:t>[REDACTED]</w:t>", StringComparison.Ordinal), Members(result.Content)["word/document.xml"]);
        Assert.Equal("word/document.xml", Assert.Single(result.Places).Location.Member);
    }

    [Fact]
    public void An_identifier_that_runs_divide_goes_from_all_of_them()
    {
        var before = Document("<w:p><w:r><w:t>NHS number 943 4</w:t></w:r><w:r><w:t>76 5919, left out.</w:t></w:r></w:p>");
        var result = Redact(before, ".docx");
        Assert.Null(result.Reason);
        Assert.Contains("<w:t>NHS number [REDACTED]</w:t></w:r><w:r><w:t>, left out.</w:t>", Members(result.Content)["word/document.xml"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_that_tracks_changes_is_refused()
    {
        var result = Redact(
            Document("<w:p><w:del w:id=\"1\"><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:t>NHS number 943 476 5919</w:t></w:r></w:p>"), ".docx");
        Assert.Equal(RedactionState.Refused, result.State);
        Assert.Contains("accept all changes", result.Reason, StringComparison.Ordinal);
    }

    private static string Row(string label, string count) =>
        $"<w:tr><w:tc><w:p><w:r><w:t>{label}</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t xml:space=\"preserve\"> </w:t></w:r><w:r><w:t>{count}</w:t></w:r></w:p></w:tc></w:tr>\n";

    private static byte[] Document(string body) => Archive.Zip(
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", $"<?xml version=\"1.0\"?>\n<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\n<w:body>{body}</w:body></w:document>"));

    private static (string Name, byte[] Bytes) Part(string name, string content) => (name, Encoding.UTF8.GetBytes(content));

    private static Dictionary<string, string> Members(ReadOnlyMemory<byte> zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip.ToArray()));
        return archive.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var reader = new StreamReader(e.Open());
            return reader.ReadToEnd();
        });
    }
}
