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

    [Fact]
    public void Symbolic_links_come_back_wherever_they_lead()
    {
        Study.Write("a", "hi\n");
        foreach (var (name, target) in ((string, string)[])[("link", "a"), ("dangling", "nowhere/at all"), ("folder/out", "/")])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Study.Path, name))!);
            File.CreateSymbolicLink(Path.Combine(Study.Path, name), target);
        }

        Study.Commit("Links");
        Purger.Apply(Study.Path, Purger.Paths("link", "dangling", "folder"));
        Assert.Null(new FileInfo(Path.Combine(Study.Path, "dangling")).LinkTarget);

        Purger.RollBack(Study.Path);

        Assert.Equal("", Study.Git.Run("status", "--porcelain"));
        Assert.Equal("nowhere/at all", new FileInfo(Path.Combine(Study.Path, "dangling")).LinkTarget);
    }

    [Fact]
    public void Files_that_got_another_name_have_their_old_one_alone_also_after_a_second_try()
    {
        var raw = new string[] { "ann-ZEBRA42.txt", "in/d-ZEBRA42/e.txt", "in/kept.txt" };
        foreach (var path in raw) Study.Write(path, "1\n");
        Study.Commit("Begin");
        var linked = Study.Worktree("linked");
        Study.Write("untracked-Q.txt", "u\n");
        var rules = RepoSanitiser.History.Purging.TextRules.Parse("ZEBRA42==>Q\n"u8, "rules");
        Purger.Apply(Study.Path, new() { Replacements = rules, TextPlaces = RepoSanitiser.History.Purging.TextPlaces.Paths, Threads = 2 });
        Assert.True(File.Exists(Path.Combine(linked.Path, "in/d-Q/e.txt")));
        var purged = RepoSanitiser.History.Purging.PurgeJournal.Read(Purger.Last!)!;

        Purger.RollBack(Study.Path);

        foreach (var tree in (RepoSanitiser.TestKit.Git.RepositoryBuilder[])[Study, linked])
        {
            Assert.False(Directory.Exists(Path.Combine(tree.Path, "in/d-Q")));
            Assert.Equal(tree == Study ? "?? untracked-Q.txt" : "", tree.Git.Run("status", "--porcelain"));
        }

        // As if it had been killed between the git directory and the files.
        File.WriteAllText(Path.Combine(Study.Path, "ann-Q.txt"), "1\n");
        (purged with { Renamed = [["ann-Q.txt"], []] }).Write(Purger.Last!);
        Purger.RollBack(Study.Path);
        Assert.Equal("?? untracked-Q.txt", Study.Git.Run("status", "--porcelain"));
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
