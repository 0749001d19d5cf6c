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
        page.Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        page.Raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>").Text($"Disclosure report: {report.Repository}").Raw("</title>\n");
        page.Raw($"<style>{Resources.Text("report.css")}</style>\n</head>\n<body>\n");
    }

    private static string Hash(string resource) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Resources.Text(resource))))}'";

    private static void WriteHeader(HtmlPage page, Report report)
    {
        page.Raw("<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n<header>\n<p class=\"product\">RepoSanitiser disclosure report</p>\n<h1>");
        page.Text(report.Repository).Raw("</h1>\n<dl class=\"meta\">");
        page.Raw($"<div><dt>Scanned</dt><dd><time datetime=\"{Wording.Instant(report.Started)}\">{Wording.Day(report.Started)} {report.Started.UtcDateTime:HH:mm} UTC</time></dd></div>");
        page.Raw("<div><dt>Policy</dt><dd>").Text(report.Policy).Raw("</dd></div>");
        page.Raw("<div><dt>Fingerprint key</dt><dd><code>").Text(report.KeyId).Raw("</code></dd></div>");
        page.Raw("<div><dt>Shows</dt><dd>").Text(report.Restricted ? "object ids: restricted, don't pass on" : "no values, no object ids").Raw("</dd></div>");
        page.Raw("</dl>\n</header>\n");
    }

    private static void WriteVerdict(HtmlPage page, Report report)
    {
        var unread = report.Coverage.Items.Count(i => i.State == ReadState.Unread);
        if (report.Coverage.Incomplete)
        {
            page.Raw("<div class=\"verdict incomplete\" role=\"status\"><strong>This result is incomplete.</strong> ");
            page.Text($"{(unread > 0 ? Wording.Count(unread, "thing") : "Something")} could not be read, and nothing can be said of what was not read. ");
            page.Raw("<a href=\"#coverage\">What was not read</a></div>\n");
        }
        else if (report.Findings.Count == 0)
        {
            page.Raw("<div class=\"verdict clean\" role=\"status\"><strong>No findings.</strong> Every object that was found was read.");
            page.Text(Wording.Reservations(report)).Raw("</div>\n");
        }
    }

    private static void WriteSummary(HtmlPage page, Report report)
    {
        page.Raw("<section aria-labelledby=\"summary-title\">\n<h2 id=\"summary-title\" class=\"unseen\">Summary</h2>\n<dl class=\"tiles\">\n");
        foreach (var severity in Wording.WorstFirst)
        {
            var count = report.Findings.Count(f => f.Severity == severity);
            Tile(page, count == 0 ? "none" : Wording.Name(severity), Wording.Number(count), Wording.Name(severity));
        }

        var open = report.Findings.Count(f => f.Exposure is { To: null });
        Tile(page, open == 0 ? "none" : "open", Wording.Number(open), "still exposed");
        Tile(page, "", Wording.Number(report.Findings.Count(f => f.Exposure is { To: not null })), "removed from branches");
        var counts = report.Coverage.Objects.Values;
        Tile(page, "", Wording.Number(counts.Sum(c => c.Read + c.Opaque)), $"of {Wording.Number(counts.Sum(c => c.Found))} objects read");
        page.Raw("</dl>\n</section>\n");
    }

    private static void Tile(HtmlPage page, string kind, string number, string label) =>
        page.Raw($"<div class=\"tile {kind}\"><dt>").Text(label).Raw("</dt><dd>").Text(number).Raw("</dd></div>\n");

    private static void WriteCoverage(HtmlPage page, Report report)
    {
        var coverage = report.Coverage;
        page.Raw("<section id=\"coverage\" aria-labelledby=\"coverage-title\">\n<h2 id=\"coverage-title\">");
        page.Text(coverage.Incomplete ? "What was not read" : "What was read").Raw("</h2>\n");
        WriteItems(page, coverage, ReadState.Unread, "Not read: nothing can be said of these");
        page.Raw("<div class=\"scroll\"><table class=\"counts\"><caption>Objects by type</caption><thead><tr><th scope=\"col\">Type</th><th scope=\"col\">Found</th><th scope=\"col\">Read</th><th scope=\"col\">Opaque</th><th scope=\"col\">Unread</th></tr></thead><tbody>\n");
        foreach (var (type, count) in Wording.Ordered(coverage))
        {
            page.Raw("<tr><th scope=\"row\">").Text(type).Raw("</th>");
            foreach (var number in (ReadOnlySpan<long>)[count.Found, count.Read, count.Opaque, count.Unread]) page.Raw($"<td>{Wording.Number(number)}</td>");
            page.Raw("</tr>\n");
        }

        page.Raw("</tbody></table></div>\n<p class=\"note\"><b>Opaque</b>: the bytes were read; the content (an image, a binary file) needs a person's eyes. <b>Unread</b>: missing, corrupt, encrypted or over a limit.</p>\n");
        WriteItems(page, coverage, ReadState.Opaque, "Need a person's eyes");
        page.Raw("</section>\n");
    }

    private static void WriteItems(HtmlPage page, Coverage coverage, ReadState state, string title)
    {
        var items = coverage.Items.Where(i => i.State == state).ToList();
        if (items.Count == 0) return;
        page.Raw(state == ReadState.Unread ? "<details open>" : "<details>").Raw("<summary>").Text($"{title} ({Wording.Number(items.Count)})").Raw("</summary>\n<ul class=\"items\">\n");
        foreach (var item in items.Take(ItemsShown))
        {
            var name = item.Path ?? (page.Restricted && item.Object is { } id ? $"object {id}" : "an object without a path");
            page.Raw("<li><code>").Text(name).Raw("</code> <span>").Text(item.Reason).Raw("</span></li>\n");
        }

        page.Raw("</ul>\n");
        if (items.Count > ItemsShown) page.Raw("<p class=\"note\">").Text($"and {Wording.Number(items.Count - ItemsShown)} more, which the JSON form lists.").Raw("</p>\n");
        page.Raw("</details>\n");
    }

    private static void WriteSuppressions(HtmlPage page, Suppressions suppressions)
    {
        if (suppressions is { Baseline: 0, Ignored: 0, Relaxed.Count: 0, Expired.Count: 0 }) return;
        page.Raw("<section aria-labelledby=\"left-out-title\">\n<h2 id=\"left-out-title\">Left out or relaxed</h2>\n<ul>\n");
        if (suppressions.Baseline > 0) page.Raw("<li>").Text($"{Wording.Count(suppressions.Baseline, "finding")} not shown: the baseline has them.").Raw("</li>\n");
        if (suppressions.Ignored > 0) page.Raw("<li>").Text($"{Wording.Count(suppressions.Ignored, "finding")} not shown: .reposanignore accepts them.").Raw("</li>\n");
        foreach (var relaxed in suppressions.Relaxed) page.Raw("<li>Relaxed by the repository: ").Text(relaxed).Raw("</li>\n");
        foreach (var expired in suppressions.Expired) page.Raw("<li>Acceptance has run out: ").Text(expired).Raw("</li>\n");
        page.Raw("</ul>\n</section>\n");
    }

    private static void WriteRules(HtmlPage page, Report report)
    {
        if (report.Rules.Count == 0) return;
        page.Raw("<section aria-labelledby=\"rules-title\">\n<h2 id=\"rules-title\">What the rules mean, and what to do</h2>\n");
        foreach (var rule in report.Rules)
        {
            page.Raw("<details class=\"rule\"><summary>").Text(rule.Title).Raw(" <code>").Text(rule.Id).Raw("</code></summary>\n<p>").Text(rule.Description);
            page.Raw("</p>\n<p><b>What to do:</b> ").Text(rule.Remedy).Raw("</p>\n<p class=\"note\">Source: ").Text(rule.Source).Raw("</p></details>\n");
        }

        page.Raw("</section>\n");
    }

    private static void WriteFooter(HtmlPage page, Report report)
    {
        page.Raw("<footer>\n<p>Made by reposan ").Text(report.ToolVersion).Raw(". Evidence is masked: this page holds no value that was found. ");
        page.Raw("A path or a date can still lead to one for as long as the repository holds it, so pass this page on with care.</p>\n</footer>\n");
    }
}
