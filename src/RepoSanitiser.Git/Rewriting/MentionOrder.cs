using RepoSanitiser.Git.Graph;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>
/// Puts commits in an order in which, besides parents before children, a commit comes after those that its message names: only then are
/// their new ids known. Names that lead in a circle, which takes shortened ids, give way.
/// </summary>
internal sealed class MentionOrder(CommitMentions mentions)
{
    /// <summary>Sorts commits that already are in an order of parents before children.</summary>
    /// <param name="commits">The commits.</param>
    /// <param name="touched">Those among them that may get another id.</param>
    public IReadOnlyList<Commit> Sort(IReadOnlyList<Commit> commits, HashSet<int> touched)
    {
        var position = new Dictionary<int, int>(commits.Count);
        for (var i = 0; i < commits.Count; i++) position[commits[i].Index] = i;
        var forward = Forward(commits, touched, position);
        if (forward.Count == 0) return commits;
        var sorted = Sorted(commits, position, forward);
        return ParentsComeFirst(sorted) ? sorted : commits;
    }

    private static bool ParentsComeFirst(List<Commit> sorted)
    {
        var all = sorted.Select(c => c.Index).ToHashSet();
        var passed = new HashSet<int>();
        foreach (var commit in sorted)
        {
            if (Array.Exists(commit.Parents, p => all.Contains(p) && !passed.Contains(p))) return false;
            passed.Add(commit.Index);
        }

        return true;
    }

    /// <summary>By position of a commit, the positions of later ones that it names.</summary>
    private Dictionary<int, List<int>> Forward(IReadOnlyList<Commit> commits, HashSet<int> touched, Dictionary<int, int> position)
    {
        var forward = new Dictionary<int, List<int>>();
        foreach (var commit in commits.Where(c => touched.Contains(c.Index)))
        {
            var at = position[commit.Index];
            var later = mentions.Of(commit.Index).Where(touched.Contains).Select(named => position[named]).Where(named => named > at).ToList();
            if (later.Count > 0) forward[at] = later;
        }

        return forward;
    }

    private static List<Commit> Sorted(IReadOnlyList<Commit> commits, Dictionary<int, int> position, Dictionary<int, List<int>> forward)
    {
        var state = new byte[commits.Count];
        var sorted = new List<Commit>(commits.Count);
        var waiting = new Stack<int>();
        for (var i = 0; i < commits.Count; i++)
        {
            waiting.Push(i);
            while (waiting.TryPeek(out var at))
            {
                if (state[at] != 0)
                {
                    waiting.Pop();
                    if (state[at] == 1) sorted.Add(commits[at]);
                    state[at] = 2;
                    continue;
                }

                state[at] = 1;
                foreach (var parent in commits[at].Parents)
                {
                    if (position.TryGetValue(parent, out var before) && state[before] == 0) waiting.Push(before);
                }

                foreach (var named in forward.GetValueOrDefault(at) ?? [])
                {
                    if (state[named] == 0) waiting.Push(named);
                }
            }
        }

        return sorted;
    }
}
