using System.Security.Cryptography;
using System.Text;

namespace RepoSanitiser.Core.Reporting;

/// <summary>
/// The HTML form: one page that opens offline and asks for nothing else. Its own style and script are named by hash in a content
/// security policy, so that nothing else in it can run; object ids only in a restricted report.
/// </summary>
public static class HtmlReport
{
    private const int ItemsShown = 200;

    /// <summary>Writes the page as UTF-8; the stream stays open.</summary>
    public static void Write(Report report, Stream destination)
    {
        using var writer = new StreamWriter(destination, new UTF8Encoding(false), bufferSize: 1 << 16, leaveOpen: true);
        var page = new HtmlPage(writer, report.Restricted);
        WriteHead(page, report);
        WriteHeader(page, report);
        page.Raw("<main id=\"main\">\n");
        WriteVerdict(page, report);
        WriteSummary(page, report);
        if (report.Coverage.Incomplete) WriteCoverage(page, report);
        HtmlTimeline.Write(page, report);
        HtmlFindings.Write(page, report);
        if (!report.Coverage.Incomplete) WriteCoverage(page, report);
        WriteSuppressions(page, report.Suppressions);
        WriteRules(page, report);
        page.Raw("</main>\n");
        WriteFooter(page, report);
        writer.Flush();
        HtmlFindings.WriteData(destination, report);
        page.Raw($"<script>{Resources.Text("report.js")}</script>\n</body>\n</html>\n");
    }

    private static void WriteHead(HtmlPage page, Report report)
    {
        var policy = "default-src 'none'; base-uri 'none'; form-action 'none'; "
            + $"style-src {Hash("report.css")}; script-src {Hash("report.js")}";
        page.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
        page.Raw("""
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <meta name="color-scheme" content="light dark">

            """);
        page.Element("title", $"Disclosure report: {report.Repository}");
        page.Raw($"\n<style>{Resources.Text("report.css")}</style>\n</head>\n<body>\n");
    }

    private static string Hash(string resource) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Resources.Text(resource))))}'";

    private static void WriteHeader(HtmlPage page, Report report)
    {
        page.Raw("""
            <a class="skip" href="#findings">Skip to the findings</a>
            <header>
            <p class="product">RepoSanitiser disclosure report</p>

            """);
        page.Element("h1", report.Repository).Raw("\n<dl class=\"meta\">\n");
        var shows = report.Restricted ? "object ids: restricted, don't pass on" : "no values, no object ids";
        var started = $"{Wording.Day(report.Started)} {report.Started.UtcDateTime:HH:mm} UTC";
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[
            (report.Command is "check" ? "Checked" : "Scanned", started), ("Policy", Wording.Judged(report)), ("Fingerprint key", report.KeyId), ("Shows", shows)])
        {
            page.Raw("<div>").Element("dt", name).Element("dd", value).Raw("</div>\n");
        }

        page.Raw("</dl>\n</header>\n");
    }

    private static void WriteVerdict(HtmlPage page, Report report)
    {
        var unread = report.Coverage.Items.Count(i => i.State == ReadState.Unread);
        if (report.Coverage.Incomplete)
        {
            page.Raw("<div class=\"verdict incomplete\" role=\"status\"><strong>This result is incomplete.</strong> ");
            page.Text(unread > 0 ? Wording.Count(unread, "thing") : "Something");
            page.Raw(" could not be read, and nothing can be said of what was not read. ");
            page.Raw("<a href=\"#coverage\">What was not read</a></div>\n");
        }
        else if (report.Findings.Count == 0)
        {
            page.Raw("<div class=\"verdict clean\" role=\"status\"><strong>No findings.</strong> ");
            page.Text($"Every {Wording.Things(report)} that was found was read.").Text(Wording.Reservations(report)).Raw("</div>\n");
        }
    }

    private static void WriteSummary(HtmlPage page, Report report)
    {
        page.Raw("<section aria-labelledby=\"summary-title\">\n<h2 id=\"summary-title\" class=\"unseen\">Summary</h2>\n");
        page.Raw("<dl class=\"tiles\">\n");
        foreach (var severity in Wording.WorstFirst)
        {
            var count = report.Findings.Count(f => f.Severity == severity);
            Tile(page, count == 0 ? "none" : Wording.Name(severity), Wording.Number(count), Wording.Name(severity));
        }

        if (report.Command is not "check")
        {
            var open = report.Findings.Count(f => f.Exposure is { To: null });
            Tile(page, open == 0 ? "none" : "open", Wording.Number(open), "still exposed");
            Tile(page, "", Wording.Number(report.Findings.Count(f => f.Exposure is { To: not null })), "removed from branches");
        }

        var counts = report.Coverage.Objects.Values;
        var found = Wording.Number(counts.Sum(c => c.Found));
        Tile(page, "", Wording.Number(counts.Sum(c => c.Read + c.Opaque)), $"of {found} {Wording.Things(report)}s read");
        page.Raw("</dl>\n</section>\n");
    }

    private static void Tile(HtmlPage page, string kind, string number, string label) =>
        page.Raw($"<div class=\"tile {kind}\">").Element("dt", label).Element("dd", number).Raw("</div>\n");

    private static void WriteCoverage(HtmlPage page, Report report)
    {
        var coverage = report.Coverage;
        page.Raw("<section id=\"coverage\" aria-labelledby=\"coverage-title\">\n<h2 id=\"coverage-title\">");
        page.Text(coverage.Incomplete ? "What was not read" : "What was read").Raw("</h2>\n");
        WriteItems(page, coverage, ReadState.Unread, "Not read: nothing can be said of these");
        page.Raw("<div class=\"scroll\"><table class=\"counts\"><caption>Objects by type</caption><thead><tr>");
        foreach (var column in (ReadOnlySpan<string>)["Type", "Found", "Read", "Opaque", "Unread"]) page.Element("th scope=\"col\"", column);
        page.Raw("</tr></thead><tbody>\n");
        foreach (var (type, count) in Wording.Ordered(coverage))
        {
            page.Raw("<tr>").Element("th scope=\"row\"", type);
            foreach (var number in (ReadOnlySpan<long>)[count.Found, count.Read, count.Opaque, count.Unread])
            {
                page.Element("td", Wording.Number(number));
            }

            page.Raw("</tr>\n");
        }

        page.Raw("""
            </tbody></table></div>
            <p class="note"><b>Opaque</b>: the bytes were read; the content (an image, a binary file) needs a person's eyes.
            <b>Unread</b>: missing, corrupt, encrypted or over a limit.</p>

            """);
        WriteItems(page, coverage, ReadState.Opaque, "Need a person's eyes");
        page.Raw("</section>\n");
    }

    private static void WriteItems(HtmlPage page, Coverage coverage, ReadState state, string title)
    {
        var items = coverage.Items.Where(i => i.State == state).ToList();
        if (items.Count == 0) return;
        page.Raw(state == ReadState.Unread ? "<details open>" : "<details>");
        page.Element("summary", $"{title} ({Wording.Number(items.Count)})").Raw("\n<ul class=\"items\">\n");
        var lines = items.CountBy(i => (Name: NameOf(page, i), i.Reason)).ToList();
        foreach (var (line, count) in lines.Take(ItemsShown))
        {
            var times = count > 1 ? $", {Wording.Number(count)} times" : "";
            page.Raw("<li>").Element("code", line.Name).Raw(" ").Element("span", line.Reason + times).Raw("</li>\n");
        }

        page.Raw("</ul>\n");
        var rest = lines.Skip(ItemsShown).Sum(l => l.Value);
        if (rest > 0) page.Element("p class=\"note\"", $"and {Wording.Number(rest)} more, which the JSON form lists.");
        page.Raw("</details>\n");
    }

    private static string NameOf(HtmlPage page, CoverageItem item) =>
        item.Path ?? (page.Restricted && item.Object is { } id ? $"object {id}" : "an object without a path");

    private static void WriteSuppressions(HtmlPage page, Suppressions suppressions)
    {
        if (suppressions is { Baseline: 0, Ignored: 0, Relaxed.Count: 0, Expired.Count: 0 }) return;
        page.Raw("<section aria-labelledby=\"left-out-title\">\n<h2 id=\"left-out-title\">Left out or relaxed</h2>\n<ul>\n");
        foreach (var line in Wording.LeftOut(suppressions)) page.Element("li", line);
        page.Raw("</ul>\n</section>\n");
    }

    private static void WriteRules(HtmlPage page, Report report)
    {
        if (report.Rules.Count == 0) return;
        page.Raw("<section aria-labelledby=\"rules-title\">\n<h2 id=\"rules-title\">What the rules mean, and what to do</h2>\n");
        foreach (var rule in report.Rules)
        {
            page.Raw("<details class=\"rule\"><summary>").Text(rule.Title).Raw(" ").Element("code", rule.Id).Raw("</summary>\n");
            page.Element("p", rule.Description).Raw("\n<p><b>What to do:</b> ").Text(rule.Remedy).Raw("</p>\n");
            page.Element("p class=\"note\"", $"Source: {rule.Source}").Raw("</details>\n");
        }

        page.Raw("</section>\n");
    }

    private static void WriteFooter(HtmlPage page, Report report)
    {
        page.Raw("<footer>\n<p>Made by reposan ").Text(report.ToolVersion).Raw("""
            . Evidence is masked (9 stands for a digit, A or a for a letter): this page holds no value that was found.
            A path or a date can still lead to one for as long as the repository holds it, so pass this page on with care.</p>
            </footer>

            """);
    }
}
