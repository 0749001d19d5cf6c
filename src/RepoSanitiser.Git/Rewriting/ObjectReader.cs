using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>Reads single objects through git and hashes what it gets: bytes that a rewrite starts from are the object's or none.</summary>
internal sealed class ObjectReader(Repository repository, long maxObjectBytes)
{
    private readonly CatFile _batch = new(repository);

    /// <summary>Reads objects, in order; stops at the first that can't be read.</summary>
    /// <exception cref="ReposanException">One is missing, damaged or too large (refused).</exception>
    public void Read(IReadOnlyList<ObjectId> ids, Action<ObjectId, ObjectType, ReadOnlyMemory<byte>> take)
    {
        _batch.Read(
            ids,
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
