using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Refs;

namespace RepoSanitiser.History.Scanning;

/// <summary>A root with what it stands for once tags are followed.</summary>
/// <param name="Root">The root.</param>
/// <param name="Object">The number of the object it names; -1 where the store does not have it.</param>
/// <param name="Commit">The position, in the order of commits, of the commit it leads to; -1 for none.</param>
/// <param name="Tree">The number of the tree it leads to where that is no commit; -1 for none.</param>
/// <param name="Blob">The number of the blob it leads to; -1 for none.</param>
internal sealed record ResolvedRoot(Root Root, int Object, int Commit, int Tree, int Blob)
{
    /// <summary>Whether it is a branch, of this repository or of a remote.</summary>
    public bool IsBranch =>
        Root.Name.StartsWith("refs/heads/", StringComparison.Ordinal) || Root.Name.StartsWith("refs/remotes/", StringComparison.Ordinal);

    /// <summary>The trees that roots lead to without a commit.</summary>
    public static IEnumerable<int> TreesOf(IEnumerable<Root> roots, HistoryGraph graph) =>
        roots.Select(r => graph.Peel(graph.Objects.Find(r.Target))).Where(o => o >= 0 && graph.Objects.Types[o] == ObjectType.Tree);

    public static ResolvedRoot Of(Root root, HistoryGraph graph, IReadOnlyDictionary<int, int> positions)
    {
        var found = graph.Objects.Find(root.Target);
        var peeled = graph.Peel(found);
        if (peeled < 0) return new ResolvedRoot(root, found, -1, -1, -1);
        return graph.Objects.Types[peeled] switch
        {
            ObjectType.Commit => new ResolvedRoot(root, found, positions.GetValueOrDefault(peeled, -1), -1, -1),
            ObjectType.Tree => new ResolvedRoot(root, found, -1, peeled, -1),
            ObjectType.Blob => new ResolvedRoot(root, found, -1, -1, peeled),
            _ => new ResolvedRoot(root, found, -1, -1, -1),
        };
    }
}
