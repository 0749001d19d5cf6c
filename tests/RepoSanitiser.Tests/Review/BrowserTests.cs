using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Tests.Release.Approval;

namespace RepoSanitiser.Tests.Review;

public sealed class BrowserTests : IDisposable
{
    private const string Hostile = "<script>alert(1)</script><img src=http://elsewhere.invalid/x onerror=alert(2)>";
    private const string OverTheEdge = """
        () => document.scrollingElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('main *, header *, footer *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth && !e.parentElement.closest('.scroll')).map(e => e.outerHTML.slice(0, 80)).join('\n') || 'something'
        """;

    private readonly SomeRequest _some = new();

    public void Dispose() => _some.Dispose();

    [ReviewBrowserFact]
    public async Task A_request_is_reviewed_by_keys_alone_and_nothing_leaves_the_machine()
    {
        _some.Ask(("a.csv", "group,count\nmen,123\nwomen,3\n"), ("b.html", $"<table><tr><th>{Hostile}<tr><td>5</table>"), ("c.svg", $"<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'><rect width='40' height='40'/>{Hostile.Replace("x onerror=alert(2)>", "x'/>", StringComparison.Ordinal).Replace("src=", "src='", StringComparison.Ordinal)}</svg>"));
        await using var browser = await ReviewBrowser.Start();
        using (var site = new SomeSite(_some, _some.FirstKey))
        {
            var page = await browser.Open(site.Address);
            await page.GetByRole(AriaRole.Link, new() { Name = _some.Id }).ClickAsync();
            await page.WaitForURLAsync($"**/requests/{_some.Id}");
            await page.Keyboard.PressAsync("j");
            await page.WaitForURLAsync("**/file?path=a.csv");
            await page.Keyboard.PressAsync("n");
            Assert.Equal("at-1", await page.EvaluateAsync<string>("document.activeElement.id"));
            await ReviewBrowser.Keep(page, "finding");
            await page.Keyboard.PressAsync("m");
            await page.Keyboard.TypeAsync("a count of 3: redact row 3");
            await page.Keyboard.PressAsync("Escape");
            await page.Keyboard.PressAsync("c");
            await page.WaitForURLAsync("**/file?path=b.html");
            await page.Keyboard.PressAsync("a");
            await page.WaitForURLAsync("**/file?path=c.svg");
            Assert.True(await page.EvaluateAsync<bool>("document.querySelector('.picture').naturalWidth > 0"));
            await page.Keyboard.PressAsync("a");
            await page.WaitForURLAsync($"**/requests/{_some.Id}");
            Assert.Contains("You have decided 3 of 3 files.", await page.ContentAsync(), StringComparison.Ordinal);
            await ReviewBrowser.Keep(page, "request");
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign and fix my decision" }).ClickAsync();
            await Assertions.Expect(page.GetByText("is fixed and unseen")).ToBeVisibleAsync();
            await page.WaitForLoadStateAsync(LoadState.Load);
            await page.CloseAsync();
        }

        _some.Submit(_some.SecondKey);
        _some.Desk(_some.FirstKey).TryOpen(_some.Id);
        Assert.Equal([FileState.Conflict, FileState.Approved, FileState.Approved], _some.Status.Files.Select(f => f.State));
        Assert.Equal(["a count of 3: redact row 3"], _some.Status.Files[0].Decisions.Where(d => d.Verdict == Verdict.RequestChanges).Select(d => d.Comment));
        Assert.Empty(browser.Wrong);
    }

    [ReviewBrowserFact]
    public async Task Reading_and_deciding_need_no_script()
    {
        _some.Ask(("a.csv", "group,count\nmen,123\nwomen,30\n"));
        await using var browser = await ReviewBrowser.Start();
        using var site = new SomeSite(_some, _some.FirstKey);
        var page = await browser.Open(site.Address, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await page.GetByRole(AriaRole.Link, new() { Name = _some.Id }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Decide a.csv" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "count" }).ClickAsync();
        await Assertions.Expect(page.Locator("table.content tbody td").First).ToHaveTextAsync("women");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and fix my decision" }).ClickAsync();
        await Assertions.Expect(page.GetByText("is fixed and unseen")).ToBeVisibleAsync();
        Assert.Equal(RequestState.PartiallyReviewed, _some.Status.State);
        Assert.Empty(browser.Wrong);
    }

    [ReviewBrowserFact]
    public async Task Nobody_is_kept_out_and_nothing_runs_over_the_edge_of_a_telephone()
    {
        var wide = new StringBuilder("area,n1,n2,n3,n4,n5,n6,n7,n8,n9\n");
        for (var i = 0; i < 5000; i++) wide.Append(CultureInfo.InvariantCulture, $"area number {i},{i * 3},{i + 100},{i * 7},3,[REDACTED],{i},{i},{i},{i}\n");
        _some.Folder.Write("study/released_outputs/wide.csv", Encoding.UTF8.GetBytes(wide.ToString().Replace(",107,", ",108,", StringComparison.Ordinal)));
        _some.Ask(("wide.csv", wide.ToString()), ("a-path/with-a-very-long-name/that-does-not-fit-into-a-narrow-window/by_any_means_at_all.txt", new string('x', 400) + "\nplain words\n"));
        await using var browser = await ReviewBrowser.Start();
        foreach (var (width, scheme) in new[] { (1400, ColorScheme.Light), (390, ColorScheme.Light), (390, ColorScheme.Dark), (1400, ColorScheme.Dark) })
        {
            using var site = new SomeSite(_some, _some.FirstKey, _some.Folder.File("study"));
            var page = await browser.Open(site.Address, new BrowserNewContextOptions { BypassCSP = true, ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
            foreach (var (name, address) in new[] { ("requests", site.At("/")), ("request", site.At($"/requests/{_some.Id}")), ("table", site.File("wide.csv")), ("text", site.File(_some.Status.Files.Single(f => f.File.Path.EndsWith(".txt", StringComparison.Ordinal)).File.Path)), ("problem", site.At("/nowhere")) })
            {
                await page.GotoAsync(address.AbsoluteUri);
                await ReviewBrowser.Keep(page, $"{name}-{width}-{scheme}");
                Assert.Equal("", await ReviewBrowser.Barriers(page));
                Assert.Equal("", await page.EvaluateAsync<string>(OverTheEdge));
            }
        }
    }
}
