using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Transactions;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>By what kinds of refs each commit is reached: commits of stashes keep their shape, trees of notes are no folders.</summary>
internal sealed class Reach
{
    private const byte Ordinary = 1;
    private const byte Stash = 2;
    private const byte Note = 4;

    private readonly byte[] _reached;
    private readonly List<int> _trees = [];

    private Reach(int objects) => _reached = new byte[objects];

    /// <summary>Trees that refs and tags name themselves.</summary>
    public IReadOnlyList<int> Trees => _trees;

    /// <summary>Whether, and by what, a commit is reached.</summary>
    public byte Of(int commit) => _reached[commit];

    /// <summary>Whether something other than notes reaches a commit.</summary>
    public bool IsOrdinary(int commit) => (_reached[commit] & (Ordinary | Stash)) != 0;

    /// <summary>Whether only stashes reach a commit.</summary>
    public bool IsStashOnly(int commit) => _reached[commit] == Stash;

    /// <summary>Follows all refs and stashes.</summary>
    public static Reach Of(HistoryGraph graph, RefTable refs)
    {
        var reach = new Reach(graph.Objects.Count);
        foreach (var state in refs.Refs) reach.Begin(graph, state.Target, state.Name, state.Kind switch { RefKind.Stash => Stash, RefKind.Note => Note, _ => Ordinary });
        foreach (var stash in refs.Stashes) reach.Begin(graph, stash.Commit, "refs/stash", Stash);
        for (var i = graph.Commits.Count - 1; i >= 0; i--)
        {
            var commit = graph.Commits[i];
            foreach (var parent in commit.Parents) reach._reached[parent] |= reach._reached[commit.Index];
        }

        return reach;
    }

    private void Begin(HistoryGraph graph, ObjectId id, string name, byte kind)
    {
        var target = graph.Peel(graph.Objects.Find(id));
        if (target < 0)
            throw new ReposanException(ExitCode.Refused, $"{Printable.Escape(name)} names an object that is missing: fetch it, or delete the ref, first; nothing was changed.");
        if (graph.Objects.Types[target] == ObjectType.Commit) _reached[target] |= kind;
        else if (graph.Objects.Types[target] == ObjectType.Tree) _trees.Add(target);
    }
}

/// <summary>Refuses a history of which something is missing or can't be understood: what is not seen can't be purged.</summary>
internal static class Soundness
{
    /// <summary>Looks at the commits that are reached.</summary>
    /// <exception cref="ReposanException">Something is missing or malformed (refused).</exception>
    public static void Check(HistoryGraph graph, Reach reach, IReadOnlyList<Commit> commits)
    {
        if (graph.Malformed.FirstOrDefault(i => graph.Objects.Types[i] == ObjectType.Commit && reach.Of(i) != 0, -1) is var malformed and >= 0)
            throw Unsound(graph.Objects[malformed], "is malformed");
        foreach (var commit in commits)
        {
            if (commit.MissingParents.Length > 0) throw Unsound(graph.Objects[commit.Index], "has a parent that is missing");
            if (commit.Tree < 0 || !graph.Trees.Has(commit.Tree)) throw Unsound(graph.Objects[commit.Index], "has a tree that is missing or malformed");
        }
    }

    /// <summary>Refuses a tree that is reached and has an entry without a name: git ends there, also when it is to pack the new history.</summary>
    /// <param name="graph">The history.</param>
    /// <param name="rootTrees">The trees at the top that are reached.</param>
    /// <exception cref="ReposanException">There is one (refused).</exception>
    public static void CheckNames(HistoryGraph graph, IEnumerable<int> rootTrees)
    {
        if (graph.Trees.Names.Find("") is not (>= 0 and var nameless)) return;
        var seen = new HashSet<int>();
        var waiting = new Stack<int>(rootTrees);
        while (waiting.TryPop(out var tree))
        {
            if (!graph.Trees.Has(tree) || !seen.Add(tree)) continue;
            foreach (var entry in graph.Trees.Entries(tree))
            {
                if (entry.Name == nameless)
                    throw new ReposanException(ExitCode.Refused, $"The tree {graph.Objects[tree]} has an entry without a name, which git neither reads nor packs: make the commits that have it anew without it, or drop their refs, then purge; nothing was changed.");
                if (entry is { Kind: EntryKind.Tree, Object: >= 0 }) waiting.Push(entry.Object);
            }
        }
    }

    /// <summary>Refuses an entry of a tree that is reached and names something that is not there.</summary>
    public static void Check(HistoryGraph graph, in TreeEntry entry, int tree)
    {
        if (entry.Kind == EntryKind.Submodule || (entry.Object >= 0 && (entry.Kind != EntryKind.Tree || graph.Trees.Has(entry.Object)))) return;
        // git takes an entry of a mode it does not know for a submodule, and looks for nothing behind it.
        var mode = graph.Trees.Modes[entry.Mode].TrimStart('0');
        if (mode == "40000" || mode.StartsWith("10", StringComparison.Ordinal) || mode.StartsWith("12", StringComparison.Ordinal))
            throw Unsound(graph.Objects[tree], "names an object that is missing or malformed");
    }

    private static ReposanException Unsound(ObjectId id, string what) => new(
        ExitCode.Refused, $"The object {id} {what}, so nothing can be said of what lies there: run git fsck, fetch what is missing, then purge; nothing was changed.");
}
