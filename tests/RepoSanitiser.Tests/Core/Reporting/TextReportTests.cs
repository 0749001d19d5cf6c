using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Tests.Core.Reporting;

public sealed class TextReportTests
{
    private static string Text(Report report, TextReportOptions? options = null) => Some.Written(report, ReportFormat.Text, options);

    [Fact]
    public void The_first_line_sums_up_what_was_found_read_and_since_when() =>
        Assert.StartsWith(
            "studies/blood-pressure: 2 findings (1 high, 1 low); 192 of 192 objects read; exposed from 2025-04-29 to now, 398 days.\n",
            Text(Some.Report(Some.Finding(2), Some.Finding(3, severity: Severity.Low)), new TextReportOptions(Width: 200)),
            StringComparison.Ordinal);

    [Fact]
    public void A_clean_and_whole_scan_says_both()
    {
        var text = Text(Some.Report(), new TextReportOptions(Width: 200));

        Assert.StartsWith("studies/blood-pressure: no findings; 192 of 192 objects read. 2 objects of a kind that needs a person's eyes.\n", text, StringComparison.Ordinal);
        Assert.Contains("COVERAGE  every object found was read", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_says_where_since_when_who_and_what_still_reaches_it()
    {
        var text = Text(Some.Report(Some.Finding(4) with { ReachableFrom = ["refs/heads/a", "refs/heads/b", "refs/stash", "refs/tags/v1", "refs/tags/v2"] }));

        Assert.Contains("  output/table_4.csv\n    small-count\n", text, StringComparison.Ordinal);
        Assert.Contains("      line 5, column 7 (row 5, cell 3 under \"count\"): count of [masked]", text, StringComparison.Ordinal);
        Assert.Contains($"introduced in {Some.Id(1004)[..10]} on 2025-05-01 by Ada Study-Author; exposed 396 days, and still is\n", text, StringComparison.Ordinal);
        Assert.Contains("reachable from refs/heads/a, refs/heads/b, refs/stash and 2 more\n", text, StringComparison.Ordinal);
        Assert.Contains($"medium confidence, fingerprint {Some.Fingerprint(4)}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_many_findings_shows_three_a_rule_and_says_how_many_more()
    {
        var report = Some.Report([.. Enumerable.Range(1, 42).Select(i => Some.Finding(i, "output/one.csv"))]);

        Assert.Contains("    small-count  42 findings in ", Text(report), StringComparison.Ordinal);
        Assert.Equal(3, Occurrences(Text(report), "\n      line "));
        Assert.Contains("… and 39 more of small-count here; --all lists them", Text(report), StringComparison.Ordinal);
        Assert.Equal(42, Occurrences(Text(report, new TextReportOptions(All: true)), "\n      line "));
    }

    [Fact]
    public void What_the_findings_of_a_file_share_is_said_once_from_the_first_day_to_the_last()
    {
        var (early, late) = (Some.Finding(1, "output/one.csv"), Some.Finding(3, "output/one.csv"));
        var text = Text(Some.Report(late, early, Some.Finding(6, "output/one.csv") with { ReachableFrom = ["refs/stash"] }));

        Assert.Contains($"first introduced in {early.Introduced!.Commit[..10]} on 2025-04-28 by Ada Study-Author; exposed 399 days, and still is\n", text, StringComparison.Ordinal);
        Assert.Contains("reachable from refs/heads/main, refs/tags/v1, refs/stash\n", text, StringComparison.Ordinal);
        Assert.Equal(1, Occurrences(text, "introduced in"));
    }

    [Fact]
    public void A_report_of_50_000_findings_begins_with_its_rules_and_stays_short()
    {
        var report = Some.Many(50_000, paths: 3_000);
        var lines = Text(report).Split('\n');

        Assert.InRange(lines.Length, 100, 1_200);
        var table = Array.FindIndex(lines, l => l.Contains("still exposed", StringComparison.Ordinal));
        Assert.InRange(table, 2, 4);
        Assert.Equal(
            ["critical", "high", "medium", "low"],
            lines.Skip(table + 1).TakeWhile(l => l.Length > 0).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));
        Assert.Contains(lines, l => l.Contains("more files (", StringComparison.Ordinal) && l.Contains("released_outputs/", StringComparison.Ordinal));
        Assert.True(Text(report, new TextReportOptions(All: true)).Split('\n').Length > 100_000);
    }

    [Fact]
    public void Items_of_one_reason_are_summed_up_with_the_files_they_lie_in()
    {
        var images = Enumerable.Range(0, 700).Select(i => new CoverageItem(Some.Id(i), $"report_{i % 50}.html » data URI {i}", ReadState.Opaque, "image: needs a person"));
        var missing = Enumerable.Range(0, 3).Select(i => new CoverageItem(Some.Id(i), "output/lost.csv", ReadState.Unread, "not in this clone"));
        var report = Some.Report() with { Coverage = Some.Incomplete with { Items = [.. images, .. missing] } };

        Assert.Contains("    not in this clone  3 items in 1 file\n      output/lost.csv  3 times\n", Text(report), StringComparison.Ordinal);
        Assert.Contains("    image: needs a person  700 items in 50 files\n      report_0.html  14 times\n", Text(report), StringComparison.Ordinal);
        Assert.Contains("      … and 47 more files; --all lists them\n", Text(report), StringComparison.Ordinal);
        Assert.Contains("      report_7.html » data URI 657\n", Text(report, new TextReportOptions(All: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void Colour_is_used_only_where_asked_for()
    {
        Assert.DoesNotContain('\e', Text(Some.Full()));
        Assert.Contains("\e[", Text(Some.Full(), new TextReportOptions(Colour: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void With_colour_the_only_escapes_are_our_own()
    {
        var rest = System.Text.RegularExpressions.Regex.Replace(Text(Some.Full(), new TextReportOptions(Colour: true, ShowValues: true)), "\e\\[[0-9;]+m", "");

        Assert.DoesNotContain(rest, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public void A_value_that_tries_to_act_is_made_visible()
    {
        var text = Text(Some.Report(Some.Finding() with { Value = new Sensitive("a\e[2Jb") }), new TextReportOptions(ShowValues: true));

        Assert.Contains("value: a\\u{1B}[2Jb\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentences_keep_to_the_width()
    {
        var evidence = string.Join(' ', Enumerable.Repeat("masked", 60));
        var lines = Text(Some.Report(Some.Finding() with { Evidence = evidence }), new TextReportOptions(Width: 60)).Split('\n').Where(l => l.Contains("masked", StringComparison.Ordinal) && !l.Contains("Values are masked", StringComparison.Ordinal)).ToList();

        Assert.True(lines.Count > 5);
        Assert.All(lines, l => Assert.InRange(l.Length, 1, 60));
        Assert.Equal(60, lines.Sum(l => Occurrences(l, "masked")));
    }

    [Fact]
    public void The_next_step_is_the_last_line() =>
        Assert.EndsWith("\nNext: reposan purge.\n", Text(Some.Full(), new TextReportOptions(NextStep: "Next: reposan purge.")), StringComparison.Ordinal);

    [Fact]
    public void What_no_ref_reaches_is_called_unreachable() =>
        Assert.Contains("unreachable: no ref leads to it", Text(Some.Report(Some.Finding() with { ReachableFrom = [] })), StringComparison.Ordinal);

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
