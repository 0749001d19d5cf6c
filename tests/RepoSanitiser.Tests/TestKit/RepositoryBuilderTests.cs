using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.TestKit;

/// <summary>Each thing the builder can make, held against what git says of it.</summary>
public sealed class RepositoryBuilderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ObjectFormat.Sha1, false)]
    [InlineData(ObjectFormat.Sha1, true)]
    [InlineData(ObjectFormat.Sha256, false)]
    [InlineData(ObjectFormat.Sha256, true)]
    public void Commits_land_in_repositories_of_each_form(ObjectFormat format, bool bare)
    {
        var repository = RepositoryBuilder.Create(_folder, "study", new RepositoryOptions(format, bare));
        var first = repository.Write("a/b.txt", "one\n").Commit("First");
        repository.Branch("side").Write("c.txt", "two\n").Commit("Second");
        repository.Switch("main").Write("d.txt", "three\n").Commit("Third");
        var merge = repository.Merge("side");

        Assert.Equal(ObjectId.LengthOf(format) * 2, first.Length);
        Assert.Equal(["a/b.txt", "c.txt", "d.txt"], repository.Git.Lines("ls-tree", "-r", "--name-only", merge));
        Assert.Equal(bare ? "true" : "false", repository.Git.In(repository.GitDir).Run("config", "core.bare"));
        Assert.Equal("2024-01-08T13:00:00+00:00", repository.Git.Run("log", "-1", "--format=%cI"));
    }

    [FactWhere(Tool.Git, "2.45")]
    public void A_repository_keeps_its_refs_in_a_reftable()
    {
        var repository = RepositoryBuilder.Create(_folder, "study", new RepositoryOptions(RefFormat: "reftable"));
        repository.Write("a.txt", "one\n").Commit("First");
        Assert.Equal("reftable", repository.Git.Run("rev-parse", "--show-ref-format"));
    }

    [Fact]
    public void The_configuration_of_the_machine_has_no_say()
    {
        _folder.Write(".home/.gitconfig", "[user]\n\tname = Somebody\n[core]\n\thooksPath = /nowhere\n"u8.ToArray());
        var repository = Small();
        Assert.Equal("Study Author", repository.Git.Run("log", "-1", "--format=%an"));
        Assert.Empty(repository.Git.Try("config", "core.hooksPath").Text);
    }

    [FactWhere(Tool.SshKeygen)]
    public void A_signed_tag_carries_an_ssh_signature()
    {
        var key = _folder.File("key");
        using (var made = System.Diagnostics.Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]))
            made.WaitForExit();
        var repository = Small();
        var tag = repository.SignedTag("v1", "Signed", key);
        Assert.Contains("BEGIN SSH SIGNATURE", Encoding.UTF8.GetString(repository.Content(tag)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_merge_with_ours_keeps_nothing_of_the_other_side()
    {
        var repository = Small();
        repository.Branch("side").Write("side.txt", "side\n").Commit("Side");
        repository.Switch("main").Write("main.txt", "main\n").Commit("Main");
        var merge = repository.MergeOurs("side");
        Assert.DoesNotContain("side.txt", repository.Git.Lines("ls-tree", "--name-only", merge));
        Assert.Equal(repository.Resolve("side"), repository.Resolve(merge + "^2"));
    }

    [Fact]
    public void A_shallow_clone_lacks_its_older_commits()
    {
        var repository = Small();
        var shallow = repository.Shallow("shallow", 1);
        Assert.Equal([repository.Head], shallow.Git.Lines("rev-list", "--all"));
        Assert.True(File.Exists(Path.Combine(shallow.GitDir, "shallow")));
    }

    [Fact]
    public void A_partial_clone_lacks_its_blobs_and_none_is_fetched()
    {
        var repository = Small();
        var blob = repository.Resolve("HEAD:a.txt");
        var partial = repository.Partial("partial");
        Assert.Contains("?" + blob, partial.Git.Lines("rev-list", "--objects", "--all", "--missing=print"));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(partial.GitDir, "objects", "pack"), "*.promisor"));
    }

    [Fact]
    public void Packs_come_and_go()
    {
        var repository = Small();
        Assert.Empty(repository.Packs);
        Assert.Single(repository.Pack().Packs);
        repository.Write("b.txt", "two\n").Commit("More");
        Assert.Equal(2, repository.PackMore().MultiPackIndex().Packs.Length);
        Assert.True(File.Exists(Path.Combine(repository.GitDir, "objects", "pack", "multi-pack-index")));
        Assert.Empty(repository.AllLoose().Packs);
        Assert.True(File.Exists(repository.LooseFile(repository.Head)));
        Assert.Equal(0, repository.Git.Try("fsck", "--full").ExitCode);
    }

    [Fact]
    public void Damage_is_noticed_by_git()
    {
        var repository = Small();
        var loose = repository.Resolve("HEAD:a.txt");
        RepositoryBuilder.Truncate(repository.LooseFile(loose), 9);
        Assert.NotEqual(0, repository.Git.Try("cat-file", "blob", loose).ExitCode);

        var packed = Small("packed").Pack();
        RepositoryBuilder.FlipByte(packed.Packs[0], -30);
        Assert.NotEqual(0, packed.Git.Try("fsck", "--full").ExitCode);

        var headless = Small("headless").Pack();
        var head = headless.Head;
        RepositoryBuilder.DeleteIndex(headless.Packs[0]);
        Assert.NotEqual(0, headless.Git.Try("cat-file", "-e", head).ExitCode);
    }

    [Fact]
    public void What_is_pruned_is_gone()
    {
        var repository = Small();
        var blob = repository.Blob("nobody names me\n");
        Assert.Equal(0, repository.Gc().Git.Try("cat-file", "-e", blob).ExitCode);
        Assert.NotEqual(0, repository.GcAll().Git.Try("cat-file", "-e", blob).ExitCode);
    }

    private RepositoryBuilder Small(string name = "study")
    {
        var repository = RepositoryBuilder.Create(_folder, name);
        repository.Write("a.txt", "one\n").Commit("First");
        repository.Write("a.txt", "another\n").Commit("Second");
        return repository;
    }
}
