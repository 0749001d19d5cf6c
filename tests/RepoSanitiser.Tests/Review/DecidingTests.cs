using System.Net;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Tests.Release.Approval;

namespace RepoSanitiser.Tests.Review;

public sealed class DecidingTests : IDisposable
{
    private readonly SomeRequest _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Two_reviewers_decide_in_pages_and_neither_sees_the_other_before_both_are_in()
    {
        _some.Ask(("a.csv", "n\n10\n"), ("b.csv", "n\n20\n"));
        using var first = new SomeSite(_some, _some.FirstKey).Enter();
        Assert.Contains("Decide a.csv", first.Page($"/requests/{_some.Id}"), StringComparison.Ordinal);
        Assert.Contains("<h1>b.csv</h1>", first.Send("decide", ("path", "a.csv"), ("verdict", "approve")).Html, StringComparison.Ordinal);
        Assert.Contains("You have decided 2 of 2 files.", first.Send("decide", ("path", "b.csv"), ("verdict", "reject"), ("comment", "Row 2 gives a person away")).Html, StringComparison.Ordinal);
        Assert.Contains("is fixed and unseen", first.Send("submit", ("word", "")).Html, StringComparison.Ordinal);

        using var second = new SomeSite(_some, _some.SecondKey).Enter();
        foreach (var page in new[] { second.Page("/"), second.Page($"/requests/{_some.Id}"), second.FilePage("b.csv") }) Assert.DoesNotContain("gives a person away", page, StringComparison.Ordinal);
        second.Send("decide", ("path", "a.csv"), ("verdict", "approve"));
        second.Send("decide", ("path", "b.csv"), ("verdict", "approve"));
        Assert.Contains("open to all", second.Send("submit").Html, StringComparison.Ordinal);
        first.Send("open");

        Assert.Equal([FileState.Approved, FileState.Conflict], _some.Status.Files.Select(f => f.State));
        Assert.Contains("Row 2 gives a person away", second.FilePage("b.csv"), StringComparison.Ordinal);
        second.Send("resolve", ("path", "b.csv"), ("verdict", "reject"), ("comment", "I agree"));
        Assert.Equal(FileState.Rejected, _some.Status.Files[1].State);
    }

    [Fact]
    public void A_rejection_says_why_or_is_none()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        var (status, html) = site.Send("decide", ("path", "a.csv"), ("verdict", "reject"), ("comment", "  "));
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("Say in a comment", html, StringComparison.Ordinal);
        Assert.Empty(_some.Desk(_some.FirstKey).Draft(_some.Id).Files);
    }

    [Fact]
    public void The_author_reads_and_does_not_decide()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        using var site = new SomeSite(_some, _some.AuthorKey).Enter();
        Assert.Contains("You may not decide", site.FilePage("a.csv"), StringComparison.Ordinal);
        Assert.DoesNotContain("<form", site.FilePage("a.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_review_is_not_fixed()
    {
        _some.Ask(("a.csv", "n\n10\n"), ("b.csv", "n\n20\n"));
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        site.Send("decide", ("path", "a.csv"), ("verdict", "approve"));
        Assert.Equal(HttpStatusCode.Conflict, site.Send("submit").Status);
        Assert.Equal(RequestState.Submitted, _some.Status.State);
        Assert.Equal(HttpStatusCode.Conflict, site.Send("decide", ("path", "c.csv"), ("verdict", "approve")).Status);
        Assert.Equal(HttpStatusCode.Conflict, site.Send("decide", ("path", "a.csv"), ("verdict", "perhaps")).Status);
    }
}
