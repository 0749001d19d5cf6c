using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.History.Scanning;

namespace RepoSanitiser.History.Purging;

/// <summary>Finds the files of the LFS store that only purged pointers name.</summary>
internal sealed class OrphanedLfs(Repository repository, HistoryGraph graph, PurgeRequest request)
{
    private const int LongestPointer = 1024;

    /// <summary>Their names: the SHA-256 of their contents.</summary>
    public IReadOnlyList<string> Find(IReadOnlySet<ObjectId> purged, CancellationToken cancellation)
    {
        if (purged.Count == 0 || !Stores.LfsFiles(repository.CommonDirectory).Any()) return [];
        var gone = new LfsPointers();
        var small = Small(Enumerable.Range(0, graph.Objects.Count).Where(i => graph.Objects.Types[i] == ObjectType.Blob));
        new CatFile(repository).Read([.. small.Where(purged.Contains)], request.MaxObjectBytes, (id, _, content) => gone.Look(graph.Objects.Find(id), content.Span), (_, _, _) => { });
        if (gone.Blobs.Count == 0) return [];
        cancellation.ThrowIfCancellationRequested();
        var left = new LfsPointers();
        new CatFile(repository).Read([.. small.Where(i => !purged.Contains(i))], request.MaxObjectBytes, (id, _, content) => left.Look(graph.Objects.Find(id), content.Span), (_, _, _) => { });
        return [.. gone.Blobs.Keys.Where(k => !left.Blobs.ContainsKey(k)).Order(StringComparer.Ordinal)];
    }

    private List<ObjectId> Small(IEnumerable<int> blobs)
    {
        var small = new List<ObjectId>();
        new CatFile(repository).Check([.. blobs.Select(i => graph.Objects[i])], (id, _, size) =>
        {
            if (size <= LongestPointer) small.Add(id);
        });
        return small;
    }
}

/// <summary>Looks into the stores of submodules for what is purged here.</summary>
internal static class SubmoduleStores
{
    /// <summary>The submodules that hold any of the blobs, safe to show.</summary>
    public static IReadOnlyList<string> Holding(Repository repository, IReadOnlyList<ObjectId> blobs, Func<string, string> safe)
    {
        var holding = new List<string>();
        foreach (var (name, directory) in repository.Modules())
        {
            using var store = ObjectStore.Open(Repository.Open(directory));
            if (blobs.Any(b => store.Table.Find(b) >= 0)) holding.Add(safe(name));
        }

        return holding;
    }
}
