using System.IO.Enumeration;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Refs;

namespace RepoSanitiser.History.Scanning;

/// <summary>What of a repository a scan looks at: everything in the store, or what chosen refs reach.</summary>
internal sealed class Scope
{
    private readonly HashSet<int> _named = [];

    private Scope(bool everything, IReadOnlyList<ResolvedRoot> roots, IReadOnlyList<Commit> commits)
    {
        Everything = everything;
        Roots = roots;
        Commits = commits;
    }

    /// <summary>Whether nothing was left out.</summary>
    public bool Everything { get; }

    /// <summary>The roots looked at.</summary>
    public IReadOnlyList<ResolvedRoot> Roots { get; }

    /// <summary>The commits looked at.</summary>
    public IReadOnlyList<Commit> Commits { get; }

    /// <summary>Trees that roots name themselves.</summary>
    public IEnumerable<int> Trees => Roots.Where(r => r.Tree >= 0).Select(r => r.Tree);

    /// <summary>The first glob that no ref matches; null where each matches some.</summary>
    public static string? Unmatched(IReadOnlyList<string> globs, IReadOnlyList<ResolvedRoot> roots) =>
        globs.FirstOrDefault(g => !roots.Any(r => r.Root.Kind == RootKind.Ref && Matches(g, r.Root.Name)));

    /// <summary>What refs of these names reach.</summary>
    /// <param name="globs">Globs of refs (<c>refs/heads/*</c>), also short as git takes them (<c>main</c>, <c>v1.*</c>, <c>origin/main</c>,
    /// <c>stash</c>); empty for everything.</param>
    /// <param name="graph">The history.</param>
    /// <param name="timeline">Its commits.</param>
    /// <param name="roots">All roots.</param>
    public static Scope Of(IReadOnlyList<string> globs, HistoryGraph graph, CommitTimeline timeline, IReadOnlyList<ResolvedRoot> roots)
    {
        if (globs.Count == 0) return new Scope(true, roots, graph.Commits);
        var chosen = roots.Where(r => r.Root.Kind == RootKind.Ref && globs.Any(g => Matches(g, r.Root.Name))).ToList();
        var reached = new CommitTimeline(graph);
        reached.MarkReachable(chosen.Select(r => r.Commit));
        var scope = new Scope(false, chosen, [.. graph.Commits.Where((_, i) => reached.Reachable[i])]);
        foreach (var commit in scope.Commits) scope._named.Add(commit.Index);
        foreach (var root in chosen)
        {
            for (var at = root.Object; at >= 0 && scope._named.Add(at) && graph.Tags.TryGetValue(at, out var tag); at = tag.Target)
            {
            }
        }

        return scope;
    }

    /// <summary>Whether a commit or tag is looked at.</summary>
    public bool Has(int index) => Everything || _named.Contains(index);

    /// <summary>Says of a blob whether it is looked at.</summary>
    public Func<int, bool> Blobs(BlobPaths paths, HistoryGraph graph)
    {
        if (Everything) return static _ => true;
        var direct = Roots.Where(r => r.Blob >= 0).Select(r => r.Blob).ToHashSet();
        return blob => graph.Objects.Types[blob] == ObjectType.Blob && (paths.Of(blob).Count > 0 || direct.Contains(blob));
    }

    private static bool Matches(string glob, string name)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["", "refs/", "refs/heads/", "refs/tags/", "refs/remotes/"])
        {
            if (FileSystemName.MatchesSimpleExpression(prefix + glob, name, ignoreCase: false)) return true;
        }

        return false;
    }
}
