using System.Globalization;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Review.Files;

namespace RepoSanitiser.Review.Pages;

/// <summary>A page of the lines of a file, as they are, with those marked that a finding is about.</summary>
internal sealed class TextView(ReviewedFile file, int shown, string address, IReadOnlyDictionary<RuleHit, int> numbers)
{
    private const int LinesOnPage = 1000;
    private const int LongestLine = 5000;

    private int Pages => Math.Max(1, (file.Lines.Count + LinesOnPage - 1) / LinesOnPage);

    /// <summary>The page that a line is on. Both from 1.</summary>
    public static int PageOf(int line) => ((line - 1) / LinesOnPage) + 1;

    /// <summary>Writes it.</summary>
    public void Write(HtmlPage page)
    {
        var first = (Math.Clamp(shown, 1, Pages) - 1) * LinesOnPage;
        var hits = numbers.Where(h => h.Key.Location is { Line: not null, Member: null }).ToLookup(h => h.Key.Location.Line!.Value);
        Pager(page, first);
        page.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"The text\"><ol class=\"lines\">");
        for (var at = first; at < Math.Min(file.Lines.Count, first + LinesOnPage); at++)
        {
            var here = hits[at + 1].ToList();
            page.Raw(string.Create(CultureInfo.InvariantCulture, $"<li value=\"{at + 1}\"{(here.Count > 0 ? $" class=\"hit {Words.Of(here.Max(h => h.Key.Severity))}\"" : "")}><code>"));
            var line = file.Lines[at];
            page.Text(line.Length <= LongestLine ? line : line[..LongestLine] + $" … ({Words.Number(line.Length - LongestLine)} more characters: take the bytes)").Raw("</code>");
            foreach (var (_, number) in here) page.Raw(string.Create(CultureInfo.InvariantCulture, $"<a class=\"flag\" id=\"at-{number}\" href=\"#finding-{number}\" aria-label=\"Finding {number}\">{number}</a>"));
            page.Raw("</li>");
        }

        page.Raw("</ol></div>");
        Pager(page, first);
    }

    private void Pager(HtmlPage page, int first)
    {
        if (Pages == 1) return;
        var at = (first / LinesOnPage) + 1;
        page.Raw("<nav class=\"pager\" aria-label=\"Parts of the text\">");
        if (at > 1) page.Raw($"<a href=\"{Addresses.Text(address, at - 1)}\">◂ lines before</a>");
        page.Element("span", $"lines {Words.Number(first + 1)} to {Words.Number(Math.Min(file.Lines.Count, first + LinesOnPage))} of {Words.Number(file.Lines.Count)}");
        if (at < Pages) page.Raw($"<a href=\"{Addresses.Text(address, at + 1)}\">lines after ▸</a>");
        page.Raw("</nav>");
    }
}
