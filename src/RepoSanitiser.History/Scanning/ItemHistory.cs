using RepoSanitiser.Core;

namespace RepoSanitiser.History.Scanning;

/// <summary>When and where an item could be seen.</summary>
/// <param name="Introduced">Position of the commit that first had it; -1 where no commit ever did.</param>
/// <param name="Removed">By branch: position of the commit that took it out.</param>
/// <param name="ReachableFrom">Names of the roots that still reach it.</param>
/// <param name="Exposure">From when to when.</param>
internal sealed record ItemHistory(
    int Introduced, IReadOnlyList<(string Ref, int Commit)> Removed, IReadOnlyList<string> ReachableFrom, Exposure? Exposure)
{
    /// <summary>No commit and no root has it.</summary>
    public static ItemHistory Unreachable { get; } = new(-1, [], [], null);
}

/// <summary>Follows items through the commits: who brought each in, who took it out of which branch, and what still reaches it.</summary>
internal sealed class ItemHistories
{
    private readonly CommitTimeline _timeline;
    private readonly ItemTrees _trees;
    private readonly Items _items;
    private readonly IReadOnlyList<ResolvedRoot> _roots;
    private readonly List<(int Commit, int Change)>[] _changes;
    private readonly Dictionary<int, int> _itemOfBlob;

    public ItemHistories(CommitTimeline timeline, ItemTrees trees, Items items, IReadOnlyList<ResolvedRoot> roots)
    {
        _timeline = timeline;
        _trees = trees;
        _items = items;
        _roots = roots;
        _itemOfBlob = new Dictionary<int, int>(items.Blobs);
        _changes = new List<(int, int)>[items.Count];
        for (var i = 0; i < _changes.Length; i++) _changes[i] = [];
        CollectChanges();
    }

    /// <summary>The history of every item, by its number.</summary>
    public ItemHistory[] Find(int threads, CancellationToken cancellation)
    {
        var histories = new ItemHistory[_items.Count];
        var direct = DirectRoots();
        var groups = Enumerable.Range(0, _items.Count).GroupBy(i => i, new SameChanges(_changes)).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.ForEach(groups, options, () => new Walk(_timeline, _roots), (group, _, walk) =>
        {
            var shared = walk.Follow(_changes[group.Key]);
            foreach (var item in group) histories[item] = direct[item] is { } more ? Join(shared, more) : shared;
            return walk;
        }, static _ => { });
        return histories;
    }

    private static ItemHistory Join(ItemHistory history, List<string> more) =>
        history with { ReachableFrom = [.. history.ReachableFrom.Concat(more).Distinct()] };

    /// <summary>Roots that name a blob or a tree themselves: index entries, tags of blobs.</summary>
    private List<string>?[] DirectRoots()
    {
        var direct = new List<string>?[_items.Count];
        foreach (var root in _roots)
        {
            if (root.Blob >= 0 && _itemOfBlob.TryGetValue(root.Blob, out var item)) (direct[item] ??= []).Add(root.Root.Name);
            if (root.Tree < 0) continue;
            var counts = new Dictionary<int, int>();
            _trees.Compare(ItemTrees.Nothing, _trees.Node(root.Tree), counts);
            foreach (var below in counts.Keys) (direct[below] ??= []).Add(root.Root.Name);
        }

        return direct;
    }

    /// <summary>For each item: at which commits the number of places it has differs from the first parent's.</summary>
    private void CollectChanges()
    {
        var counts = new Dictionary<int, int>();
        for (var commit = 0; commit < _timeline.Commits.Count; commit++)
        {
            var parents = _timeline.Parents(commit);
            var before = parents.Length == 0 ? ItemTrees.Nothing : _trees.Node(_timeline.Commits[parents[0]].Tree);
            counts.Clear();
            _trees.Compare(before, _trees.Node(_timeline.Commits[commit].Tree), counts);
            foreach (var (item, change) in counts)
            {
                if (change != 0) _changes[item].Add((commit, change));
            }
        }
    }

    private sealed class SameChanges(List<(int Commit, int Change)>[] changes) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => changes[x].SequenceEqual(changes[y]);

        public int GetHashCode(int item)
        {
            var hash = new HashCode();
            foreach (var change in changes[item]) hash.Add(change);
            return hash.ToHashCode();
        }
    }

    /// <summary>One pass over the commits for one item, with buffers of its own.</summary>
    private sealed class Walk(CommitTimeline timeline, IReadOnlyList<ResolvedRoot> roots)
    {
        private readonly int[] _places = new int[timeline.Commits.Count];
        private readonly bool[] _had = new bool[timeline.Commits.Count];
        private readonly int[] _removal = new int[timeline.Commits.Count];

        public ItemHistory Follow(List<(int Commit, int Change)> changes)
        {
            if (changes.Count == 0) return ItemHistory.Unreachable;
            var first = changes[0].Commit;
            Array.Clear(_places);
            Array.Clear(_had);
            var introduced = -1;
            var next = 0;
            for (var commit = first; commit < _places.Length; commit++)
            {
                Step(commit, next < changes.Count && changes[next].Commit == commit ? changes[next++].Change : 0, out var isNew);
                if (!isNew) continue;
                if (introduced < 0 || (!timeline.Reachable[introduced] && timeline.Reachable[commit])) introduced = commit;
            }

            return Conclude(introduced);
        }

        private void Step(int commit, int change, out bool isNew)
        {
            var parents = timeline.Parents(commit);
            _places[commit] = change + (parents.Length > 0 ? _places[parents[0]] : 0);
            var present = _places[commit] > 0;
            var parentPresent = false;
            var had = false;
            var removal = -1;
            foreach (var parent in parents)
            {
                parentPresent |= _places[parent] > 0;
                had |= _had[parent];
                if (_had[parent] && _places[parent] == 0) removal = Math.Max(removal, _removal[parent]);
            }

            _had[commit] = present || had;
            _removal[commit] = present ? -1 : parentPresent ? commit : removal;
            isNew = present && !parentPresent;
        }

        /// <summary>Whether a root's own commit has it. A stash keeps the index and untracked files in parents of its commit.</summary>
        private bool Shows(ResolvedRoot root)
        {
            if (_places[root.Commit] > 0) return true;
            if (!string.Equals(root.Root.Name, "refs/stash", StringComparison.Ordinal)) return false;
            foreach (var parent in timeline.Parents(root.Commit))
            {
                if (_places[parent] > 0) return true;
            }

            return false;
        }

        private ItemHistory Conclude(int introduced)
        {
            var reachable = new List<string>();
            var removed = new List<(string Ref, int Commit)>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var shown = false;
            DateTimeOffset? last = null;
            foreach (var root in roots)
            {
                if (root.Commit < 0 || !_had[root.Commit]) continue;
                if (seen.Add(root.Root.Name)) reachable.Add(root.Root.Name);
                var removal = _removal[root.Commit];
                if (Shows(root)) shown |= root.Root.Kind is Git.Refs.RootKind.Ref;
                else if (removal >= 0)
                {
                    if (root.IsBranch) removed.Add((root.Root.Name, removal));
                    if (last is null || timeline.Time(removal) > last) last = timeline.Time(removal);
                }
            }

            // Kept only by a reflog or a pseudo-ref that still shows it: it has not been removed, and is readable to this day.
            Exposure? exposure = introduced < 0 || reachable.Count == 0
                ? null
                : new Exposure(timeline.Time(introduced), shown ? null : last);
            return new ItemHistory(introduced, removed, reachable, exposure);
        }
    }
}
