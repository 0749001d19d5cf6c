using RepoSanitiser.Git.Graph;

namespace RepoSanitiser.History.Scanning;

/// <summary>The commits as an array in which parents precede children, and which of them some root still reaches.</summary>
internal sealed class CommitTimeline
{
    private readonly int[] _parentStarts;
    private readonly int[] _parents;

    public CommitTimeline(HistoryGraph graph)
    {
        Commits = graph.Commits;
        Positions = new Dictionary<int, int>(Commits.Count);
        for (var i = 0; i < Commits.Count; i++) Positions.Add(Commits[i].Index, i);
        _parentStarts = new int[Commits.Count + 1];
        var parents = new List<int>(Commits.Count);
        for (var i = 0; i < Commits.Count; i++)
        {
            foreach (var parent in Commits[i].Parents)
            {
                if (Positions.TryGetValue(parent, out var position)) parents.Add(position);
            }

            _parentStarts[i + 1] = parents.Count;
        }

        _parents = [.. parents];
        Reachable = new bool[Commits.Count];
    }

    public IReadOnlyList<Commit> Commits { get; }

    /// <summary>Position of each commit by its number in the object table.</summary>
    public Dictionary<int, int> Positions { get; }

    /// <summary>Whether any root reaches the commit; filled by <see cref="MarkReachable"/>.</summary>
    public bool[] Reachable { get; }

    /// <summary>Positions of a commit's parents.</summary>
    public ReadOnlySpan<int> Parents(int commit) => _parents.AsSpan(_parentStarts[commit], _parentStarts[commit + 1] - _parentStarts[commit]);

    /// <summary>When a commit was made, by its committer's clock.</summary>
    public DateTimeOffset Time(int commit) => DateTimeOffset.FromUnixTimeSeconds(Commits[commit].Time);

    /// <summary>Marks all that these commits reach.</summary>
    public void MarkReachable(IEnumerable<int> tips)
    {
        foreach (var tip in tips)
        {
            if (tip >= 0) Reachable[tip] = true;
        }

        for (var i = Commits.Count - 1; i >= 0; i--)
        {
            if (!Reachable[i]) continue;
            foreach (var parent in Parents(i)) Reachable[parent] = true;
        }
    }
}
