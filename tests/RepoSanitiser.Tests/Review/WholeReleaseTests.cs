using System.Security.Cryptography;
using System.Text;
using Microsoft.Playwright;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Release.Publishing;
using RepoSanitiser.Review.Serving;
using RepoSanitiser.TestKit.Releases;
using RepoSanitiser.Tests.Release.Publishing;

namespace RepoSanitiser.Tests.Review;

/// <summary>The whole way: an author asks, two reviewers decide in their browsers, and exactly that arrives in the study repository.</summary>
public sealed class WholeReleaseTests : IDisposable
{
    private const string Notes = "output/notes.txt";
    private const string Table = "output/table.csv";

    private readonly ReleaseRehearsal _rehearsal = new();

    private ReleasingStudy Study => _rehearsal.Study;

    public void Dispose() => _rehearsal.Dispose();

    [ReviewBrowserFact]
    public async Task From_a_request_over_the_pages_of_two_reviewers_to_the_published_branch()
    {
        Study.Write(Notes, "Rounded to 5.\n").Write(Table, ReleasingStudy.CleanTable).Commit();
        Assert.Empty(_rehearsal.Ask().Refused);
        var id = _rehearsal.Id!;
        await using var browser = await ReviewBrowser.Start();

        await At(Study.FirstKey, browser, page => Approve(page, "first", "is fixed and unseen"));
        Assert.Equal(RequestState.PartiallyReviewed, _rehearsal.Store.Status(id).State);
        Assert.Throws<ReposanException>(() => _rehearsal.Publish(id));
        Assert.Empty(Study.Released());

        await At(Study.SecondKey, browser, page => Approve(page, "second", "You: decided, open to all."));
        await At(Study.FirstKey, browser, async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Open my decision" }).ClickAsync();
            await Assertions.Expect(page.GetByText("Your decision is open.")).ToBeVisibleAsync();
            await Look(page, "both-are-in");
        });

        var outcome = _rehearsal.Publish(id);
        Assert.Equal(["released_outputs/" + Notes, "released_outputs/" + Table], outcome.Published.Order(StringComparer.Ordinal));
        var released = Study.Released();
        Assert.Equal("Rounded to 5.\n", Encoding.UTF8.GetString(released["released_outputs/" + Notes]));
        Assert.Equal(ReleasingStudy.CleanTable, Encoding.UTF8.GetString(released["released_outputs/" + Table]));
        Assert.Equal(4, released.Count);
        var branch = Assert.Single(LedgerCheck.Of(Repository.Open(Study.Remote), Trust.Load(Study.People.File)));
        Assert.Empty(branch.Problems);
        Assert.Equal(["first@study.invalid", "second@study.invalid"], branch.Entries.Single().Statement.Approvals.Select(a => a.By));

        await At(Study.SecondKey, browser, async page =>
        {
            await Assertions.Expect(page.GetByText("There is nothing to decide.").Or(page.GetByText("Your decision is open."))).ToBeVisibleAsync();
            await Look(page, "released");
        });
        Assert.Empty(browser.Wrong);
    }

    /// <summary>Opens a reviewer's own pages at the request.</summary>
    private async Task At(string key, ReviewBrowser browser, Func<IPage, Task> act)
    {
        using var stop = new CancellationTokenSource();
        using var site = ReviewSite.Start(new ReviewSiteOptions { Desk = _rehearsal.Desk(key), Random = RandomNumberGenerator.GetBytes, Say = static _ => { } });
        var serving = site.Serve(stop.Token);
        var page = await browser.Open(site.Address, new BrowserNewContextOptions { BypassCSP = true });
        await page.GetByRole(AriaRole.Link, new() { Name = _rehearsal.Id! }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "made-up", Level = 1 })).ToBeVisibleAsync();
        await act(page);
        await page.WaitForLoadStateAsync(LoadState.Load);
        await page.CloseAsync();
        await stop.CancelAsync();
        await serving;
    }

    private static async Task Approve(IPage page, string who, string afterwards)
    {
        await Look(page, $"{who}-request");
        await page.GetByRole(AriaRole.Link, new() { Name = "Decide " + Notes }).ClickAsync();
        foreach (var file in new[] { Notes, Table })
        {
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = file, Level = 1 })).ToBeVisibleAsync();
            await Look(page, $"{who}-{Path.GetFileName(file)}");
            await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        }

        await Assertions.Expect(page.GetByText("You have decided 2 of 2 files.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and fix my decision" }).ClickAsync();
        await Assertions.Expect(page.GetByText(afterwards)).ToBeVisibleAsync();
        await Look(page, $"{who}-fixed");
    }

    private static async Task Look(IPage page, string name)
    {
        await ReviewBrowser.Keep(page, "whole-" + name);
        Assert.Equal("", await ReviewBrowser.Barriers(page));
    }
}
