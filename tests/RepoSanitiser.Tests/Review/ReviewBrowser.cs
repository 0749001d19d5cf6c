using Microsoft.Playwright;
using RepoSanitiser.TestKit;
using RepoSanitiser.Tests.Core.Reporting;

namespace RepoSanitiser.Tests.Review;

/// <summary>Skipped, with the reason, where there is no Chromium, or axe-core is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReviewBrowserFactAttribute : FactAttribute
{
    public ReviewBrowserFactAttribute()
    {
        if (!File.Exists(Browser.Path)) Skip = "needs Chromium (Debian: chromium)";
        else if (!File.Exists(ReviewBrowser.Axe)) Skip = "needs axe-core (npm, by scripts/setup)";
    }
}

/// <summary>A real browser, which notes what a page asks of others and what goes wrong in it.</summary>
internal sealed class ReviewBrowser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private ReviewBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static string Axe => Path.Combine(SourceTree.Root, "tests/RepoSanitiser.TestKit/npm/node_modules/axe-core/axe.min.js");

    /// <summary>What went wrong in pages, and addresses elsewhere that they asked for.</summary>
    public List<string> Wrong { get; } = [];

    public static async Task<ReviewBrowser> Start()
    {
        var playwright = await Playwright.CreateAsync();
        return new ReviewBrowser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Browser.Path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }));
    }

    public async Task<IPage> Open(Uri address, BrowserNewContextOptions? options = null)
    {
        var context = await _browser.NewContextAsync(options ?? new BrowserNewContextOptions());
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Wrong.Add(message.Text);
        };
        page.PageError += (_, error) => Wrong.Add(error);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != address.Authority) Wrong.Add($"asked for {request.Url}");
        };
        page.Dialog += (_, dialog) => Wrong.Add($"dialog {dialog.Message}");
        await page.GotoAsync(address.AbsoluteUri);
        return page;
    }

    /// <summary>What axe-core finds serious or critical on a page.</summary>
    public static async Task<string> Barriers(IPage page)
    {
        await page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Axe });
        return await page.EvaluateAsync<string>(
            "async () => (await axe.run()).violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | ')).join('\\n')");
    }

    /// <summary>Keeps a picture of a page for whoever wants to look at it: in the folder that REPOSAN_SCREENSHOTS names.</summary>
    public static async Task Keep(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("REPOSAN_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
