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
