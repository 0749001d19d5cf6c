using FsCheck;
using FsCheck.Fluent;
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

    [Fact]
    public void Any_forest_of_deltas_is_read_as_it_was_made()
    {
        Prop.ForAll(Forests.ToArbitrary(), forest =>
        {
            using var folder = new TempFolder();
            var study = RepositoryBuilder.Create(folder);
            var made = Save(forest, study);
            using var store = ObjectStore.Open(Repository.Open(study.Path));
            var visitor = new Hashing(store.Table, ObjectFormat.Sha1);
            store.Walk([ObjectType.Blob], () => visitor, 1 << 20, 4, CancellationToken.None);
            return store.Unreadable.Count == 0 && visitor.Seen.SetEquals(made);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Scale.Of(40, 2000)));
    }

    [Fact]
    public void A_pack_with_a_byte_changed_gives_true_objects_and_names_all_others()
    {
        var cases = from forest in Forests from at in Gen.Choose(0, int.MaxValue) from value in Gen.Choose(1, 255) select (forest, at, value);
        Prop.ForAll(cases.ToArbitrary(), damaged =>
        {
            using var folder = new TempFolder();
            var study = RepositoryBuilder.Create(folder);
            var made = Save(damaged.forest, study);
            var pack = Directory.GetFiles(System.IO.Path.Combine(study.GitDir, "objects", "pack"), "*.pack").Single();
            var bytes = File.ReadAllBytes(pack);
            bytes[damaged.at % bytes.Length] ^= (byte)damaged.value;
            File.WriteAllBytes(pack, bytes);
            using var store = ObjectStore.Open(Repository.Open(study.Path));
            var visitor = new Hashing(store.Table, ObjectFormat.Sha1);
            store.Walk([ObjectType.Blob], () => visitor, 1 << 20, 4, CancellationToken.None);
            var named = store.Unreadable.Where(u => u.Object is not null).Select(u => u.Object.ToString()!);
            return visitor.Seen.IsSubsetOf(made) && (store.Unreadable.Any(u => u.Object is null) || visitor.Seen.Concat(named).ToHashSet().SetEquals(made));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Scale.Of(40, 2000)));
    }

    /// <summary>An object of a pack: on which earlier one it is a delta (none if negative), how that is named, and what it copies and adds.</summary>
    private sealed record Made(int Onto, bool ByOffset, (int From, int Size)[] Copies, byte[] Own);

    private static readonly Gen<Made[]> Forests = Gen.Choose(1, 60).SelectMany(count =>
        Gen.CollectToArray(Enumerable.Range(0, count).Select(One)));

    private static Gen<Made> One(int number) =>
        from onto in Gen.Choose(-1, number - 1)
        from byOffset in Gen.Elements(true, false)
        from copies in Gen.Choose(0, 3).SelectMany(n => Gen.Zip(Gen.Choose(0, 5000), Gen.Choose(1, 4000)).ArrayOf(n))
        from own in Gen.Choose(1, 3000).SelectMany(n => Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(n))
        select new Made(onto, byOffset, copies, own);

    /// <summary>Writes a forest as a pack. Returns the ids of its objects.</summary>
    private static HashSet<string> Save(Made[] forest, RepositoryBuilder study)
    {
        using var pack = new PackWriter();
        var written = new List<(byte[] Content, byte[] Id, long Position)>();
        foreach (var made in forest)
        {
            var position = pack.Position;
            if (made.Onto < 0 || made.Onto >= written.Count)
            {
                if (!written.Any(w => w.Content.AsSpan().SequenceEqual(made.Own))) written.Add((made.Own, pack.Whole(3, made.Own), position));
                continue;
            }

            var source = written[made.Onto];
            var copies = made.Copies.Where(c => c.From < source.Content.Length)
                .Select(c => (Offset: (uint)c.From, Size: Math.Min(c.Size, source.Content.Length - c.From))).ToList();
            byte[] content = [.. copies.SelectMany(c => source.Content.AsSpan((int)c.Offset, c.Size).ToArray()), .. made.Own];
            if (written.Any(w => w.Content.AsSpan().SequenceEqual(content))) continue;
            var id = PackWriter.IdOf("blob", content);
            var delta = PackWriter.Delta(source.Content.Length, content.Length, copies, made.Own);
            if (made.ByOffset) pack.OffsetDelta(position - source.Position, delta, id);
            else pack.ReferenceDelta(source.Id, delta, id);
            written.Add((content, id, position));
        }

        pack.Save(study);
        return [.. written.Select(w => Convert.ToHexStringLower(w.Id))];
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
