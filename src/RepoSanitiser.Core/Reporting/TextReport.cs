namespace RepoSanitiser.Core.Reporting;

/// <summary>How the text form looks.</summary>
/// <param name="Colour">Whether to use the terminal's colours.</param>
/// <param name="Width">Columns to wrap sentences at; paths, refs and fingerprints are never cut.</param>
/// <param name="ShowValues">Whether to show values that were kept for it (<see cref="Finding.Value"/>): on a terminal only.</param>
/// <param name="All">Whether to list everything instead of the first few.</param>
/// <param name="NextStep">A last line that says what to do now; null for none.</param>
public sealed record TextReportOptions(
    bool Colour = false, int Width = 100, bool ShowValues = false, bool All = false, string? NextStep = null);

/// <summary>
/// The text form: for the person at the terminal. It has ids, and shows values only where the options say so. Its length grows with
/// the number of rules and not with that of findings, unless everything is asked for.
/// </summary>
public static class TextReport
{
    /// <summary>Writes the report, with <c>\n</c> at the end of each line.</summary>
    public static void Write(Report report, TextWriter writer, TextReportOptions options)
    {
        var page = new TextPage(writer, options);
        WriteSummary(page, report);
        if (report.Findings.Count > 1) WriteRules(page, report);
        TextFindings.Write(page, report, options);
        TextCoverage.Write(page, report, options);
        WriteSuppressions(page, report.Suppressions);
        page.Gap();
        var masked = report.Findings.Count > 0 ? " Values are masked: 9 stands for a digit, A or a for a letter." : "";
        page.Paragraph(0, $"Policy {Wording.Judged(report)}; fingerprints made with key {report.KeyId}.{masked}", Style.Faint);
        if (options.NextStep is not { } step) return;
        page.Gap();
        page.Paragraph(0, step, Style.Strong);
    }

    /// <summary>The colour of a severity.</summary>
    internal static Style StyleOf(Severity severity) => severity switch
    {
        Severity.Critical => Style.Alarm,
        Severity.High => Style.Bad,
        Severity.Medium => Style.Warning,
        _ => Style.Note,
    };

    private static void WriteSummary(TextPage page, Report report)
    {
        var counts = Wording.WorstFirst
            .Select(s => (Name: Wording.Name(s), Count: report.Findings.Count(f => f.Severity == s)))
            .Where(c => c.Count > 0).Select(c => $"{Wording.Number(c.Count)} {c.Name}").ToList();
        var found = counts.Count == 0 ? "no findings" : $"{Wording.Count(report.Findings.Count, "finding")} ({string.Join(", ", counts)})";
        var all = report.Coverage.Objects.Values;
        var read = $"{Wording.Number(all.Sum(c => c.Read + c.Opaque))} of {Wording.Count(all.Sum(c => c.Found), Wording.Things(report))} read";
        var reservations = counts.Count == 0 ? Wording.Reservations(report) : "";
        page.Paragraph(0, $"{report.Repository}: {found}; {read}{Window(report)}.{reservations}", Style.Strong);
        if (report.Coverage.Incomplete)
        {
            page.Paragraph(0, "This result is incomplete: what could not be read is listed below, and nothing can be said of it.", Style.Warning);
        }
    }

    private static string Window(Report report)
    {
        var exposures = report.Findings.Select(f => f.Exposure).OfType<Exposure>().ToList();
        return exposures.Count == 0 ? "" : $"; exposed from {Wording.Window(Wording.Whole(exposures), report.Started)}";
    }

    // A row for each rule, the worst first: what is left of a report with 50,000 findings after ten seconds.
    private static void WriteRules(TextPage page, Report report)
    {
        page.Gap();
        var isCheck = report.Command is "check";
        page.Line(2, isCheck ? Row("severity", "rule", "findings", "files") : Row("severity", "rule", "findings", "files", "still exposed"), Style.Faint);
        foreach (var severity in Wording.WorstFirst)
        {
            var rules = report.Findings.Where(f => f.Severity == severity).GroupBy(f => f.Rule, StringComparer.Ordinal);
            foreach (var rule in rules.OrderByDescending(r => r.Count()).ThenBy(r => r.Key, StringComparer.Ordinal))
            {
                var files = rule.Select(Wording.Subject).Distinct(StringComparer.Ordinal).Count();
                var exposed = rule.Count(f => f.Exposure is { To: null });
                var numbers = (isCheck ? [rule.Count(), files] : new[] { rule.Count(), files, exposed }).Select(n => Wording.Number(n));
                page.Line(2, Row([Wording.Name(severity), rule.Key, .. numbers]), StyleOf(severity));
            }
        }
    }

    private static string Row(params string[] cells) =>
        cells[0].PadRight(10) + cells[1].PadRight(26) + cells[2].PadLeft(10) + cells[3].PadLeft(9) + (cells.Length > 4 ? cells[4].PadLeft(15) : "");

    private static void WriteSuppressions(TextPage page, Suppressions suppressions)
    {
        var lines = Wording.LeftOut(suppressions).ToList();
        if (lines.Count == 0) return;
        page.Gap();
        page.Line(0, "LEFT OUT OR RELAXED", Style.Strong);
        foreach (var line in lines) page.Paragraph(2, line);
    }
}
