using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Tests.Release.Approval;

namespace RepoSanitiser.Tests.Review;

public sealed partial class FilePageTests : IDisposable
{
    private const string Hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u202e";
    private readonly SomeRequest _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void A_small_count_is_marked_in_its_cell_and_explained_beside_it()
    {
        _some.Ask(("a.csv", "group,count\nmen,123\nwomen,3\nothers,[REDACTED]\n"));
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        var html = site.FilePage("a.csv");
        Assert.Matches("<td class=\"number hit [a-z]+\">3<a class=\"flag\" id=\"at-[0-9]+\" href=\"#finding-[0-9]+\"", html);
        Assert.Contains("<td class=\"mark\">[REDACTED]", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"number\">123</td>", html, StringComparison.Ordinal);
        Assert.Matches("<li id=\"finding-1\" value=\"1\">.*show it", html);
        Assert.Contains("Counts by year", html, StringComparison.Ordinal);
        Assert.Contains("Rounded", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_file_and_its_author_write_stays_text()
    {
        _some.Ask(("a.csv", $"{Hostile},n\n\"{Hostile.Replace("\"", "\"\"", StringComparison.Ordinal)}\",12\n"), ("b.txt", Hostile + "\n"), ("c.html", $"<table><tr><th>x<td>1</table>{Hostile}"));
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        foreach (var page in new[] { site.FilePage("a.csv"), site.FilePage("a.csv", "&view=text"), site.FilePage("b.txt"), site.FilePage("c.html"), site.FilePage("c.html", "&view=text") })
        {
            Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
            Assert.DoesNotContain("\u202e", page, StringComparison.Ordinal);
        }

        Assert.Contains("alert(1)", site.FilePage("b.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_is_sorted_by_numbers_and_back_and_keeps_the_numbers_of_its_rows()
    {
        _some.Ask(("a.csv", "name,n\na,30\nb,200\nc,\nd,100\n"));
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        Assert.Equal("2 3 4 5", Rows(site.FilePage("a.csv")));
        Assert.Equal("2 5 3 4", Rows(site.FilePage("a.csv", "&view=table&sort=2&order=up")));
        Assert.Equal("3 5 2 4", Rows(site.FilePage("a.csv", "&view=table&sort=2&order=down")));
        Assert.Equal("2 3 4 5", Rows(site.FilePage("a.csv", "&view=table&sort=99&page=99&from=99&table=99")));
    }

    [Fact]
    public void Every_row_of_a_large_table_is_on_one_page_once_and_each_finding_leads_to_it()
    {
        var content = new StringBuilder("id,count\n");
        for (var i = 1; i <= 5000; i++) content.Append(CultureInfo.InvariantCulture, $"area {i},{(i == 4321 ? 2 : 1000 + (i * 7))}\n");
        _some.Ask(("a.csv", content.ToString()));
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        var seen = new List<string>();
        for (var page = 1; page <= 20; page++) seen.AddRange(Rows(site.FilePage("a.csv", $"&view=table&page={page}")).Split(' '));
        Assert.Equal(Enumerable.Range(2, 5000).Select(r => r.ToString(CultureInfo.InvariantCulture)), seen);

        var link = WebUtility.HtmlDecode(ShowIt().Match(site.FilePage("a.csv")).Groups[1].Value);
        Assert.Matches("<th scope=\"row\">4322</th><td>area 4321</td><td class=\"number hit [a-z]+\">2<a class=\"flag\"", site.Page(link));
        Assert.Contains($"id=\"{link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..]}\"", site.Page(link), StringComparison.Ordinal);
    }

    [Fact]
    public void What_changed_since_the_last_release_is_shown_beside_what_it_was()
    {
        _some.Folder.Write("study/released_outputs/a.csv", "area,count\nnorth,120\nsouth,340\neast,560\nwest,780\ncentre,910\n"u8.ToArray());
        _some.Ask(("a.csv", "area,count\nsouth,340\nnorth,123\neast,560\nwest,780\nislands,65\n"));
        using var site = new SomeSite(_some, _some.FirstKey, _some.Folder.File("study")).Enter();
        var html = site.FilePage("a.csv");
        Assert.Contains("Compared with the last release", html, StringComparison.Ordinal);
        Assert.Matches("class=\"number[^\"]*changed\"><del><span class=\"unseen\">was </span>120</del> <ins>123</ins>", html);
        Assert.Contains("1 cells changed, 1 rows and 0 columns are new, 1 rows and 0 columns are gone.", html, StringComparison.Ordinal);
        Assert.Matches("<tr class=\"new\"><th scope=\"row\">6</th><td>islands", html);
        Assert.Contains("differs from the same cell of the last release", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_revision_is_compared_with_the_one_before()
    {
        _some.Ask(("a.csv", "area,count\nnorth,120\n"), ("b.csv", "area,count\nnorth,120\n"));
        _some.Ask(("a.csv", "area,count\nnorth,125\n"), ("b.csv", "area,count\nnorth,120\n"));
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        Assert.Contains("<del><span class=\"unseen\">was </span>120</del>", site.FilePage("a.csv"), StringComparison.Ordinal);
        Assert.DoesNotContain("Compared with", site.FilePage("b.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_were_swapped_are_not_shown()
    {
        _some.Ask(("a.csv", "area,count\nnorth,120\n"));
        File.WriteAllText(_some.Request.PathOf("files/" + _some.Status.Files[0].File.Sha256), "area,count\nnorth,999\n");
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        using var answer = await site.Browser.GetAsync(site.File("a.csv"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.DoesNotContain("999", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Rows(string html) => string.Join(' ', RowNumber().Matches(html).Select(m => m.Groups[1].Value));

    [GeneratedRegex("<th scope=\"row\">([0-9]+)</th>")]
    private static partial Regex RowNumber();

    [GeneratedRegex("href=\"([^\"]*)\">show it")]
    private static partial Regex ShowIt();
}
