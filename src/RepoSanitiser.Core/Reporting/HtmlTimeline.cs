using System.Globalization;

namespace RepoSanitiser.Core.Reporting;

/// <summary>The picture of exposure: one bar a path, from the day a finding came in to the day the last one went, or to now.</summary>
internal static class HtmlTimeline
{
    private const int BarsShown = 60;
    private const int NamesFolded = 500;
    private const int MostTicks = 6;
    private const double LeastWidth = 0.8;

    private sealed record Bar(string Path, Severity Severity, int Findings, Exposure Exposure);

    /// <summary>Writes the section; nothing where no finding has a window of exposure.</summary>
    public static void Write(HtmlPage page, Report report)
    {
        var bars = Bars(report);
        if (bars.Count == 0) return;
        var from = bars.Min(b => b.Exposure.From);
        var now = bars.Max(b => b.Exposure.To ?? b.Exposure.From);
        if (report.Started > now) now = report.Started;
        var scale = new Scale(from, now);
        page.Raw("<section id=\"timeline\" aria-labelledby=\"timeline-title\">\n");
        page.Raw("<h2 id=\"timeline-title\">Exposure over time</h2>\n").Element("p class=\"note\"", Intro(bars));
        page.Raw("\n<div class=\"axis\" aria-hidden=\"true\"><svg width=\"100%\" height=\"18\">");
        foreach (var (at, label) in scale.Ticks) page.Raw($"<text x=\"{Percent(at)}\" y=\"13\">{label}</text>");
        page.Raw("</svg></div>\n<ol class=\"timeline\">\n");
        foreach (var bar in bars.Take(BarsShown)) Write(page, bar, scale, report.Started);
        page.Raw("</ol>\n");
        if (bars.Count > BarsShown) WriteFolded(page, bars, report.Started);
        page.Raw("</section>\n");
    }

    private static List<Bar> Bars(Report report) =>
        [.. report.Findings
            .Where(f => f.Exposure is not null)
            .GroupBy(Wording.SubjectWithoutIds, StringComparer.Ordinal)
            .Select(g => new Bar(
                g.Key,
                g.Max(f => f.Severity),
                g.Count(),
                new Exposure(
                    g.Min(f => f.Exposure!.From),
                    g.Any(f => f.Exposure!.To is null) ? null : g.Max(f => f.Exposure!.To))))
            .OrderByDescending(b => b.Severity)
            .ThenByDescending(b => b.Exposure.To is null)
            .ThenByDescending(b => Wording.Days(b.Exposure, report.Started))
            .ThenBy(b => b.Path, StringComparer.Ordinal)];

    private static string Intro(List<Bar> bars)
    {
        var open = bars.Count(b => b.Exposure.To is null);
        var intro = $"{Wording.Count(bars.Count, "place")}, {(open == 0 ? "none" : Wording.Number(open))} still exposed at the tip of a "
            + "branch or tag. A bar that runs to the right edge is still exposed.";
        return bars.Count > BarsShown ? $"{intro} The worst {BarsShown} are drawn." : intro;
    }

    private static void Write(HtmlPage page, Bar bar, Scale scale, DateTimeOffset now)
    {
        var start = scale.At(bar.Exposure.From);
        var end = bar.Exposure.To is { } to ? scale.At(to) : 1;
        var width = Math.Max(end - start, LeastWidth / 100);
        start = Math.Min(start, 1 - width);
        var open = bar.Exposure.To is null;
        var severity = Wording.Name(bar.Severity);
        var dates = Wording.Window(bar.Exposure, now);
        page.Raw($"<li class=\"{severity}{(open ? " open" : "")}\">").Element("a class=\"path\" href=\"#findings\"", bar.Path);
        page.Raw("<span class=\"count\">").Element($"span class=\"chip {severity}\"", severity);
        page.Text($" {Wording.Count(bar.Findings, "finding")}").Raw("</span>");
        page.Raw($"<svg class=\"bar\" width=\"100%\" height=\"16\" role=\"img\" aria-label=\"{dates}\">");
        foreach (var at in scale.Ticks.Select(t => Percent(t.At)))
        {
            page.Raw($"<line class=\"grid\" x1=\"{at}\" x2=\"{at}\" y1=\"0\" y2=\"16\"/>");
        }

        page.Raw($"<rect class=\"span\" x=\"{Percent(start)}\" y=\"3\" width=\"{Percent(width)}\" height=\"10\" rx=\"2\"/>");
        if (open) page.Raw("<rect class=\"edge\" x=\"99.5%\" y=\"0\" width=\"0.5%\" height=\"16\"/>");
        page.Raw("</svg>").Element("span class=\"dates\"", dates).Raw("</li>\n");
    }

    private static void WriteFolded(HtmlPage page, List<Bar> bars, DateTimeOffset now)
    {
        page.Raw("<details>").Element("summary", $"{Wording.Number(bars.Count - BarsShown)} more places").Raw("\n<ul class=\"items\">\n");
        foreach (var bar in bars.Skip(BarsShown).Take(NamesFolded))
        {
            var said = $"{Wording.Name(bar.Severity)}, {Wording.Count(bar.Findings, "finding")}, {Wording.Window(bar.Exposure, now)}";
            page.Raw("<li>").Element("code", bar.Path).Raw(" ").Element("span", said).Raw("</li>\n");
        }

        page.Raw("</ul>\n");
        var rest = bars.Count - BarsShown - NamesFolded;
        if (rest > 0) page.Element("p class=\"note\"", $"and {Wording.Number(rest)} more, which the list of findings has.");
        page.Raw("</details>\n");
    }

    private static string Percent(double fraction) => (fraction * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>Where an instant lies between the first exposure (0) and now (1), and the dates to write along the way.</summary>
    private sealed class Scale(DateTimeOffset from, DateTimeOffset until)
    {
        private static readonly (int Months, int Days)[] Steps =
            [(0, 1), (0, 2), (0, 7), (0, 14), (1, 0), (3, 0), (6, 0), (12, 0), (24, 0), (60, 0), (120, 0), (240, 0)];

        public double At(DateTimeOffset instant) =>
            until <= from ? 0 : Math.Clamp((instant - from) / (until - from), 0, 1);

        public IReadOnlyList<(double At, string Label)> Ticks { get; } = FirstThatFits(from.UtcDateTime, until.UtcDateTime);

        private static List<(double At, string Label)> FirstThatFits(DateTime from, DateTime until)
        {
            List<(double At, string Label)> ticks = [];
            foreach (var (months, days) in Steps)
            {
                ticks = Along(from, until, months, days);
                if (ticks.Count <= MostTicks) break;
            }

            return ticks;
        }

        private static List<(double At, string Label)> Along(DateTime from, DateTime until, int months, int days)
        {
            var form = months >= 12 ? "yyyy" : months > 0 ? "yyyy-MM" : "yyyy-MM-dd";
            var at = months > 0 ? new DateTime(from.Year, 1, 1) : from.Date;
            var ticks = new List<(double, string)>();
            while (at <= until && ticks.Count <= MostTicks)
            {
                if (at >= from) ticks.Add(((at - from) / (until - from), at.ToString(form, CultureInfo.InvariantCulture)));
                if (at.Year > 9000) break;
                at = months > 0 ? at.AddMonths(months) : at.AddDays(days);
            }

            return ticks;
        }
    }
}
