namespace RepoSanitiser.Core.Reporting;

/// <summary>What was and was not read, in the text form: items of one reason are summed up, with the files they lie in.</summary>
internal static class TextCoverage
{
    private const string Inside = " » ";
    private const int UnreadFiles = 20;
    private const int OpaqueFiles = 3;

    /// <summary>Writes the section.</summary>
    public static void Write(TextPage page, Report report, TextReportOptions options)
    {
        var coverage = report.Coverage;
        page.Gap();
        if (coverage.Incomplete) page.Line(0, "COVERAGE", Style.Strong, "  incomplete", Style.Warning);
        else page.Line(0, "COVERAGE", Style.Strong, $"  every {Wording.Things(report)} found was read", Style.Good);
        page.Line(2, Row("", "found", "read", "opaque", "unread"), Style.Faint);
        foreach (var (type, count) in Wording.Ordered(coverage))
        {
            var numbers = new[] { count.Found, count.Read, count.Opaque, count.Unread }.Select(Wording.Number);
            page.Line(2, Row([type, .. numbers]), count.Unread > 0 ? Style.Warning : Style.Plain);
        }

        WriteItems(page, coverage, options, ReadState.Unread, "Not read, so nothing can be said of it:", Style.Warning);
        WriteItems(page, coverage, options, ReadState.Opaque, "Bytes read, but the content needs a person's eyes:", Style.Plain);
    }

    private static string Row(params string[] cells) => cells[0].PadRight(10) + string.Concat(cells.Skip(1).Select(c => c.PadLeft(12)));

    private static void WriteItems(TextPage page, Coverage coverage, TextReportOptions options, ReadState state, string title, Style style)
    {
        var reasons = coverage.Items.Where(i => i.State == state).GroupBy(i => i.Reason, StringComparer.Ordinal)
            .OrderByDescending(r => r.Count()).ThenBy(r => r.Key, StringComparer.Ordinal).ToList();
        if (reasons.Count == 0) return;
        page.Gap();
        page.Line(2, title, style);
        foreach (var reason in reasons) WriteReason(page, options, reason, state == ReadState.Unread ? UnreadFiles : OpaqueFiles);
    }

    private static void WriteReason(TextPage page, TextReportOptions options, IGrouping<string, CoverageItem> reason, int most)
    {
        var files = reason.CountBy(i => options.All ? Name(i) : Name(i).Split(Inside)[0]).ToList();
        var counts = $"  {Wording.Count(reason.Count(), "item")}{(files.Count == reason.Count() ? "" : $" in {Wording.Count(files.Count, "file")}")}";
        page.Line(4, reason.Key, Style.Plain, counts, Style.Faint);
        var shown = options.All ? files.Count : Math.Min(files.Count, most);
        foreach (var (name, count) in files.Take(shown)) page.Line(6, name, Style.Plain, count > 1 ? $"  {Wording.Number(count)} times" : "", Style.Faint);
        if (shown < files.Count) page.Line(6, $"… and {Wording.Count(files.Count - shown, "more file")}; --all lists them", Style.Faint);
    }

    private static string Name(CoverageItem item) => item.Path ?? (item.Object is { } id ? $"object {id}" : "(no name)");
}
