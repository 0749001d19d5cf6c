using System.Globalization;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.Git.Objects;

public sealed class PackedObjectsTests
{
    [Fact]
    public void Every_object_of_a_pack_is_read_in_any_order_and_no_loose_one()
    {
        using var folder = new TempFolder();
        var study = RepositoryBuilder.Create(folder);
        for (var i = 0; i < 40; i++)
        {
            var table = new StringBuilder();
            for (var row = 0; row < 200; row++) table.Append(CultureInfo.InvariantCulture, $"row {row},{(row == i ? -1 : row * 7)}\n");
            study.Write($"folder-{i % 3}/table.csv", table.ToString()).Commit(string.Create(CultureInfo.InvariantCulture, $"Commit {i}"));
        }

        study.Gc();
        study.Write("loose.txt", "loose\n").Commit("Loose");
        using var store = ObjectStore.Open(Repository.Open(study.Path));
        using var packed = new PackedObjects(store);
        var order = Enumerable.Range(0, store.Table.Count).ToArray();
        new Random(3).Shuffle(order);
        var (read, deltas) = (0, 0);
        foreach (var index in order)
        {
            var (pack, entry) = store.FindPacked(index);
            var content = packed.Read(index, long.MaxValue);
            Assert.Equal(pack is null, content is null);
            if (content is null) continue;
            Assert.Equal(store.Table[index], ObjectHash.Of(store.Table.Types[index], content, ObjectFormat.Sha1));
            read++;
            if (pack!.Base(entry) >= 0) deltas++;
        }

        Assert.Equal(3, store.Table.Count - read);
        Assert.True(deltas > 20, $"{deltas} deltas");
        Assert.Null(packed.Read(store.Table.Find(ObjectId.Parse(study.Resolve("HEAD~1:folder-0/table.csv"))), 100));
    }
}
