using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.History.Scanning;

namespace RepoSanitiser.History.Purging;

/// <summary>Finds the LFS files that only purged pointers name, whether or not they are in the store here.</summary>
internal sealed class OrphanedLfs(Repository repository, HistoryGraph graph, PurgeRequest request)
{
    private const int LongestPointer = 1024;

    /// <summary>Their names: the SHA-256 of their contents.</summary>
    public IReadOnlyList<string> Find(HashSet<ObjectId> purged, CancellationToken cancellation)
    {
        var gone = new LfsPointers();
        Look(Small(purged), gone);
        if (gone.Blobs.Count == 0) return [];
        cancellation.ThrowIfCancellationRequested();
        var left = new LfsPointers();
        var blobs = Enumerable.Range(0, graph.Objects.Count).Where(i => graph.Objects.Types[i] == ObjectType.Blob).Select(i => graph.Objects[i]);
        Look(Small([.. blobs.Where(b => !purged.Contains(b))]), left);
        return [.. gone.Blobs.Keys.Where(k => !left.Blobs.ContainsKey(k)).Order(StringComparer.Ordinal)];
    }

    private void Look(List<ObjectId> blobs, LfsPointers pointers) => new CatFile(repository).Read(
        blobs, request.MaxObjectBytes, (id, _, content) => pointers.Look(graph.Objects.Find(id), content.Span), (_, _, _) => { });

    private List<ObjectId> Small(IReadOnlyCollection<ObjectId> blobs)
    {
        var small = new List<ObjectId>();
        new CatFile(repository).Check([.. blobs], (id, _, size) =>
        {
            if (size <= LongestPointer) small.Add(id);
        });
        return small;
    }
}

/// <summary>A submodule's own store that holds some of what is purged.</summary>
/// <param name="Name">Its name, safe to show.</param>
/// <param name="Directory">Its git directory.</param>
/// <param name="Blobs">What it holds of it.</param>
public sealed record SubmoduleHolding(string Name, string Directory, IReadOnlyList<ObjectId> Blobs);

/// <summary>Looks into the stores of submodules for what is purged here.</summary>
internal static class SubmoduleStores
{
    /// <summary>The submodules that hold any of the blobs.</summary>
    public static IReadOnlyList<SubmoduleHolding> Holding(Repository repository, IReadOnlyList<ObjectId> blobs, Func<string, string> safe)
    {
        var holding = new List<SubmoduleHolding>();
        foreach (var (name, directory) in repository.Modules())
        {
            using var store = ObjectStore.Open(Repository.Open(directory));
            var held = blobs.Distinct().Where(b => store.Table.Find(b) >= 0).ToList();
            if (held.Count > 0) holding.Add(new SubmoduleHolding(safe(name), directory, held));
        }

        return holding;
    }
}
