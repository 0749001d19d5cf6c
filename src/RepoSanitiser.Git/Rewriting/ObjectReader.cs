using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>Reads single objects and hashes what it gets: bytes that a rewrite starts from are the object's or none.</summary>
/// <param name="repository">The repository.</param>
/// <param name="maxObjectBytes">Bytes of the largest object that is read.</param>
/// <param name="store">Its packs, where they are open; without, all comes through git.</param>
internal sealed class ObjectReader(Repository repository, long maxObjectBytes, ObjectStore? store = null)
{
    private readonly CatFile _batch = new(repository);

    /// <summary>Reads objects, from their packs where that can be, the others through git; stops at the first that can't be read.</summary>
    /// <exception cref="ReposanException">One is missing, damaged or too large (refused).</exception>
    public void Read(IReadOnlyList<ObjectId> ids, Action<ObjectId, ObjectType, ReadOnlyMemory<byte>> take)
    {
        var rest = store is null ? ids : ReadPacked(store, ids, take);
        if (rest.Count == 0) return;
        _batch.Read(
            rest,
            maxObjectBytes,
            (id, type, content) =>
            {
                if (ObjectHash.Of(type, content.Span, repository.Format) != id) throw Unreadable(id, "damaged");
                take(id, type, content);
            },
            (id, _, reason) => throw Unreadable(id, reason));
    }

    /// <returns>What no pack has, and what is not the object's after all: git may have a sound copy elsewhere.</returns>
    private List<ObjectId> ReadPacked(ObjectStore packs, IReadOnlyList<ObjectId> ids, Action<ObjectId, ObjectType, ReadOnlyMemory<byte>> take)
    {
        var rest = new List<ObjectId>();
        using var reader = new PackedObjects(packs);
        foreach (var id in ids)
        {
            var index = packs.Table.Find(id);
            var type = index < 0 ? ObjectType.None : packs.Table.Types[index];
            if (type != ObjectType.None && reader.Read(index, maxObjectBytes) is { } content && ObjectHash.Of(type, content, repository.Format) == id) take(id, type, content);
            else rest.Add(id);
        }

        return rest;
    }

    private static ReposanException Unreadable(ObjectId id, string reason) => new(
        ExitCode.Refused, $"The object {id} can't be read ({reason}): repair the repository or raise --max-object-mib first; nothing was changed.");
}
