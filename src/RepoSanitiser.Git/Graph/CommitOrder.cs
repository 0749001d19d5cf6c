namespace RepoSanitiser.Git.Graph;

/// <summary>Puts commits in an order in which parents precede children and, among those free to choose from, the older comes first.</summary>
internal static class CommitOrder
{
    public static IReadOnlyList<Commit> Sort(IReadOnlyDictionary<int, Commit> commits)
    {
        var waiting = new Dictionary<int, int>(commits.Count);
        var children = new Dictionary<int, List<Commit>>(commits.Count);
        var ready = new PriorityQueue<Commit, (long Time, int Index)>();
        foreach (var commit in commits.Values)
        {
            var distinct = Distinct(commit.Parents);
            var parents = distinct.Count(commits.ContainsKey);
            if (parents == 0) ready.Enqueue(commit, (commit.Time, commit.Index));
            else waiting[commit.Index] = parents;
            foreach (var parent in distinct)
            {
                if (!children.TryGetValue(parent, out var list)) children[parent] = list = [];
                list.Add(commit);
            }
        }

        var sorted = new List<Commit>(commits.Count);
        while (ready.TryDequeue(out var commit, out _))
        {
            sorted.Add(commit);
            if (!children.TryGetValue(commit.Index, out var list)) continue;
            foreach (var child in list)
            {
                if (--waiting[child.Index] == 0) ready.Enqueue(child, (child.Time, child.Index));
            }
        }

        return sorted;
    }

    /// <summary>Each parent once: nearly always they are so as they stand.</summary>
    private static int[] Distinct(int[] parents) =>
        parents.Length < 2 || (parents.Length == 2 && parents[0] != parents[1]) ? parents : [.. parents.Distinct()];
}
