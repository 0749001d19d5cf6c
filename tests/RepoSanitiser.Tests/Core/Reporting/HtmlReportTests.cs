using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Tests.Core.Reporting;

public sealed partial class HtmlReportTests
{
    private static string Page(Report report) => Some.Written(report, ReportFormat.Html);

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    [Fact]
    public void A_note_is_called_one_and_not_by_the_id_of_what_it_is_on()
    {
        var page = Page(Some.Report(Some.Finding(1, Some.Id(9)) with { ReachableFrom = ["refs/notes/commits", "reflog of refs/notes/commits"] }));

        Assert.Contains("<code>(a git note)</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("[id]", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_read_several_times_over_is_one_line()
    {
        var items = Enumerable.Range(0, 300).Select(i => new CoverageItem(Some.Id(i), $"output/lost_{i % 3}.csv", ReadState.Unread, "not in this clone"));
        var page = Page(Some.Report() with { Coverage = Some.Incomplete with { Items = [.. items] } });

        Assert.Contains("<code>output/lost_2.csv</code> <span>not in this clone, 100 times</span>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("which the JSON form lists", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_lets_nothing_run_but_the_page_s_own_style_and_script()
    {
        var page = Page(Some.Full());
        var policy = PolicyMeta().Match(page).Groups["policy"].Value;
        var style = Style().Match(page).Groups["text"].Value;
        var script = Script().Match(page).Groups["text"].Value;

        Assert.Equal($"default-src 'none'; base-uri 'none'; form-action 'none'; style-src {Hash(style)}; script-src {Hash(script)}", policy);
    }

    [Fact]
    public void The_page_asks_for_nothing_from_elsewhere()
    {
        var page = Page(Some.Report(Some.Finding()));

        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_make_no_elements()
    {
        var page = Page(Some.Full());

        Assert.Equal(2, Regex.Count(page, "</script>"));
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("onerror=\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_read_comes_before_the_findings_of_an_incomplete_scan_and_after_those_of_a_whole_one()
    {
        var incomplete = Page(Some.Full());
        var whole = Page(Some.Report(Some.Finding()));

        Assert.True(incomplete.IndexOf("id=\"coverage\"", StringComparison.Ordinal) < incomplete.IndexOf("id=\"findings\"", StringComparison.Ordinal));
        Assert.Contains("This result is incomplete.", incomplete, StringComparison.Ordinal);
        Assert.True(whole.IndexOf("id=\"coverage\"", StringComparison.Ordinal) > whole.IndexOf("id=\"findings\"", StringComparison.Ordinal));
        Assert.DoesNotContain("incomplete.</strong>", whole, StringComparison.Ordinal);
    }

    [Fact]
    public void The_timeline_draws_the_worst_sixty_places_and_folds_the_rest()
    {
        var page = Page(Some.Report([.. Enumerable.Range(1, 100).Select(i => Some.Finding(i, severity: i > 90 ? Severity.Critical : Severity.Low))]));
        var bars = BarLine().Matches(page).Select(m => m.Groups["severity"].Value).ToList();

        Assert.Equal(60, bars.Count);
        Assert.All(bars.Take(10), severity => Assert.Equal("critical", severity));
        Assert.Contains("40 more places", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bar_groups_a_path_from_its_first_introduction_to_now_while_any_finding_is_still_exposed()
    {
        var ended = Some.Finding(1, "a.csv", Severity.Low) with { Exposure = new Exposure(Some.Now.AddDays(-100), Some.Now.AddDays(-50)) };
        var open = Some.Finding(2, "a.csv", Severity.High) with { Exposure = new Exposure(Some.Now.AddDays(-10), null) };

        var both = Page(Some.Report(open, ended));
        Assert.Contains("<li class=\"high open\">", both, StringComparison.Ordinal);
        Assert.Contains("2026-02-21 to now, 100 days", both, StringComparison.Ordinal);
        Assert.Contains("<li class=\"low\">", Page(Some.Report(ended)), StringComparison.Ordinal);
        Assert.Contains("2026-02-21 to 2026-04-12, 50 days", Page(Some.Report(ended)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_introduced_at_the_moment_of_the_scan_still_has_a_bar()
    {
        var page = Page(Some.Report(Some.Finding() with { Exposure = new Exposure(Some.Now, null) }));

        Assert.Contains("0 days", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_script_the_first_two_hundred_rows_are_there() =>
        Assert.Equal(200, Regex.Count(Page(Some.Many(1_000)), "<tr><td data-label=\"Severity\">"));

    [BrowserFact]
    public void In_a_browser_hostile_names_stay_text_and_every_row_is_drawn()
    {
        var dom = Browser.Dom(Page(Some.Full()));

        Assert.Contains("<title>Disclosure report: studies/blood-pressure</title>", dom, StringComparison.Ordinal);
        Assert.Equal(Some.Full().Findings.Count, Regex.Count(dom, "<td data-label=\"Where\">"));
        Assert.DoesNotContain("<img", dom, StringComparison.Ordinal);
        Assert.Contains("14 findings, worst first", dom, StringComparison.Ordinal);
    }

    [BrowserFact]
    public void In_a_browser_pages_of_a_hundred_are_drawn_and_filters_narrow_them()
    {
        var report = Some.Many(1_000, 100);
        var expected = report.Findings.Count(f => f.Severity == Severity.Critical && f.Exposure is { To: null } && f.Paths[0].Contains("table_4", StringComparison.Ordinal));

        var dom = Browser.Dom(With(Page(report), """
            const form = document.getElementById("filters");
            const before = document.querySelectorAll("#rows tr").length;
            for (const box of form.querySelectorAll("[name=severity]")) box.checked = box.value === "3";
            form.elements.path.value = "TABLE_4";
            form.elements.open.checked = true;
            form.dispatchEvent(new Event("input"));
            document.title = before + " rows, then " + document.getElementById("shown").textContent;
            """));

        Assert.Contains($"<title>100 rows, then {expected} of 1,000 findings match</title>", dom, StringComparison.Ordinal);
        Assert.InRange(expected, 1, 999);
    }

    /// <summary>The page with one more script that its policy lets run.</summary>
    private static string With(string page, string script) => page
        .Replace("script-src ", $"script-src {Hash(script)} ", StringComparison.Ordinal)
        .Replace("</body>", $"<script>{script}</script></body>", StringComparison.Ordinal);

    [GeneratedRegex("http-equiv=\"Content-Security-Policy\" content=\"(?<policy>[^\"]*)\"")]
    private static partial Regex PolicyMeta();

    [GeneratedRegex("<style>(?<text>.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("<script>(?<text>.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<li class=\"(?<severity>[a-z]+)( open)?\">")]
    private static partial Regex BarLine();
}
