using RepoSanitiser.Core;
using RepoSanitiser.History.Purging;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>Repositories in states that are rare and allowed.</summary>
public sealed class PurgeOddRepositoryTests : PurgeTestBase
{
    [Theory]
    [InlineData("a/b")]
    [InlineData(".git")]
    [InlineData("..")]
    [InlineData(".")]
    public void Names_that_git_never_checks_out_stay_beside_the_secret(string name)
    {
        var (_, _, blob) = Leak();
        byte[] odd = [.. "100644 "u8, .. System.Text.Encoding.ASCII.GetBytes(name), 0, .. Convert.FromHexString(Study.Blob("plain\n"))];
        byte[] secret = [.. "100644 secret.txt\0"u8, .. Convert.FromHexString(blob)];
        var commit = Study.Git.Run("commit-tree", "-m", "Odd", Study.Raw("tree", [.. odd, .. secret]));
        Study.Git.Run("update-ref", "refs/heads/odd", commit);

        Purger.Apply(Study.Path, Purger.Blobs(blob));

        Assert.Equal(odd, Study.Git.Bytes("cat-file", "tree", "refs/heads/odd^{tree}"));
        Assert.DoesNotContain(blob, Study.Git.Lines("cat-file", "--batch-all-objects", "--batch-check=%(objectname)"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_entry_without_a_name_which_git_can_not_pack_is_a_refusal_before_anything_is_written(bool deep)
    {
        var (_, leaky, blob) = Leak();
        var odd = Study.Raw("tree", [.. "100644 \0"u8, .. Convert.FromHexString(Study.Blob("plain\n"))]);
        if (deep) odd = Study.Raw("tree", [.. "40000 folder\0"u8, .. Convert.FromHexString(odd)]);
        Study.Git.Run("update-ref", "refs/heads/odd", Study.Git.Run("commit-tree", "-m", "Odd", odd));

        var refused = Assert.Throws<ReposanException>(() => Purger.Apply(Study.Path, Purger.Paths("secret.txt")));

        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains("without a name", refused.Message, StringComparison.Ordinal);
        Assert.Equal(leaky, Study.Head);
        AssertThere(Study, blob);
        // Where nothing reaches it any more, it goes with all else that nothing reaches.
        Study.Git.Run("update-ref", "-d", "refs/heads/odd");
        Purger.Apply(Study.Path, Purger.Paths("secret.txt"));
        AssertGone(Study, blob, leaky, odd);
    }

    [Fact]
    public void What_a_sparse_checkout_leaves_out_is_written_neither_by_the_purge_nor_when_it_is_taken_back()
    {
        var (_, _, blob) = Leak();
        Study.Write("near/copy.txt", Secret).Write("near/other.txt", "y\n").Commit("Folder");
        Study.Git.Run("sparse-checkout", "set", "--no-cone", "/near/");
        Assert.False(File.Exists(Path.Combine(Study.Path, "secret.txt")));
        var before = Study.Git.Lines("ls-files", "-t");

        Purger.Apply(Study.Path, Purger.Blobs(blob) with { Treatment = Treatment.Tombstone, TombstoneText = "Removed.\n" });

        Assert.Equal("Removed.\n", File.ReadAllText(Path.Combine(Study.Path, "near", "copy.txt")));
        Assert.False(File.Exists(Path.Combine(Study.Path, "secret.txt")));
        Assert.Equal(before, Study.Git.Lines("ls-files", "-t"));
        Assert.Equal("", Study.Git.Run("status", "--porcelain"));

        Purger.RollBack(Study.Path);

        Assert.Equal(Secret, File.ReadAllText(Path.Combine(Study.Path, "near", "copy.txt")));
        Assert.Equal(["near"], Directory.GetFileSystemEntries(Study.Path).Select(Path.GetFileName).Where(n => n != ".git"));
        Assert.Equal(before, Study.Git.Lines("ls-files", "-t"));
        Assert.Equal("", Study.Git.Run("status", "--porcelain"));
    }

    [Fact]
    public void A_sparse_index_holds_it_no_longer()
    {
        var (_, leaky, blob) = Leak();
        Study.Write("far/away/copy.txt", Secret).Write("far/away/other.txt", "x\n").Write("near/file.txt", "y\n").Commit("Folders");
        Study.Git.Run("sparse-checkout", "init", "--cone", "--sparse-index");
        Study.Git.Run("sparse-checkout", "set", "near");
        Assert.Contains("far/", Study.Git.Lines("ls-files", "--sparse"));

        Purger.Apply(Study.Path, Purger.Blobs(blob));

        AssertGone(Study, blob, leaky);
        Assert.Equal(["far/away/other.txt", "more.txt", "near/file.txt", "readme.md"], Study.Git.Lines("ls-files"));
        Assert.Equal("", Study.Git.Run("status", "--porcelain"));
        Assert.False(Directory.Exists(Path.Combine(Study.Path, "far")));
    }

    [Fact]
    public void Refs_that_differ_in_case_alone_follow_each_by_itself()
    {
        var (clean, leaky, blob) = Leak();
        Study.Git.Run("branch", "MAIN", clean);
        Study.Git.Run("branch", "Main", leaky);
        Study.Tag("v1", leaky).Tag("V1", clean);

        Purger.Apply(Study.Path, Purger.Blobs(blob));

        AssertGone(Study, blob, leaky);
        Assert.Equal([clean, clean], [Study.Resolve("refs/heads/MAIN"), Study.Resolve("refs/tags/V1")]);
        Assert.Equal([Study.Head, Study.Head], [Study.Resolve("refs/heads/Main"), Study.Resolve("refs/tags/v1")]);
    }

    [Fact]
    public void Bitmaps_are_made_anew()
    {
        var (_, leaky, blob) = Leak();
        Study.Git.Run("repack", "-a", "-d", "-q", "--write-bitmap-index");
        var old = Bitmaps().Single();

        Purger.Apply(Study.Path, Purger.Blobs(blob));

        AssertGone(Study, blob, leaky);
        Assert.NotEqual(old, Bitmaps().Single());
        Assert.Equal(Study.Git.Run("rev-list", "--count", "--all"), Study.Git.Run("rev-list", "--count", "--all", "--use-bitmap-index"));
    }

    private string[] Bitmaps() => Directory.GetFiles(Path.Combine(Study.GitDir, "objects", "pack"), "*.bitmap");
}
