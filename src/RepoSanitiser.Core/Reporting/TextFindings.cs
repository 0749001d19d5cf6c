namespace RepoSanitiser.Core.Reporting;

/// <summary>
/// The findings in the text form: by severity, by file (those still exposed first), and in a file by rule, so that what a file's findings share (since when, who,
/// what reaches it) is said once.
/// </summary>
internal static class TextFindings
{
    private const int FilesASeverity = 10;
    private const int FindingsARule = 3;
    private const int Names = 3;

    /// <summary>Writes a section for each severity that has findings.</summary>
    public static void Write(TextPage page, Report report, TextReportOptions options)
    {
        foreach (var severity in Wording.WorstFirst)
        {
            var findings = report.Findings.Where(f => f.Severity == severity).ToList();
            if (findings.Count == 0) continue;
            var files = findings.GroupBy(Wording.Subject, StringComparer.Ordinal)
                .OrderBy(g => g.All(f => f.Exposure is not { To: null })).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
            page.Gap();
            var counts = $"  {Wording.Count(findings.Count, "finding")} in {Wording.Count(files.Count, "file")}";
            page.Line(0, Wording.Name(severity).ToUpperInvariant(), TextReport.StyleOf(severity), counts, Style.Faint);
            var shown = options.All ? files.Count : Math.Min(files.Count, FilesASeverity);
            foreach (var file in files.Take(shown)) WriteFile(page, report, options, file.Key, [.. file]);
            if (shown < files.Count) WriteRest(page, [.. files.Skip(shown)]);
        }
    }

    private static void WriteRest(TextPage page, List<IGrouping<string, Finding>> files)
    {
        var folders = files.CountBy(f => f.Key.Contains('/', StringComparison.Ordinal) ? f.Key[..(f.Key.IndexOf('/', StringComparison.Ordinal) + 1)] : "the top folder")
            .OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal).ToList();
        var named = folders.Take(5).Select(f => $"{Wording.Number(f.Value)} in {f.Key}").ToList();
        if (folders.Count > 5) named.Add($"{Wording.Number(folders.Skip(5).Sum(f => f.Value))} elsewhere");
        page.Gap();
        page.Paragraph(
            2, $"… and {Wording.Count(files.Sum(f => f.Count()), "finding")} in {Wording.Count(files.Count, "more file")} ({string.Join(", ", named)}); --all lists them", Style.Faint);
    }

    private static void WriteFile(TextPage page, Report report, TextReportOptions options, string path, List<Finding> findings)
    {
        page.Gap();
        page.Line(2, path, Style.Strong, findings.TrueForAll(Wording.IsNote) ? "  (a git note on that object)" : "", Style.Faint);
        var others = findings.SelectMany(f => f.Paths).Where(p => !p.Equals(path, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        if (others.Count > 0) page.Line(4, $"also at {FirstFew(others, options.All)}", Style.Faint);
        foreach (var rule in findings.GroupBy(f => f.Rule, StringComparer.Ordinal)) WriteRule(page, report, options, rule.Key, [.. rule]);
    }

    private static void WriteRule(TextPage page, Report report, TextReportOptions options, string rule, List<Finding> findings)
    {
        var versions = findings.Select(f => f.Blob).OfType<string>().Distinct(StringComparer.Ordinal).Count();
        var count = findings.Count == 1 ? "" : $"  {Wording.Count(findings.Count, "finding")}{(versions > 1 ? $" in {versions} versions" : "")}";
        page.Line(4, rule, TextReport.StyleOf(findings[0].Severity), count, Style.Plain);
        if (Since(report, findings) is { Length: > 0 } since) page.Line(6, since, Style.Faint);
        if (report.Command is not "check") page.Line(6, Reach(findings, options.All), Style.Faint);
        var shown = options.All ? findings.Count : Math.Min(findings.Count, FindingsARule);
        foreach (var finding in findings.Take(shown)) WriteFinding(page, options, finding);
        if (shown < findings.Count) page.Line(6, $"… and {Wording.Number(findings.Count - shown)} more of {rule} here; --all lists them", Style.Faint);
    }

    private static void WriteFinding(TextPage page, TextReportOptions options, Finding finding)
    {
        var where = Wording.Where(finding.Location);
        page.Paragraph(6, where.Length > 0 ? $"{where}: {finding.Evidence}" : finding.Evidence);
        if (options.ShowValues && finding.Value is { } value) page.Line(8, $"value: {value.Reveal()}", Style.Alarm);
        if (options.All)
        {
            foreach (var gone in finding.Removed)
            {
                page.Line(8, $"removed from {gone.Ref} in {Short(gone.Commit)} on {Wording.Day(gone.Date)}", Style.Faint);
            }
        }

        var holder = finding switch
        {
            { Object: { } other } => $"{other.Type} {Short(other.Id)}",
            { Blob: { } blob } => $"blob {Short(blob)}",
            _ => "file",
        };
        page.Line(8, $"{holder}, {Wording.Name(finding.Confidence)} confidence, fingerprint {finding.Fingerprint}", Style.Faint);
    }

    // The earliest introduction, and the time over which any of the findings was exposed.
    private static string Since(Report report, List<Finding> findings)
    {
        var first = findings.Select(f => f.Introduced).OfType<Introduction>().MinBy(i => i.Date);
        var introduced = first is null
            ? ""
            : $"{(findings.Count > 1 ? "first " : "")}introduced in {Short(first.Commit)} on {Wording.Day(first.Date)} by {first.Author}";
        var exposures = findings.Select(f => f.Exposure).OfType<Exposure>().ToList();
        if (exposures.Count == 0) return introduced;
        var whole = Wording.Whole(exposures);
        var days = Wording.Count(Wording.Days(whole, report.Started), "day");
        var exposed = whole.To is { } to ? $"exposed {days}, until {Wording.Day(to)}" : $"exposed {days}, and still is";
        return introduced.Length > 0 ? $"{introduced}; {exposed}" : exposed;
    }

    private static string Reach(List<Finding> findings, bool all)
    {
        var roots = findings.SelectMany(f => f.ReachableFrom).Distinct(StringComparer.Ordinal).ToList();
        if (roots.Count > 0) return $"reachable from {FirstFew(roots, all)}";
        return findings[0] is { Blob: null, Object: null }
            ? "in a file on disk"
            : "unreachable: no ref leads to it, but the object is in the store";
    }

    private static string FirstFew(List<string> names, bool all)
    {
        if (all || names.Count <= Names) return string.Join(", ", names);
        return $"{string.Join(", ", names.Take(Names))} and {Wording.Number(names.Count - Names)} more";
    }

    private static string Short(string id) => id.Length > 10 ? id[..10] : id;
}
