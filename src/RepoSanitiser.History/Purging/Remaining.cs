using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.History.Purging;

/// <summary>Asks the repository, after a purge, for what was purged. The proof does far more; this is what a purge may say of itself.</summary>
internal sealed class Remaining(Repository repository)
{
    /// <summary>How many of the objects are still there.</summary>
    public int Count(IReadOnlyList<ObjectId> purged)
    {
        var left = 0;
        new CatFile(repository).Check(purged, (_, type, _) => left += type == ObjectType.None ? 0 : 1);
        return left;
    }
}
