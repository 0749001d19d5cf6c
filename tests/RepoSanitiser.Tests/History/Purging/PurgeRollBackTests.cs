using RepoSanitiser.Core;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>Going back never loses what was done since the purge.</summary>
public sealed class PurgeRollBackTests : PurgeTestBase
{
    [Theory]
    [InlineData("commit", "refs/heads/main")]
    [InlineData("branch", "refs/heads/later")]
    [InlineData("tag", "refs/tags/later")]
    [InlineData("deleted branch", "refs/heads/other")]
    [InlineData("detached head", "HEAD")]
    [InlineData("other branch", "HEAD")]
    [InlineData("stash", "stash@{0}")]
    [InlineData("linked work tree", "worktrees/study-later/HEAD")]
    public void Something_done_since_the_purge_is_a_refusal_that_names_it(string what, string named)
    {
        var (_, _, blob) = Leak();
        Study.Git.Run("branch", "other");
        Study.Write("more.txt", "stashed\n").Stash("before");
        Purger.Apply(Study.Path, Purger.Blobs(blob));
        Do(what);
        var state = State();

        var refused = Assert.Throws<ReposanException>(() => Purger.RollBack(Study.Path));

        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Equal(state, State());
        AssertGone(Study, blob);
    }

    [Fact]
    public void Changes_in_the_work_tree_since_the_purge_are_a_refusal()
    {
        var (_, _, blob) = Leak();
        Purger.Apply(Study.Path, Purger.Blobs(blob));
        Study.Stage("more.txt", "staged since\n"u8.ToArray());
        var refused = Assert.Throws<ReposanException>(() => Purger.RollBack(Study.Path));
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Equal("staged since", Study.Git.Run("show", ":more.txt"));
    }

    [Fact]
    public void Where_nothing_was_done_since_it_goes_back_with_all_its_stashes()
    {
        var (_, leaky, blob) = Leak();
        Study.Write("secret.txt", Secret + "older\n").Stash("older");
        Study.Write("more.txt", "newer\n").Stash("newer");
        Study.Git.Run("checkout", "-q", "--detach");
        Study.Worktree("linked");
        var before = State();
        Purger.Apply(Study.Path, Purger.Blobs(blob));
        Assert.NotEqual(before, State());

        Purger.RollBack(Study.Path);

        Assert.Equal(before, State());
        Assert.Equal(leaky, Study.Resolve("HEAD"));
        Assert.Equal("", Study.Git.Run("status", "--porcelain"));
    }

    private void Do(string what)
    {
        if (what == "commit") Study.Write("later.txt", "later\n").Commit("Later");
        else if (what == "branch") Study.Git.Run("branch", "later");
        else if (what == "tag") Study.Git.Run("tag", "later");
        else if (what == "deleted branch") Study.Git.Run("branch", "-D", "other");
        else if (what == "detached head") Study.Git.Run("checkout", "-q", "--detach");
        else if (what == "other branch") Study.Git.Run("checkout", "-q", "other");
        else if (what == "stash") Study.Write("more.txt", "later\n").Stash("later");
        else Study.Worktree("later");
    }

    private string State() => Study.Git.Run("for-each-ref") + Study.Git.Run("stash", "list", "--format=%H %gs") + File.ReadAllText(Path.Combine(Study.GitDir, "HEAD"));
}
