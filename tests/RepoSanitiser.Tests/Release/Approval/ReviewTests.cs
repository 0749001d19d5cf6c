using RepoSanitiser.Core;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Tests.Release.Approval;

public sealed class ReviewTests : IDisposable
{
    private readonly SomeRequest _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Two_reviewers_approve_and_neither_sees_the_other_before_both_are_in()
    {
        _some.Ask(("a.csv", "n\n10\n"), ("b/c.csv", "n\n20\n"));
        Assert.Equal(RequestState.Submitted, _some.Status.State);

        Assert.False(_some.Submit(_some.FirstKey));
        Assert.Equal(RequestState.PartiallyReviewed, _some.Status.State);
        Assert.DoesNotContain(_some.Request.Names(), n => File.ReadAllText(_some.Request.PathOf(n)).Contains("because", StringComparison.Ordinal));

        Assert.True(_some.Submit(_some.SecondKey));
        Assert.Equal(RequestState.Sealed, _some.Status.State);
        Assert.True(_some.Desk(_some.FirstKey).TryOpen(_some.Id));

        var status = _some.Status;
        Assert.Empty(status.Problems);
        Assert.Equal(RequestState.Approved, status.State);
        Assert.All(status.Files, f => Assert.True(f.MayLeave));
        Assert.All(status.Files, f => Assert.Equal(["first@study.invalid", "second@study.invalid"], f.Approvals.Select(a => a.By).Order()));
    }

    [Fact]
    public void A_changed_file_loses_its_approvals_and_the_others_keep_theirs()
    {
        _some.Ask(("a.csv", "n\n10\n"), ("b.csv", "n\n20\n"));
        ApproveAll();
        _some.Ask(("a.csv", "n\n10\n"), ("b.csv", "n\n21\n"));

        var status = _some.Status;
        Assert.Equal(FileState.Approved, status.Files.Single(f => f.File.Path == "a.csv").State);
        Assert.Equal(FileState.Pending, status.Files.Single(f => f.File.Path == "b.csv").State);
        Assert.Equal(["b.csv"], status.ToDecide.Select(f => f.Path));
    }

    [Fact]
    public void Nobody_reviews_what_they_wrote_under_whatever_name()
    {
        _some.Ask(_some.AuthorKey, ["Second@Elsewhere.invalid"], ("a.csv", "n\n10\n"));
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => _some.Submit(_some.AuthorKey)).Code);
        Assert.Contains("author", Assert.Throws<ReposanException>(() => _some.Submit(_some.SecondKey)).Message, StringComparison.Ordinal);
        Assert.Contains("may not", Assert.Throws<ReposanException>(() => _some.Submit(_some.PublisherKey)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_disagrees_resolves_it_in_the_open()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        _some.Submit(_some.FirstKey);
        _some.Submit(_some.SecondKey, Verdict.Reject);
        _some.Desk(_some.FirstKey).TryOpen(_some.Id);
        Assert.Equal(RequestState.Conflict, _some.Status.State);
        Assert.False(_some.Status.Files[0].MayLeave);

        _some.Desk(_some.SecondKey).Resolve(_some.Id, [("a.csv", Verdict.Approve, "convinced")]);
        Assert.True(_some.Status.Files[0].MayLeave);
    }

    [Fact]
    public void A_third_reviewer_decides_a_conflict()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        _some.Submit(_some.FirstKey);
        _some.Submit(_some.SecondKey, Verdict.RequestChanges);
        _some.Desk(_some.FirstKey).TryOpen(_some.Id);

        _some.Desk(_some.ThirdKey).Resolve(_some.Id, [("a.csv", Verdict.Approve, "fine")]);
        var file = _some.Status.Files[0];
        Assert.True(file.MayLeave);
        Assert.Equal(["first@study.invalid", "third@study.invalid"], file.Approvals.Select(a => a.By).Order());
    }

    [Fact]
    public void An_approval_that_is_taken_back_stops_the_file()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        ApproveAll();
        _some.Desk(_some.ThirdKey).Resolve(_some.Id, [("a.csv", Verdict.Reject, "a small count")]);
        Assert.Equal(FileState.Conflict, _some.Status.Files[0].State);
    }

    [Fact]
    public void One_reviewer_alone_approves_nothing_and_cannot_vote_twice()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        _some.Submit(_some.FirstKey);
        Assert.Contains("fixed", Assert.Throws<ReposanException>(() => _some.Submit(_some.FirstKey)).Message, StringComparison.Ordinal);
        Assert.False(_some.Desk(_some.FirstKey).TryOpen(_some.Id));
        Assert.False(_some.Status.Files[0].MayLeave);
    }

    [Fact]
    public void Who_comes_late_does_not_count_as_independent()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        ApproveAll();
        Assert.Throws<ReposanException>(() => _some.Submit(_some.ThirdKey));
    }

    [Theory]
    [InlineData("opening-001-", "\"approve\"", "\"reject\"")]
    [InlineData("commitment-001-", "first@study.invalid", "third@study.invalid")]
    [InlineData("opening-001-", "because", "becausf")]
    public void A_document_that_was_changed_counts_for_nothing_and_is_said(string name, string from, string to)
    {
        _some.Ask(("a.csv", "n\n10\n"));
        ApproveAll();
        var path = Directory.GetFiles(_some.Request.FullPath, name + RequestFolder.TagOf("first@study.invalid") + "*").Single();
        var text = File.ReadAllText(path);
        var changed = text.Replace(from, to, StringComparison.OrdinalIgnoreCase);
        if (changed == text) changed = text.Replace("2027", "2028", StringComparison.Ordinal);
        File.WriteAllText(path, changed);

        var status = _some.Status;
        Assert.NotEmpty(status.Problems);
        Assert.False(status.Files[0].MayLeave);
    }

    [Fact]
    public void A_decision_of_another_request_does_not_count_here()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        _some.Submit(_some.FirstKey);
        using var other = new SomeRequest();
        foreach (var name in _some.Request.Names().Where(n => n.StartsWith("commitment", StringComparison.Ordinal)))
            File.Copy(_some.Request.PathOf(name), other.Request.PathOf(name));
        other.Ask(("a.csv", "n\n10\n"));
        Assert.NotEmpty(other.Status.Problems);
        Assert.Empty(other.Status.Reviewers);
    }

    [Fact]
    public void A_request_by_nobody_known_is_refused()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        var path = _some.Request.PathOf(RequestFolder.NameOf("request", 1));
        File.WriteAllText(path, File.ReadAllText(path).Replace("author@", "publisher@", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => _some.Status).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nobody_decides_about_bytes_that_are_gone_or_others(bool isGone)
    {
        _some.Ask(("a.csv", "n\n10\n"));
        _some.Desk(_some.FirstKey).Decide(_some.Id, "a.csv", Verdict.Approve, "");
        var bytes = Directory.GetFiles(_some.Request.PathOf("files")).Single();
        var before = File.ReadAllText(bytes);
        if (isGone) File.Delete(bytes);
        else File.WriteAllText(bytes, "n\n3\n");

        foreach (var act in new Action[] { () => _some.Desk(_some.FirstKey).Submit(_some.Id), () => _some.Submit(_some.SecondKey) })
        {
            var refused = Assert.Throws<ReposanException>(act);
            Assert.Equal(ExitCode.Refused, refused.Code);
            Assert.Contains("'a.csv'", refused.Message, StringComparison.Ordinal);
            Assert.Contains("--id", refused.Message, StringComparison.Ordinal);
        }

        Assert.Contains("'a.csv'", Assert.Single(_some.Store.Examine(_some.Id).Problems), StringComparison.Ordinal);
        Assert.Equal(RequestState.Submitted, _some.Status.State);
        File.WriteAllText(bytes, before);
        ApproveAll();
        File.Delete(bytes);
        _some.Desk(_some.ThirdKey).Resolve(_some.Id, [("a.csv", Verdict.Reject, "a small count")]);
        Assert.Throws<ReposanException>(() => _some.Desk(_some.ThirdKey).Resolve(_some.Id, [("a.csv", Verdict.Approve, "")]));
        Assert.Equal(FileState.Conflict, _some.Status.Files[0].State);
    }

    [Fact]
    public void What_is_sent_back_says_why()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        foreach (var verdict in new[] { Verdict.Reject, Verdict.RequestChanges })
            Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => _some.Desk(_some.FirstKey).Decide(_some.Id, "a.csv", verdict, " ")).Code);
        ApproveAll();
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => _some.Desk(_some.ThirdKey).Resolve(_some.Id, [("a.csv", Verdict.Reject, "")])).Code);
    }

    private void ApproveAll()
    {
        _some.Submit(_some.FirstKey);
        _some.Submit(_some.SecondKey);
        _some.Desk(_some.FirstKey).TryOpen(_some.Id);
    }
}
