using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.Git;

/// <summary>The reader is exact: every object it gives hashes to its id, and it gives exactly those that git lists.</summary>
public sealed class PackWalkTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ObjectFormat.Sha1, 1, false)]
    [InlineData(ObjectFormat.Sha1, 4, false)]
    [InlineData(ObjectFormat.Sha256, 4, false)]
    [InlineData(ObjectFormat.Sha1, 4, true)]
    public void Every_object_hashes_to_its_id(ObjectFormat format, int threads, bool referenceDeltas)
    {
        var study = Grow(format, 60);
        string[] pack = referenceDeltas
            ? ["-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq", "--depth=100", "--window=50"]
            : ["repack", "-adfq", "--depth=100", "--window=50"];
        study.Git.Run(pack);
        var listed = study.Git.Lines("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").ToHashSet();
        using var store = ObjectStore.Open(Repository.Open(study.Path));
        var visitor = new Hashing(store.Table, format);
        store.Walk([ObjectType.Commit, ObjectType.Tree, ObjectType.Blob, ObjectType.Tag], () => visitor, 1 << 20, threads, CancellationToken.None);
        Assert.Empty(store.Unreadable);
        Assert.Equal(listed, visitor.Seen);
        Assert.True(visitor.Deltas > listed.Count / 4);
    }

    [Fact]
    public void Every_object_of_random_histories_hashes_to_its_id_and_deltas_say_where_their_bytes_come_from()
    {
        for (var seed = 0; seed < Scale.Of(5, 100); seed++)
        {
            var random = new Random(seed);
            var study = RepositoryBuilder.Create(_folder, $"random{seed}");
            var content = new byte[random.Next(2000, 20000)];
            for (var version = 0; version < 25; version++)
            {
                var at = random.Next(content.Length);
                random.NextBytes(content.AsSpan(at, Math.Min(content.Length - at, random.Next(1, 300))));
                if (random.Next(3) == 0) content = [.. content.AsSpan(random.Next(content.Length / 2)), .. content.AsSpan(0, random.Next(500))];
                study.Write($"d{version % 3}/f", content).Commit($"v{version}");
            }

            study.Git.Run("repack", "-adfq", "--depth=40", "--window=30");
            using var store = ObjectStore.Open(Repository.Open(study.Path));
            var visitor = new Hashing(store.Table, ObjectFormat.Sha1);
            store.Walk([ObjectType.Commit, ObjectType.Tree, ObjectType.Blob], () => visitor, 1 << 20, 2, CancellationToken.None);
            Assert.Empty(store.Unreadable);
            Assert.Equal(store.Table.Count, visitor.Seen.Count);
        }
    }

    [Fact]
    public void An_object_over_the_limit_is_unread_and_its_deltas_are_still_read()
    {
        var study = RepositoryBuilder.Create(_folder);
        var random = new Random(1);
        var large = new byte[300_000];
        random.NextBytes(large);
        study.Write("f", large).Commit("large");
        study.Write("f", large[..100_000]).Commit("small");
        study.Git.Run("repack", "-adfq");
        using var store = ObjectStore.Open(Repository.Open(study.Path));
        var visitor = new Hashing(store.Table, ObjectFormat.Sha1);
        store.Walk([ObjectType.Blob], () => visitor, 200_000, 2, CancellationToken.None);
        Assert.Single(visitor.Seen);
        Assert.Contains("larger", Assert.Single(store.Unreadable).Reason, StringComparison.Ordinal);
    }

    private RepositoryBuilder Grow(ObjectFormat format, int versions)
    {
        var study = RepositoryBuilder.Create(_folder, "study", new RepositoryOptions(format));
        for (var version = 0; version < versions; version++)
        {
            for (var file = 0; file < 4; file++)
                study.Write($"folder/{file}.csv", string.Concat(Enumerable.Range(0, 100).Select(r => $"{r},{file},{(r == version ? version : 0)}\n")));
            study.Commit($"Version {version}");
        }

        study.AnnotatedTag("v1", "First");
        return study;
    }

    private sealed class Hashing(ObjectTable table, ObjectFormat format) : IStoreVisitor<byte[]>
    {
        private readonly Lock _lock = new();

        public HashSet<string> Seen { get; } = [];

        public int Deltas { get; private set; }

        public byte[] Visit(int index, ObjectType type, ReadOnlyMemory<byte> content)
        {
            var id = ObjectHash.Of(type, content.Span, format).ToString();
            lock (_lock)
            {
                Assert.Equal(table[index].ToString(), id);
                Assert.Equal(type, table.Types[index]);
                Assert.True(Seen.Add(id));
            }

            return content.ToArray();
        }

        public byte[] VisitDelta(int index, ObjectType type, ReadOnlyMemory<byte> content, byte[] baseNode, List<DeltaOp> ops)
        {
            var at = 0;
            foreach (var op in ops)
            {
                Assert.Equal(at, op.Start);
                if (op.BaseStart >= 0) Assert.True(baseNode.AsSpan(op.BaseStart, op.Length).SequenceEqual(content.Span.Slice(at, op.Length)));
                at += op.Length;
            }

            Assert.Equal(content.Length, at);
            lock (_lock) Deltas++;
            return Visit(index, type, content);
        }

        public byte[] Revisit(int index, ObjectType type, ReadOnlyMemory<byte> content) => content.ToArray();

        public void Release(byte[] node)
        {
        }

        public bool Wants(int index) => true;
    }
}
