using System.IO.Compression;
using System.Text;
using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Redaction;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Tests.Disclosure.Documents;
using static RepoSanitiser.Tests.Disclosure.Redaction.Redacting;

namespace RepoSanitiser.Tests.Disclosure.Redaction;

public sealed class ContainerRedactionTests
{
    private const string Wards = "ward,n\nAcre,1204\nBeck,4\n";
    private const string Redacted = "ward,n\nAcre,1204\nBeck,[REDACTED]\n";

    [Fact]
    public void A_member_of_a_zip_is_redacted_and_the_others_stay_as_they_were_packed()
    {
        var zip = Archive.Zip(("notes.md", "Nothing.\n"u8.ToArray()), ("wards.csv", Encoding.UTF8.GetBytes(Wards)), ("inner.zip", Archive.Zip(("a.csv", "x\n"))));
        var result = Redact(zip, ".zip", Cells);
        Assert.Null(result.Reason);
        Assert.Equal(["notes.md", "wards.csv", "inner.zip"], Members(result.Content).Keys);
        Assert.Equal(Redacted, Members(result.Content)["wards.csv"]);
        Assert.Equal("Nothing.\n", Members(result.Content)["notes.md"]);
        Assert.Equal("wards.csv", Assert.Single(result.Places).Location.Member);
    }

    [Fact]
    public void A_compressed_drawing_is_packed_again_under_its_header()
    {
        var svg = Archive.Gzip("<svg width=\"40\" height=\"30\"><text>patient NHS number 943 476 5919</text></svg>");
        var result = Redact(svg, ".svgz");
        Assert.Null(result.Reason);
        using var unpacked = new GZipStream(new MemoryStream(result.Content.ToArray()), CompressionMode.Decompress);
        var text = new StreamReader(unpacked).ReadToEnd();
        Assert.StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\">", text, StringComparison.Ordinal);
        Assert.Contains("[REDACTED]", text, StringComparison.Ordinal);
        Assert.Equal(svg[..10], result.Content[..10].ToArray());
    }

    [Fact]
    public void A_table_in_a_data_uri_is_redacted_in_its_encoding()
    {
        var html = $"<a href=\"data:text/csv;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(Wards))}\">get</a>";
        Assert.Equal(
            $"<a href=\"data:text/csv;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(Redacted))}\">get</a>", Redacting.Redacted(html, ".html", Cells));
    }

    [Fact]
    public void Every_form_of_a_notebooks_output_goes_and_the_rest_of_its_json_stays()
    {
        const string notebook = """
            {"cells": [
             {"cell_type": "code", "source": ["x = 4\n"], "outputs": [{"data": {
               "text/html": ["<table><tr><th>ward</th><th>n</th></tr>\n", "<tr><td>Acre \u00e9</td><td>1204</td></tr><tr><td>Beck</td><td>4</td></tr></table>"],
               "text/plain": ["   ward     n\n", "0  Acre  1204\n", "1  Beck     4"]}}]},
             {"cell_type": "markdown", "source": "| ward | n |\n|---|---|\n| \"Acre\" | 1204 |\n| Beck | 4 |\n"},
             {"cell_type": "code", "source": [], "outputs": [{"name": "stdout", "text": ["   ward        n\n", "0  Acre     1204\n", "1  Beck        4\n"]}]}
            ], "metadata": {"n": 4}, "nbformat": 4}
            """;
        const string redacted = """
            {"cells": [
             {"cell_type": "code", "source": ["x = 4\n"], "outputs": [{"data": {
               "text/html": ["<table><tr><th>ward</th><th>n</th></tr>\n", "<tr><td>Acre \u00e9</td><td>1204</td></tr><tr><td>Beck</td><td>[REDACTED]</td></tr></table>"],
               "text/plain": ["[REDACTED]", "", ""]}}]},
             {"cell_type": "markdown", "source": "| ward | n |\n|---|---|\n| \"Acre\" | 1204 |\n| Beck | [REDACTED] |\n"},
             {"cell_type": "code", "source": [], "outputs": [{"name": "stdout", "text": ["   ward        n\n", "0  Acre     1204\n", "1  Beck [REDACTED]\n"]}]}
            ], "metadata": {"n": 4}, "nbformat": 4}
            """;
        Assert.Equal(redacted, Redacting.Redacted(notebook, ".ipynb", Cells));
        using var json = JsonDocument.Parse(redacted);
        Assert.Equal(
            ["cell 1 output 1", "cell 1 output 1", "cell 2", "cell 3 output 1"], Redact(notebook, ".ipynb", Cells).Places.Select(p => p.Location.Member));
    }

    [Fact]
    public void The_plain_form_of_an_output_may_come_before_the_other() => Assert.Equal(
        "{\"cells\": [{\"cell_type\": \"code\", \"source\": [], \"outputs\": [{\"data\": {\"text/plain\": [\"[REDACTED]\", \"\"],"
        + " \"text/html\": \"<table><tr><th>ward</th><th>n</th></tr><tr><td>Acre</td><td>1204</td></tr><tr><td>Beck</td><td>[REDACTED]</td></tr></table>\"}}]}]}",
        Redacting.Redacted(
            "{\"cells\": [{\"cell_type\": \"code\", \"source\": [], \"outputs\": [{\"data\": {\"text/plain\": [\"Acre 1204\\n\", \"Beck 4\"],"
            + " \"text/html\": \"<table><tr><th>ward</th><th>n</th></tr><tr><td>Acre</td><td>1204</td></tr><tr><td>Beck</td><td>4</td></tr></table>\"}}]}]}",
            ".ipynb", Cells));

    [Fact]
    public void Figures_are_replaced_on_request_by_placeholders_of_their_size()
    {
        var png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAIAAAABAAQAAAADM5tPwAAAAHElEQVR4nGP4////gX//GP7/YxilR+lRepQepVEBAEv5B0Uu2N8YAAAAAElFTkSuQmCC");
        var options = new RedactionOptions { ReplaceFigures = true };
        Assert.Equal(RedactionState.Unchanged, Redact(png, ".png").State);
        var redacted = Redact(png, ".png", options);
        Assert.Equal(RedactionState.Redacted, redacted.State);
        Assert.Equal(png[..24], redacted.Content[..24].ToArray());
        Assert.Equal(RedactionState.Unchanged, Redact(redacted.Content.ToArray(), ".png", options).State);

        var pdf = Redact("%PDF-1.7\n1 0 obj << /MediaBox [0 0 400 300] >> endobj\n%%EOF\n", ".pdf", options);
        Assert.Contains("/MediaBox [0 0 400 300]", Encoding.Latin1.GetString(pdf.Content.Span), StringComparison.Ordinal);
        Assert.Equal(RedactionState.Refused, Redact([0xFF, 0xD8, 0xFF, 0xE0, 0, 0], ".jpg", options).State);
    }

    [Fact]
    public void A_figure_in_which_something_is_read_is_replaced_whole()
    {
        var redactor = new Redactor(PolicyCatalogue.Get(PolicyCatalogue.Default), new DocumentLimits(), new Reader());
        var result = redactor.Redact("%PDF-1.7\nleaky"u8.ToArray(), new FileContext(".pdf", OutputLabel.Output), new RedactionOptions(), CancellationToken.None);
        Assert.Equal(RedactionState.Redacted, result.State);
        Assert.Equal(RuleIds.NhsNumber, Assert.Single(result.Places).Rule);
        Assert.DoesNotContain("leaky", Encoding.Latin1.GetString(result.Content.Span), StringComparison.Ordinal);
    }

    /// <summary>Reads a number in a file that says so.</summary>
    private sealed class Reader : IFigureReader
    {
        public string Version => "1";

        public byte[]? Read(string type, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
            content.Span.IndexOf("leaky"u8) < 0 ? "[REDACTED]\n"u8.ToArray() : "patient NHS number 943 476 5919\n"u8.ToArray();
    }

    [Fact]
    public void A_figure_nobody_can_read_is_said() =>
        Assert.Contains("yourself", Assert.Single(Redact("%PDF-1.7\n", ".pdf").Notes), StringComparison.Ordinal);

    [Fact]
    public void What_is_packed_otherwise_is_refused_with_the_way_out()
    {
        var result = Redact(Archive.Tar(System.Formats.Tar.TarEntryFormat.Pax, ("wards.csv", Wards)), ".tar");
        Assert.Equal(RedactionState.Refused, result.State);
        Assert.Contains("unpack it", result.Reason, StringComparison.Ordinal);
    }

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
