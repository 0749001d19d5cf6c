using System.Diagnostics;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.History.Figures;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Tests.History.Figures;

/// <summary>What a page or an image says in words is judged as text is, where the programs that read it are there.</summary>
public sealed class InstalledReadersTests : IDisposable
{
    private static readonly string? SearchPath = System.Environment.GetEnvironmentVariable("PATH");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWhere(Tool.PdfToText)]
    public void A_small_count_in_a_table_of_a_PDF_file_is_found()
    {
        var judgement = Judge(Pdf(), ".pdf");
        Assert.Equal(ReadState.Read, judgement.State);
        Assert.Contains(judgement.Hits, h => h.Rule == "small-count");
    }

    [FactWhere(Tool.Tesseract)]
    public void An_identifier_in_an_image_is_found_and_the_drawing_still_needs_a_person()
    {
        var judgement = Judge(Image(), ".png");
        Assert.Equal(ReadState.Opaque, judgement.State);
        Assert.Contains(judgement.Hits, h => h.Rule == "nhs-number");
    }

    [Fact]
    public void Without_the_programs_a_person_must_look()
    {
        Assert.Null(InstalledReaders.Find(_folder.Path));
        Assert.Null(InstalledReaders.Find(null));
        var judgement = new ContentJudge(PolicyCatalogue.Get(PolicyCatalogue.Default), new DocumentLimits())
            .Judge(Pdf(), new FileContext(".pdf", OutputLabel.Output), CancellationToken.None);
        Assert.Equal(ReadState.Opaque, judgement.State);
    }

    [FactWhere(Tool.PdfToText)]
    public void What_is_broken_is_left_to_a_person()
    {
        var judgement = Judge("%PDF-1.4\nbroken"u8.ToArray(), ".pdf");
        Assert.Equal(ReadState.Opaque, judgement.State);
        Assert.Empty(judgement.Hits);
    }

    private static Judgement Judge(byte[] content, string extension) =>
        new ContentJudge(PolicyCatalogue.Get(PolicyCatalogue.Default), new DocumentLimits(), InstalledReaders.Find(SearchPath))
            .Judge(content, new FileContext(extension, OutputLabel.Output), CancellationToken.None);

    /// <summary>A page with a table of counts and a line with a made-up NHS number.</summary>
    private static byte[] Pdf()
    {
        string[] lines = ["group        n     percent", "north       80      64.0", "south       42      33.6", "east         3       2.4", "", "NHS number 943 476 5919"];
        var page = "BT /F1 14 Tf 18 TL 50 700 Td " + string.Concat(lines.Select(l => $"({l}) Tj T* ")) + "ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {page.Length} >>\nstream\n{page}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            offsets.Add(pdf.Length);
            pdf.Append($"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = pdf.Length;
        pdf.Append($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) pdf.Append($"{offset:D10} 00000 n \n");
        pdf.Append($"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(pdf.ToString());
    }

    private byte[] Image()
    {
        File.WriteAllBytes(_folder.File("page.pdf"), Pdf());
        using var drawing = Process.Start(new ProcessStartInfo("pdftoppm", ["-png", "-r", "200", "-singlefile", _folder.File("page.pdf"), _folder.File("page")]))!;
        drawing.WaitForExit();
        return File.ReadAllBytes(_folder.File("page.png"));
    }
}
