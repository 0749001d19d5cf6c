using System.Text;
using RepoSanitiser.Disclosure.Redaction;
using RepoSanitiser.Tests.Disclosure.Documents;
using static RepoSanitiser.Tests.Disclosure.Redaction.Redacting;

namespace RepoSanitiser.Tests.Disclosure.Redaction;

/// <summary>What prose in Markdown, Word files and notebooks says again of what went from a table.</summary>
public sealed class RepeatedInProseTests
{
    private const string Table = "| ward | patients |\n|---|---|\n| Acre | 1204 |\n| Beck | 4 |\n| Cove | 87 |\n";

    [Theory]
    [InlineData("In *Beck*, **4** came late.\n", "In *Beck*, **[REDACTED]** came late.\n")]
    [InlineData("Late in Beck\nwere 4 of all.\n", "Late in Beck\nwere [REDACTED] of all.\n")]
    [InlineData("- Acre: 1204\n- Beck: 4\n", "- Acre: 1204\n- Beck: [REDACTED]\n")]
    [InlineData("<!-- Beck: 4 -->\n", "<!-- Beck: [REDACTED] -->\n")]
    [InlineData("```\n[1] \"Beck\" \"4\"\n```\n", "```\n[1] \"Beck\" \"[REDACTED]\"\n```\n")]
    public void A_number_that_is_named_in_Markdown_goes_with_the_cell(string beside, string after) =>
        Assert.Equal(after + "\n" + Marked(Table), Redacted(beside + "\n" + Table, ".md", Cells));

    [Theory]
    [InlineData("## 4 Results\n\n4. See table 4, and note[^4].\n\n[^4]: Updated on 2021-04-04, version 1.4.\n")]
    [InlineData("```r\nn[\"Beck\"] <- 4\n```\n")]
    [InlineData("All but 5 came.\n")]
    public void A_number_of_something_else_in_Markdown_stays(string beside) => Assert.Equal(beside + "\n" + Marked(Table), Redacted(beside + "\n" + Table, ".md", Cells));

    [Fact]
    public void A_number_that_nothing_names_in_Markdown_is_a_doubt()
    {
        var result = Redact($"Some came late.\n\nThey were 4 in all.\n\n{Table}", ".md", Cells);
        Assert.Equal((RedactionState.Doubtful, 3), (result.State, Assert.Single(result.Doubts).Line));
        Assert.Equal(RedactionState.Unchanged, Redact(result.Content.ToArray(), ".md", Cells).State);
    }

    [Fact]
    public void Paragraphs_headers_and_notes_of_a_Word_file_are_looked_through()
    {
        var body = Paragraph("In Beck, 4 came.") + WordTable("ward|n", "Acre|1204", "Beck|4", "Cove|87") + Paragraph("Cove had more than 4, of which 4");
        var result = Redact(Archive.Zip(Part("word/document.xml", Word(body)), Part("word/footer1.xml", Word(Paragraph("Beck: 4")))), ".docx", Cells);
        var members = Members(result.Content);
        Assert.Equal(RedactionState.Doubtful, result.State);
        Assert.Equal(2, result.Doubts.Count);
        Assert.Equal(Word(body).Replace("In Beck, 4", "In Beck, [REDACTED]", StringComparison.Ordinal).Replace("<w:t>4<", "<w:t>[REDACTED]<", StringComparison.Ordinal), members["word/document.xml"]);
        Assert.Equal(Word(Paragraph("Beck: [REDACTED]")), members["word/footer1.xml"]);
        Assert.Contains(result.Places, p => p is { Rule: "repeated-value", Location.Member: "word/footer1.xml" });
    }

    [Fact]
    public void A_notebook_is_looked_through_as_a_whole_and_its_source_is_left()
    {
        var notebook = Notebook("# Wards\\n\\nIn Beck were 4.\\n", "n['Beck'] = 4", "Beck had 4 in all\\n");
        var after = Redacted(notebook, ".ipynb", Cells);
        Assert.Equal(
            notebook.Replace("In Beck were 4", "In Beck were [REDACTED]", StringComparison.Ordinal).Replace("Beck had 4", "Beck had [REDACTED]", StringComparison.Ordinal)
                .Replace("<td>4</td>", "<td>[REDACTED]</td>", StringComparison.Ordinal),
            after);
        Assert.Equal(RedactionState.Unchanged, Redact(after, ".ipynb", Cells).State);
        Assert.Equal(RedactionState.Doubtful, Redact(Notebook("They were 4.\\n", "1", ""), ".ipynb", Cells).State);
    }

    private static string Marked(string table) => table.Replace("| 4 |", "| [REDACTED] |", StringComparison.Ordinal);

    private static string Notebook(string markdown, string code, string printed) => $$"""
        {"cells": [
          {"cell_type": "markdown", "metadata": {}, "source": ["{{markdown}}"]},
          {"cell_type": "code", "execution_count": 4, "metadata": {}, "source": ["{{code}}"], "outputs": [
            {"output_type": "stream", "name": "stdout", "text": ["{{printed}}"]},
            {"output_type": "display_data", "metadata": {}, "data": {"text/html": ["<table><tr><th>ward</th><th>n</th></tr><tr><td>Acre</td><td>1204</td></tr><tr><td>Beck</td><td>4</td></tr><tr><td>Cove</td><td>87</td></tr></table>"] } }]}
        ], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        """;

    private static string Word(string body) => $"<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>";

    private static string Paragraph(string text) => $"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>";

    private static string WordTable(params string[] rows) =>
        $"<w:tbl>{string.Concat(rows.Select(r => $"<w:tr>{string.Concat(r.Split('|').Select(c => $"<w:tc>{Paragraph(c)}</w:tc>"))}</w:tr>"))}</w:tbl>";

    private static (string Name, byte[] Bytes) Part(string name, string text) => (name, Encoding.UTF8.GetBytes(text));

    private static Dictionary<string, string> Members(ReadOnlyMemory<byte> archive)
    {
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(archive.ToArray()));
        return zip.Entries.ToDictionary(e => e.FullName, e => new StreamReader(e.Open()).ReadToEnd());
    }
}
