namespace RepoSanitiser.Git.Rewriting;

/// <summary>A graph of commits, by number, that can say who descends from whom. Parents are added before their children.</summary>
internal sealed class Ancestry(int objects)
{
    private readonly int[]?[] _parents = new int[objects][];
    private readonly int[] _depth = new int[objects];

    /// <summary>Adds a commit.</summary>
    public void Add(int commit, int[] parents)
    {
        _parents[commit] = parents;
        foreach (var parent in parents) _depth[commit] = Math.Max(_depth[commit], _depth[parent] + 1);
    }

    /// <summary>The parents of a commit that was added.</summary>
    public int[] Parents(int commit) => _parents[commit] ?? [];

    /// <summary>Whether a commit is another's ancestor, or the same one.</summary>
    public bool IsAncestor(int ancestor, int of)
    {
        var visited = new HashSet<int>();
        var waiting = new Stack<int>([of]);
        while (waiting.TryPop(out var commit))
        {
            if (commit == ancestor) return true;
            if (_depth[commit] <= _depth[ancestor] || !visited.Add(commit)) continue;
            foreach (var parent in Parents(commit)) waiting.Push(parent);
        }

        return false;
    }
}
