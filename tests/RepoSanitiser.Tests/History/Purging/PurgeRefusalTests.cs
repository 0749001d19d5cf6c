using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.History.Purging;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>What can't be purged from here is refused with the way out, before anything is written.</summary>
public sealed class PurgeRefusalTests : PurgeTestBase
{
    [Fact]
    public void Objects_borrowed_from_another_repository()
    {
        Leak();
        var borrower = RepositoryBuilder.Create(Folder, "borrower").Alternate(Study);
        borrower.Git.Run("update-ref", "refs/heads/main", Study.Head);
        Refused(borrower, "git repack -a -d");
    }

    [Fact]
    public void A_shallow_clone()
    {
        Leak();
        Refused(Study.Shallow("shallow", 1), "--unshallow");
    }

    [Fact]
    public void A_clone_that_has_only_promises_of_blobs()
    {
        var blob = Leak().Blob;
        var partial = Study.Partial("partial");
        Refused(partial, "missing");
        var refused = Assert.Throws<ReposanException>(() => Purger.Plan(partial.Path, Purger.Blobs(blob)));
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains("git clone --mirror", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grafts()
    {
        var (clean, leaky, _) = Leak();
        Folder.Write("study/.git/info/grafts", System.Text.Encoding.ASCII.GetBytes($"{leaky} {clean}\n"));
        Refused(Study, "info/grafts");
    }

    [Theory]
    [InlineData("change")]
    [InlineData("stage")]
    [InlineData("delete")]
    public void A_work_tree_with_changes(string what)
    {
        Leak();
        if (what == "change") Study.Write("more.txt", "changed\n");
        else if (what == "stage") Study.Stage("added.txt", "added\n"u8.ToArray());
        else Study.Delete("more.txt");
        Refused(Study, "commit, stash or discard");
    }

    [Fact]
    public void A_linked_work_tree_with_changes()
    {
        Leak();
        Study.Worktree("linked").Write("more.txt", "changed\n");
        Refused(Study, "A linked work tree has changes");
    }

    [Theory]
    [InlineData("MERGE_HEAD")]
    [InlineData("CHERRY_PICK_HEAD")]
    [InlineData("rebase-merge/done")]
    [InlineData("BISECT_LOG")]
    public void Something_that_is_under_way(string file)
    {
        Leak();
        Folder.Write("study/.git/" + file, "x\n"u8.ToArray());
        Refused(Study, "in the middle of");
    }

    [Theory]
    [InlineData("index.lock", "/study/.git/index.lock")]
    [InlineData("packed-refs.lock", "/study/.git/packed-refs.lock")]
    [InlineData("config.lock", "/study/.git/config.lock")]
    [InlineData("refs/heads/about-ann.lock", "/study/.git/refs/**/*.lock")]
    public void A_lock_that_another_git_holds(string file, string named)
    {
        Leak();
        Folder.Write("study/.git/" + file, []);
        Refused(Study, named);
    }

    [Fact]
    public void A_lock_in_a_linked_work_tree()
    {
        Leak();
        Study.Worktree("linked");
        var own = Directory.GetDirectories(Path.Combine(Study.GitDir, "worktrees")).Single();
        File.WriteAllText(Path.Combine(own, "index.lock"), "");
        Refused(Study, own + "/index.lock");
    }

    [Fact]
    public void A_ref_that_names_nothing()
    {
        Leak();
        Folder.Write("study/.git/refs/heads/broken", "not an id\n"u8.ToArray());
        Refused(Study, "broken");
    }

    [Fact]
    public void A_missing_tree()
    {
        Leak();
        File.Delete(Study.LooseFile(Study.Resolve("HEAD~1^{tree}")));
        Refused(Study, "missing");
    }

    [Fact]
    public void A_ref_that_moves_between_plan_and_deed()
    {
        var (clean, _, blob) = Leak();
        var repository = Repository.Open(Study.Path);
        var purger = Purger;
        var refused = Assert.Throws<ReposanException>(() => purger.Apply(Study.Path, Purger.Blobs(blob), _ =>
        {
            Study.Git.Run("update-ref", "refs/heads/main", clean);
            return true;
        }));
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains("moved since the plan", refused.Message);
        Assert.Equal(clean, Study.Resolve("main"));
        AssertThere(Study, blob);
        Assert.Equal(PurgePhase.RolledBack, PurgeJournal.Read(purger.Last!)!.Phase);
        Assert.Empty(Directory.GetFiles(Path.Combine(repository.CommonDirectory, "objects", "pack"), "*.keep"));
    }

    [Fact]
    public void Files_to_be_kept_that_are_among_those_to_be_purged()
    {
        var (_, _, blob) = Leak();
        var refused = Assert.Throws<ReposanException>(() => Purger.Apply(Study.Path, Purger.Blobs(blob) with { KeepAt = "main" }));
        Assert.Equal(ExitCode.Refused, refused.Code);
    }

    [Fact]
    public void An_id_that_is_none_of_a_blob_here()
    {
        var (_, leaky, _) = Leak();
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Purger.Plan(Study.Path, Purger.Blobs(leaky))).Code);
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Purger.Plan(Study.Path, Purger.Blobs(new string('1', 40)))).Code);
    }

    [Fact]
    public void A_filter_that_the_repository_configures_never_runs()
    {
        var (_, _, blob) = Leak();
        var witness = Folder.File("witness");
        Study.Git.Run("config", "filter.trap.clean", $"touch {witness}; cat");
        Study.Git.Run("config", "filter.trap.smudge", $"touch {witness}; cat");
        Study.Git.Run("config", "filter.trap.required", "true");
        Folder.Write("study/.git/info/attributes", "* filter=trap\n"u8.ToArray());
        File.SetLastWriteTimeUtc(Path.Combine(Study.Path, "more.txt"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Purger.Apply(Study.Path, Purger.Blobs(blob));

        Assert.False(File.Exists(witness));
        AssertGone(Study, blob);
    }

    [FactWhere(Tool.Git, "2.45")]
    public void Stashes_in_a_reftable()
    {
        var study = RepositoryBuilder.Create(Folder, "table", new RepositoryOptions(RefFormat: "reftable"));
        study.Write("secret.txt", Secret).Commit("One");
        study.Write("secret.txt", "x\n").Stash("stash");
        Refused(study, "reftable");
    }

    private void Refused(RepositoryBuilder repository, string words)
    {
        var before = Listing(repository);
        var refused = Assert.Throws<ReposanException>(() => Purger.Apply(repository.Path, Purger.Paths("secret.txt")));
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains(words, refused.Message);
        Assert.Equal(before, Listing(repository));
    }

    private static string[] Listing(RepositoryBuilder repository) => [.. Directory.EnumerateFiles(repository.GitDir, "*", SearchOption.AllDirectories)
        .Select(f => $"{f} {new FileInfo(f).Length}").Order(StringComparer.Ordinal)];
}
