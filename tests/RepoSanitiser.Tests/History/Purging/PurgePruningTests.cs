namespace RepoSanitiser.Tests.History.Purging;

/// <summary>Which commits go. Where git-filter-repo gets it wrong, what is expected is written by hand.</summary>
public sealed class PurgePruningTests : PurgeTestBase
{
    [Fact]
    public void Files_of_the_second_parent_stay_where_the_first_side_was_nothing_but_the_secret_and_the_merge_adds_its_own()
    {
        // git-filter-repo since 2.47 loses good.txt here, in the merge and in all that follows.
        Study.Write("base", "b\n").Commit("Base");
        Study.Branch("side").Write("good.txt", "good\n").Commit("Good");
        Study.Switch("main").Write("secret.txt", Secret).Commit("Secret");
        Study.EvilMerge("side", "new.txt", "new\n"u8.ToArray());
        Study.Write("after", "a\n").Commit("After");

        Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        Assert.Equal(["base", "good.txt", "new.txt"], Study.Git.Lines("ls-tree", "--name-only", "main~1"));
        Assert.Equal(["after", "base", "good.txt", "new.txt"], Study.Git.Lines("ls-tree", "--name-only", "main"));
        Assert.Equal("good", Study.Git.Run("show", "main:good.txt"));
    }

    [Fact]
    public void A_merge_that_kept_nothing_of_a_side_keeps_nothing_of_it_when_the_other_side_goes()
    {
        // git-filter-repo's issue 174 in Debian's version: what -s ours left out comes back.
        Study.Write("secret.txt", Secret).Commit("Secret");
        Study.Orphan("side").Write("left-out.txt", "l\n").Commit("Side");
        Study.Switch("main");
        Study.Git.Run("merge", "-q", "-s", "ours", "--allow-unrelated-histories", "-m", "Keep ours", "side");
        Study.Write("after", "a\n").Commit("After");

        Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        Assert.Equal(["after"], Study.Git.Lines("ls-tree", "--name-only", "main"));
        Assert.Equal("", Study.Git.Run("ls-tree", "--name-only", "main~1"));
        Assert.Equal(["left-out.txt"], Study.Git.Lines("ls-tree", "--name-only", "main~2"));
    }

    [Fact]
    public void A_merge_goes_whose_first_side_was_nothing_but_the_secret_and_whose_other_side_brings_a_submodule()
    {
        // git-filter-repo keeps the merge, though it changes nothing any more: it takes every entry for a blob when it compares.
        Study.Write("base", "b\n").Commit("Base");
        Study.Branch("side");
        Study.Git.Run("update-index", "--add", "--cacheinfo", "160000,4444444444444444444444444444444444444444,sub");
        Study.Git.Run("commit", "-q", "-m", "Submodule");
        Study.Switch("main").Write("secret.txt", Secret).Commit("Secret");
        Study.Git.Run("merge", "-q", "--no-edit", "side");

        Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        Assert.Equal(["Submodule", "Base"], Study.Git.Lines("log", "--format=%s", "main"));
        Assert.Equal(["base", "sub"], Study.Git.Lines("ls-tree", "--name-only", "main"));
    }

    [Fact]
    public void A_commit_of_nothing_but_the_secret_goes_and_one_that_was_empty_before_stays()
    {
        Study.Write("a", "1\n").Commit("Begin");
        Study.Commit("Empty on purpose");
        Study.Write("secret.txt", Secret).Commit("Secret");
        Study.Write("a", "2\n").Commit("On");

        var plan = Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        Assert.Equal(["On", "Empty on purpose", "Begin"], Study.Git.Lines("log", "--format=%s"));
        Assert.Single(plan.Outcome.Commits, c => c.New is null);
    }

    [Fact]
    public void With_keep_empty_every_commit_stays()
    {
        Study.Write("a", "1\n").Commit("Begin");
        Study.Branch("side").Write("secret.txt", Secret).Commit("Secret");
        Study.Switch("main");
        Study.Merge("side");

        Purger.Apply(Study.Path, Purger.Paths("secret.txt") with { KeepEmpty = true });

        Assert.Equal(3, Study.Git.Lines("log", "--format=%s", "main").Length);
        Assert.Equal(2, Study.Git.Run("log", "-1", "--format=%P", "main").Split(' ').Length);
    }

    [Fact]
    public void A_merge_of_a_side_that_vanished_goes_and_one_made_on_purpose_stays()
    {
        Study.Write("a", "1\n").Commit("Begin");
        Study.Branch("secret-side").Write("secret.txt", Secret).Commit("Secret");
        Study.Switch("main");
        Study.Merge("secret-side");
        Study.Branch("side").Write("b", "1\n").Commit("Side");
        Study.Switch("main");
        Study.Merge("side");

        Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        Assert.Equal(["Merge side", "Side", "Begin"], Study.Git.Lines("log", "--format=%s", "--topo-order", "main"));
    }

    [Fact]
    public void A_merge_that_turns_out_to_be_one_of_its_sides_goes_also_where_a_name_has_a_blank()
    {
        // git-filter-repo keeps it: it takes the name for two words when it asks whether the merge changes anything.
        Study.Write("a", "1\n").Commit("Begin");
        Study.Branch("side").Write("with a blank.txt", "b\n").Commit("Side");
        Study.Switch("main").Write("secret.txt", Secret).Commit("Secret");
        Study.Merge("side");
        Study.Write("a", "2\n").Commit("On");

        Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        Assert.Equal(["On", "Side", "Begin"], Study.Git.Lines("log", "--format=%s", "main"));
    }

    [Fact]
    public void An_octopus_of_which_one_arm_vanishes_keeps_the_others()
    {
        Study.Write("a", "1\n").Commit("Begin");
        foreach (var (branch, file) in (ReadOnlySpan<(string, string)>)[("one", "1"), ("two", "2"), ("bad", "secret.txt")])
            Study.Branch(branch, "main").Write(file, Secret + branch).Commit(branch);
        Study.Switch("main").Write("own", "o\n").Commit("Own");
        Study.Merge("one", "two", "bad");

        Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        Assert.Equal(3, Study.Git.Run("log", "-1", "--format=%P", "main").Split(' ').Length);
        Assert.Equal(["1", "2", "a", "own"], Study.Git.Lines("ls-tree", "--name-only", "main"));
    }

    [Fact]
    public void A_branch_of_nothing_but_the_secret_goes_and_HEAD_waits_for_it_to_be_born_again()
    {
        Study.Write("secret.txt", Secret).Commit("Secret");
        var blob = Study.Resolve("HEAD:secret.txt");

        var plan = Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        Assert.Contains(plan.Outcome.Refs, r => r is { Name: "refs/heads/main", New: null });
        AssertGone(Study, blob);
        Assert.Equal("refs/heads/main", Study.Git.Run("symbolic-ref", "HEAD"));
        Assert.False(File.Exists(Path.Combine(Study.Path, "secret.txt")));
        Assert.Equal("", Study.Git.Run("ls-files"));
    }

    [Fact]
    public void Unaffected_history_keeps_its_ids_its_tags_and_its_signatures()
    {
        var (clean, _, blob) = Leak();
        Study.Branch("old", clean);
        var other = Study.Write("x", "x\n").Commit("Elsewhere");
        var tag = Study.AnnotatedTag("v1", "One", clean);

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob));

        Assert.Equal(other, Study.Resolve("old"));
        Assert.Equal(tag, Study.Resolve("refs/tags/v1"));
        Assert.Equal("refs/heads/main", Assert.Single(plan.Outcome.Refs).Name);
        Assert.Single(plan.Outcome.Commits);
        Assert.True(plan.Outcome.Commits[0].IsFirst);
    }

    [Fact]
    public void Nothing_selected_means_nothing_done()
    {
        Leak();
        var state = Study.Git.Run("for-each-ref");
        var plan = Purger.Apply(Study.Path, Purger.Paths("not-there"));
        Assert.False(plan.ChangesAnything);
        Assert.Equal(state, Study.Git.Run("for-each-ref"));
        Assert.NotEmpty(Study.Git.Run("reflog"));
    }

    [Fact]
    public void A_dry_run_makes_the_same_plan_and_writes_nothing()
    {
        var (_, _, blob) = Leak();
        Study.AnnotatedTag("v1", "One");
        Study.Note("a note");
        var before = Listing();
        var dry = Purger.Plan(Study.Path, Purger.Blobs(blob));
        Assert.Equal(before, Listing());
        var real = Purger.Apply(Study.Path, Purger.Blobs(blob));
        Assert.Equal(dry.Outcome.Refs, real.Outcome.Refs);
        Assert.Equal(dry.Outcome.Commits, real.Outcome.Commits);
    }

    private string[] Listing() => [.. Directory.EnumerateFiles(Study.GitDir, "*", SearchOption.AllDirectories)
        .Select(f => $"{f} {new FileInfo(f).Length} {File.GetLastWriteTimeUtc(f).Ticks}").Order(StringComparer.Ordinal)];
}
