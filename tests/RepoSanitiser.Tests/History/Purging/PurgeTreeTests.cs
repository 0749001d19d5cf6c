using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>Trees as nobody would write them lose the entry that is purged, and keep every other byte.</summary>
public sealed class PurgeTreeTests : PurgeTestBase
{
    private string Plain => Study.Blob("plain\n");

    [Fact]
    public void Modes_orders_and_names_that_git_does_not_write_stay_as_they_are()
    {
        var empty = Study.Raw("tree", []);
        var sub = Study.Raw("tree", Tree(("100600", "s", Plain)));
        (string Mode, string Name, string Id)[] entries =
        [
            ("100664", "group writable", Plain), ("0100644", "padded", Plain), ("100777", "open", Plain), ("0", "no mode", Plain),
            ("100644", "z before", Plain), ("100644", "a after", Plain), ("100644", "twice", Plain), ("100644", "twice", Plain),
            ("40000", "empty", empty), ("040000", "padded folder", sub), ("100644", "both", Plain), ("40000", "both", sub),
            ("100644", "line\nend", Plain), ("100644", "\"quote\" \\ back\rslash ", Plain), ("100644", "\xff\xfe not UTF-8", Plain),
            ("160000", "submodule", "1234567890123456789012345678901234567890"), ("120000", "link", Study.Blob("../elsewhere")),
        ];
        var secret = ("100644", "secret.txt", Study.Blob(Secret));
        foreach (var at in (int[])[0, 5, entries.Length])
        {
            var old = Study.Raw("tree", Tree([.. entries[..at], secret, .. entries[at..]]));
            Study.Git.Run("update-ref", $"refs/heads/at{at}", Commit(old));
        }

        var plan = Purger.Apply(Study.Path, Purger.Blobs(secret.Item3));

        Assert.Equal(3, plan.Outcome.Commits.Count);
        foreach (var at in (int[])[0, 5, entries.Length]) Assert.Equal(Tree(entries), Study.Git.Bytes("cat-file", "tree", $"refs/heads/at{at}^{{tree}}"));
    }

    [Fact]
    public void A_secret_at_many_paths_goes_from_all_of_them_by_its_id_and_folders_that_are_empty_then_go_too()
    {
        var (_, _, blob) = Leak();
        Study.Write("deep/er/still/copy.csv", Secret).Write("kept/other.txt", "x\n").Commit("Copy it");
        Study.Move("deep/er/still/copy.csv", "moved.bin").Commit("Move it");
        AssertThere(Study, blob);

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob));

        Assert.Equal(["deep/er/still/copy.csv", "moved.bin", "secret.txt"], Assert.Single(plan.Blobs).Paths);
        AssertGone(Study, blob);
        Assert.Equal(["kept/other.txt", "more.txt", "readme.md"], Study.Git.Lines("ls-tree", "-r", "--name-only", "HEAD"));
    }

    [Fact]
    public void By_path_the_same_content_elsewhere_stays_and_is_said()
    {
        var (_, _, blob) = Leak();
        Study.Write("public/copy.txt", Secret).Commit("Copy it");

        var plan = Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        Assert.Equal(["public/copy.txt"], Assert.Single(plan.Blobs).StaysAt);
        Assert.Empty(plan.Purged);
        Assert.Equal(blob, Study.Resolve("HEAD:public/copy.txt"));
        Assert.DoesNotContain("secret.txt", Study.Git.Lines("log", "--all", "--format=", "--name-only"));
    }

    [Fact]
    public void A_folder_that_was_a_file_before_goes_in_both_forms()
    {
        Study.Write("thing", "file\n").Write("keep", "k\n").Commit("A file");
        var file = Study.Resolve("HEAD:thing");
        Study.Delete("thing").Write("thing/inside.csv", Secret).Commit("A folder");
        var inside = Study.Resolve("HEAD:thing/inside.csv");

        Purger.Apply(Study.Path, Purger.Paths("thing"));

        AssertGone(Study, file, inside);
        Assert.Equal("1", Study.Git.Run("rev-list", "--count", "--all"));
    }

    [Fact]
    public void The_version_between_two_good_ones_goes_and_the_good_one_does_not_take_its_place()
    {
        Study.Write("table.csv", "good\n").Write("other", "1\n").Commit("Good");
        Study.Write("table.csv", Secret).Write("other", "2\n").Commit("Bad");
        var bad = Study.Resolve("HEAD:table.csv");
        Study.Write("table.csv", "clean\n").Write("other", "3\n").Commit("Clean");

        Purger.Apply(Study.Path, Purger.Blobs(bad));

        AssertGone(Study, bad);
        Assert.Equal("good", Study.Git.Run("show", "HEAD~2:table.csv"));
        Assert.Equal(["other"], Study.Git.Lines("ls-tree", "--name-only", "HEAD~1"));
        Assert.Equal("clean", Study.Git.Run("show", "HEAD:table.csv"));
    }

    [Fact]
    public void A_damaged_tree_is_a_refusal()
    {
        Leak();
        var tree = Study.Resolve("HEAD^{tree}");
        RepositoryBuilder.Truncate(Study.LooseFile(tree), 10);
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => Purger.Apply(Study.Path, Purger.Paths("secret.txt"))).Code);
    }

    [Fact]
    public void Sha256_repositories_are_rewritten_too()
    {
        var study = RepositoryBuilder.Create(Folder, "long", new RepositoryOptions(ObjectFormat.Sha256));
        study.Write("a", "a\n").Write("secret.txt", Secret).Commit("One");
        var blob = study.Resolve("HEAD:secret.txt");
        var first = study.Head;
        study.Write("a", "b\n").Commit($"Two, after {first[..10]} and {first}");

        var plan = Purger.Apply(study.Path, Purger.Blobs(blob));

        AssertGone(study, blob);
        var made = plan.Outcome.Commits[0].New!.Value.ToString();
        Assert.Equal($"Two, after {made[..10]} and {made}", study.Git.Run("log", "-1", "--format=%s"));
    }

    private static byte[] Tree(params (string Mode, string Name, string Id)[] entries) =>
        [.. entries.SelectMany(e => (byte[])[.. Encoding.Latin1.GetBytes($"{e.Mode} {e.Name}\0"), .. Convert.FromHexString(e.Id)])];

    private string Commit(string tree) => Study.Raw("commit", Encoding.ASCII.GetBytes(
        $"tree {tree}\nauthor A <a@study.invalid> 1700000000 +0000\ncommitter A <a@study.invalid> 1700000000 +0000\n\nOdd\n"));
}
