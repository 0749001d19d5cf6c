using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.Git.Objects;

public sealed class BlobPackTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public void Git_finds_a_pack_that_threads_wrote_to_be_whole(string format)
    {
        var git = Make(format);
        var random = new Random(1);
        var contents = Enumerable.Range(0, 300).Select(i => new byte[i * 37 % 5000]).DistinctBy(c => c.Length).ToList();
        foreach (var content in contents) random.NextBytes(content.AsSpan(0, content.Length / 2));
        var repository = Repository.Open(_folder.File("study.git"));
        var ids = new ObjectId[contents.Count];
        using (var pack = new BlobPack(repository, contents.Count))
        {
            Parallel.For(0, contents.Count, i => ids[i] = pack.Add(contents[i]));
            Assert.NotEqual(0, git.Try("cat-file", "-e", ids[0].ToString()).ExitCode);
            pack.End();
        }

        git.Run("fsck", "--full", "--strict");
        git.Run("verify-pack", Directory.GetFiles(_folder.File("study.git", "objects", "pack"), "*.idx").Single());
        foreach (var (content, id) in contents.Zip(ids)) Assert.Equal(content, git.Bytes("cat-file", "blob", id.ToString()));
        Assert.Equal(2, Directory.GetFiles(_folder.File("study.git", "objects", "pack")).Length);
    }

    [Fact]
    public void A_pack_that_does_not_come_to_its_end_leaves_nothing()
    {
        Make("sha1");
        using (var pack = new BlobPack(Repository.Open(_folder.File("study.git")), 2)) pack.Add("x"u8);
        Assert.Empty(Directory.GetFiles(_folder.File("study.git", "objects", "pack")));
    }

    [Theory]
    [InlineData(ObjectFormat.Sha1)]
    [InlineData(ObjectFormat.Sha256)]
    public void An_index_of_a_pack_beyond_two_gigabytes_tells_where_each_object_is(ObjectFormat format)
    {
        var objects = Enumerable.Range(0, 500).Select(i => new PackedObject(ObjectHash.Of(ObjectType.Blob, BitConverter.GetBytes(i), format), 12 + i * 20_000_001L, (uint)i * 7)).ToList();
        var checksum = new byte[ObjectId.LengthOf(format)];
        var file = _folder.Write("pack.idx", PackIndexFile.Of([.. objects], checksum, format));
        var index = PackIndex.Open(file, format);
        Assert.Equal(500, index.Count);
        Span<byte> id = stackalloc byte[32];
        foreach (var known in objects)
        {
            known.Id.CopyTo(id);
            var at = index.Find(id[..known.Id.Length]);
            Assert.Equal((known.Offset, known.Checksum), (index.Offset(at), index.Checksum(at)));
        }
    }

    private GitCli Make(string format)
    {
        var git = new GitCli(_folder.Folder("study.git"), _folder.Folder("home"));
        git.Run("init", "-q", "--bare", "--object-format=" + format, ".");
        return git;
    }
}
