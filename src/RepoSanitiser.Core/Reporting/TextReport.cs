namespace RepoSanitiser.Core.Reporting;

/// <summary>How the text form looks.</summary>
/// <param name="Colour">Whether to use the terminal's colours.</param>
/// <param name="Width">Columns to wrap sentences at; paths, refs and fingerprints are never cut.</param>
/// <param name="ShowValues">Whether to show values that were kept for it (<see cref="Finding.Value"/>): on a terminal only.</param>
/// <param name="Verbose">Whether to list everything instead of the first few.</param>
/// <param name="NextStep">A last line that says what to do now; null for none.</param>
public sealed record TextReportOptions(
    bool Colour = false, int Width = 100, bool ShowValues = false, bool Verbose = false, string? NextStep = null);

/// <summary>The text form: for the person at the terminal. It has ids, and shows values only where the options say so.</summary>
public static class TextReport
{
    private const int FindingsAPath = 5;
    private const int RefsAFinding = 3;
    private const int UnreadItems = 20;
    private const int OpaqueItems = 5;

    /// <summary>Writes the report, with <c>\n</c> at the end of each line.</summary>
    public static void Write(Report report, TextWriter writer, TextReportOptions options)
    {
        var page = new TextPage(writer, options);
        WriteSummary(page, report);
        foreach (var severity in Wording.WorstFirst)
        {
            var findings = report.Findings.Where(f => f.Severity == severity).ToList();
            if (findings.Count == 0) continue;
            page.Gap();
            var count = $"  {Wording.Count(findings.Count, "finding")}";
            page.Line(0, Wording.Name(severity).ToUpperInvariant(), StyleOf(severity), count, Style.Faint);
            var groups = findings.GroupBy(Wording.Subject, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);
            foreach (var group in groups) WritePath(page, report, options, group.Key, [.. group]);
        }

        WriteCoverage(page, report, options);
        WriteSuppressions(page, report.Suppressions);
        page.Gap();
        page.Line(0, $"Policy {report.Policy}; fingerprints made with key {report.KeyId}.", Style.Faint);
        if (options.NextStep is not { } step) return;
        page.Gap();
        page.Paragraph(0, step, Style.Strong);
    }

    private static void WriteSummary(TextPage page, Report report)
    {
        var counts = Wording.WorstFirst
            .Select(s => (Name: Wording.Name(s), Count: report.Findings.Count(f => f.Severity == s)))
            .Where(c => c.Count > 0).Select(c => $"{Wording.Number(c.Count)} {c.Name}").ToList();
        var found = counts.Count == 0 ? "no findings" : $"{Wording.Count(report.Findings.Count, "finding")} ({string.Join(", ", counts)})";
        var all = report.Coverage.Objects.Values;
        var read = $"{Wording.Number(all.Sum(c => c.Read + c.Opaque))} of {Wording.Number(all.Sum(c => c.Found))} objects read";
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
        if (exposures.Count == 0) return "";
        var from = exposures.Min(e => e.From);
        var open = exposures.Any(e => e.To is null);
        var whole = new Exposure(from, open ? null : exposures.Max(e => e.To));
        return $"; exposed from {Wording.Window(whole, report.Started)}";
    }

    private static void WritePath(TextPage page, Report report, TextReportOptions options, string path, List<Finding> findings)
    {
        page.Gap();
        page.Line(2, path, Style.Strong);
        var shown = options.Verbose ? findings.Count : Math.Min(findings.Count, FindingsAPath);
        foreach (var finding in findings.Take(shown)) WriteFinding(page, report, options, finding);
        if (shown == findings.Count) return;
        var rest = findings.Skip(shown).CountBy(f => f.Rule).OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => $"{Wording.Number(r.Value)} more of {r.Key}");
        page.Paragraph(4, $"… and {string.Join(", ", rest)} here; --format json lists all", Style.Faint);
    }

    private static void WriteFinding(TextPage page, Report report, TextReportOptions options, Finding finding)
    {
        var where = Wording.Where(finding.Location);
        page.Line(4, finding.Rule, StyleOf(finding.Severity), where.Length > 0 ? $"  {where}" : "", Style.Plain);
        page.Paragraph(6, finding.Evidence);
        if (options.ShowValues && finding.Value is { } value) page.Line(6, $"value: {value.Reveal()}", Style.Alarm);
        if (finding.Paths.Count > 1) page.Line(6, $"also at {FirstFew([.. finding.Paths.Skip(1)], options.Verbose)}", Style.Faint);
        if (Since(report, finding) is { Length: > 0 } since) page.Line(6, since, Style.Faint);
        page.Line(6, Reach(finding, options.Verbose), Style.Faint);
        if (options.Verbose)
        {
            foreach (var gone in finding.Removed)
            {
                page.Line(6, $"removed from {gone.Ref} in {Short(gone.Commit)} on {Wording.Day(gone.Date)}", Style.Faint);
            }
        }

        var holder = finding switch
        {
            { Object: { } other } => $"{other.Type} {Short(other.Id)}",
            { Blob: { } blob } => $"blob {Short(blob)}",
            _ => "file",
        };
        page.Line(6, $"{holder}, {Wording.Name(finding.Confidence)} confidence, fingerprint {finding.Fingerprint}", Style.Faint);
    }

    private static string Since(Report report, Finding finding)
    {
        var introduced = finding.Introduced is { } by ? $"introduced in {Short(by.Commit)} on {Wording.Day(by.Date)} by {by.Author}" : "";
        if (finding.Exposure is not { } exposure) return introduced;
        var days = Wording.Count(Wording.Days(exposure, report.Started), "day");
        var exposed = exposure.To is { } to ? $"exposed {days}, until {Wording.Day(to)}" : $"exposed {days}, and still is";
        return introduced.Length > 0 ? $"{introduced}; {exposed}" : exposed;
    }

    private static string Reach(Finding finding, bool all) => finding switch
    {
        { ReachableFrom.Count: > 0 } => $"reachable from {FirstFew(finding.ReachableFrom, all)}",
        { Blob: null, Object: null } => "in a file on disk",
        _ => "unreachable: no ref leads to it, but the object is in the store",
    };

    private static string FirstFew(IReadOnlyList<string> names, bool all)
    {
        if (all || names.Count <= RefsAFinding) return string.Join(", ", names);
        return $"{string.Join(", ", names.Take(RefsAFinding))} and {Wording.Number(names.Count - RefsAFinding)} more";
    }

    private static void WriteCoverage(TextPage page, Report report, TextReportOptions options)
    {
        page.Gap();
        if (report.Coverage.Incomplete) page.Line(0, "COVERAGE", Style.Strong, "  incomplete", Style.Warning);
        else page.Line(0, "COVERAGE", Style.Strong, "  every object found was read", Style.Good);
        page.Line(2, Row("", "found", "read", "opaque", "unread"), Style.Faint);
        foreach (var (type, count) in Wording.Ordered(report.Coverage))
        {
            var numbers = new[] { count.Found, count.Read, count.Opaque, count.Unread }.Select(Wording.Number);
            page.Line(2, Row([type, .. numbers]), count.Unread > 0 ? Style.Warning : Style.Plain);
        }

        WriteItems(page, report, options, ReadState.Unread, "Not read, so nothing can be said of it:", Style.Warning);
        WriteItems(page, report, options, ReadState.Opaque, "Bytes read, content needs a person's eyes:", Style.Plain);
    }

    private static string Row(params string[] cells) => cells[0].PadRight(10) + string.Concat(cells.Skip(1).Select(c => c.PadLeft(12)));

    private static void WriteItems(TextPage page, Report report, TextReportOptions options, ReadState state, string title, Style style)
    {
        var items = report.Coverage.Items.Where(i => i.State == state).ToList();
        if (items.Count == 0) return;
        page.Gap();
        page.Line(2, title, style);
        var shown = options.Verbose ? items.Count : Math.Min(items.Count, state == ReadState.Unread ? UnreadItems : OpaqueItems);
        foreach (var item in items.Take(shown))
        {
            var what = item.Path ?? (item.Object is { } id ? $"object {id}" : "(no name)");
            page.Line(4, what, Style.Plain, $"  {item.Reason}", Style.Faint);
        }

        if (shown == items.Count) return;
        var rest = items.Skip(shown).CountBy(i => i.Reason).OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => $"{Wording.Number(r.Value)} more: {r.Key}");
        page.Paragraph(4, $"… and {string.Join("; ", rest)}; --format json lists all", Style.Faint);
    }

    private static void WriteSuppressions(TextPage page, Suppressions suppressions)
    {
        var lines = Wording.LeftOut(suppressions).ToList();
        if (lines.Count == 0) return;
        page.Gap();
        page.Line(0, "LEFT OUT OR RELAXED", Style.Strong);
        foreach (var line in lines) page.Paragraph(2, line);
    }

    private static string Short(string id) => id.Length > 10 ? id[..10] : id;

    private static Style StyleOf(Severity severity) => severity switch
    {
        Severity.Critical => Style.Alarm,
        Severity.High => Style.Bad,
        Severity.Medium => Style.Warning,
        _ => Style.Note,
    };
}
