using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>Reads single objects and hashes what it gets: bytes that a rewrite starts from are the object's or none.</summary>
internal sealed class ObjectReader(Repository repository, ObjectStore store, long maxObjectBytes)
{
    private readonly CatFile _batch = new(repository);

    /// <summary>Reads objects, from their packs where that can be, the others through git; stops at the first that can't be read.</summary>
    /// <exception cref="ReposanException">One is missing, damaged or too large (refused).</exception>
    public void Read(IReadOnlyList<ObjectId> ids, Action<ObjectId, ObjectType, ReadOnlyMemory<byte>> take)
    {
        var rest = new List<ObjectId>();
        using (var packs = new PackedObjects(store))
        {
            foreach (var id in ids)
            {
                var index = store.Table.Find(id);
                // What is not the object's after all is asked of git, which may have a sound copy elsewhere.
                if (index >= 0 && packs.Read(index, maxObjectBytes) is { } content && ObjectHash.Of(store.Table.Types[index], content, repository.Format) == id)
                    take(id, store.Table.Types[index], content);
                else
                    rest.Add(id);
            }
        }

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

    private static ReposanException Unreadable(ObjectId id, string reason) => new(
        ExitCode.Refused, $"The object {id} can't be read ({reason}): repair the repository or raise --max-object-mib first; nothing was changed.");
}
