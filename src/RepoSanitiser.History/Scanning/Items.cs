using System.Runtime.InteropServices;
using RepoSanitiser.Git.Graph;

namespace RepoSanitiser.History.Scanning;

/// <summary>
/// What is looked for in trees: blobs with findings, and names with findings. Each has a number, by which its presence in every commit
/// is then worked out.
/// </summary>
internal sealed class Items
{
    private readonly Dictionary<int, int> _blobs = [];
    private readonly Dictionary<int, int> _names = [];

    public int Count => _blobs.Count + _names.Count;

    public IReadOnlyDictionary<int, int> Blobs => _blobs;

    public IReadOnlyDictionary<int, int> Names => _names;

    /// <summary>The number of a blob, given by its number in the object table.</summary>
    public int AddBlob(int blob) => Add(_blobs, blob);

    /// <summary>The number of a name of tree entries.</summary>
    public int AddName(int name) => Add(_names, name);

    private int Add(Dictionary<int, int> known, int key)
    {
        if (known.TryGetValue(key, out var item)) return item;
        item = Count;
        known.Add(key, item);
        return item;
    }
}

/// <summary>
/// Says of every tree which items are below it, each version of a folder at the cost of what changed in it. Trees that hold the same
/// items in the same way get the same number, so that two commits can be compared by walking only where they differ.
/// </summary>
internal sealed class ItemTrees
{
    /// <summary>The number of a tree without items.</summary>
    public const int Nothing = 0;

    private const int Unknown = -1;

    /// <summary>Places of one item that are counted; beyond, it has that many.</summary>
    private const int MostPlaces = 1 << 20;

    /// <summary>Folders in folders that are followed, as deep as paths are.</summary>
    private const int MostLevels = 4096;

    private readonly HistoryGraph _graph;
    private readonly Items _items;
    private readonly HashSet<int> _folders;
    private readonly Mark[]?[] _marks;
    private readonly int[] _nodeOfTree;
    private readonly List<Mark> _making = [];
    private readonly Dictionary<string, int> _nodeOfContent = new(StringComparer.Ordinal);
    private readonly List<Link[]> _nodes = [[]];
    private readonly PriorityQueue<(int Before, int After), int> _waiting = new();
    private readonly Dictionary<(int Before, int After), int> _times = [];

    /// <param name="graph">The history.</param>
    /// <param name="items">What is looked for.</param>
    /// <param name="folders">Names of all folders on the paths that items have.</param>
    public ItemTrees(HistoryGraph graph, Items items, HashSet<int> folders)
    {
        _graph = graph;
        _items = items;
        _folders = folders;
        _marks = new Mark[graph.Objects.Count][];
        _nodeOfTree = new int[graph.Objects.Count];
        Array.Fill(_nodeOfTree, Unknown);
    }

    /// <summary>An entry that is an item, or may lead to one.</summary>
    private readonly record struct Mark(int Position, TreeEntry Entry);

    /// <summary>What a node holds: an item (by <c>~item</c>) or another node, at a name.</summary>
    private readonly record struct Link(int Name, int Target);

    /// <summary>The number that stands for what a tree holds.</summary>
    public int Node(int tree) => Node(tree, 0);

    private int Node(int tree, int depth)
    {
        if (tree < 0 || depth > MostLevels || !_graph.Trees.Has(tree)) return Nothing;
        if (_nodeOfTree[tree] != Unknown) return _nodeOfTree[tree];
        _nodeOfTree[tree] = Nothing;
        var marks = Marks(tree);
        if (marks.Length == 0) return Nothing;
        var links = new List<Link>(marks.Length);
        foreach (var mark in marks) AddLinks(mark.Entry, depth, links);
        var node = links.Count == 0 ? Nothing : Intern(links);
        return _nodeOfTree[tree] = node;
    }

    /// <summary>How the places of each item change from one node to another. Nodes that hold each other many times over stand for
    /// more places than can be counted one by one: so each pair of nodes is compared once, for all places at which the two are.</summary>
    public void Compare(int before, int after, Dictionary<int, int> counts)
    {
        if (before == after) return;
        Await(before, after, 1);
        while (_waiting.TryDequeue(out var pair, out _))
        {
            if (_times.Remove(pair, out var times)) Compare(_nodes[pair.Before], _nodes[pair.After], times, counts);
        }
    }

    private void Compare(Link[] old, Link[] now, int times, Dictionary<int, int> counts)
    {
        int i = 0, j = 0;
        while (i < old.Length || j < now.Length)
        {
            var order = i == old.Length ? 1 : j == now.Length ? -1 : Compare(old[i], now[j]);
            if (order == 0 && old[i].Target >= 0) Await(old[i++].Target, now[j++].Target, times);
            else if (order == 0) (i, j) = (i + 1, j + 1);
            else if (order < 0) Take(old[i++], times, isNew: false, counts);
            else Take(now[j++], times, isNew: true, counts);
        }
    }

    /// <summary>Puts a pair of nodes off until all pairs that could hold it are done: what a node holds has lower numbers than it.</summary>
    private void Await(int before, int after, int times)
    {
        if (before == after) return;
        var pair = (before, after);
        if (_times.TryGetValue(pair, out var known)) _times[pair] = Math.Min(known + times, MostPlaces);
        else
        {
            _times.Add(pair, times);
            _waiting.Enqueue(pair, -Math.Max(before, after));
        }
    }

    private static int Compare(Link a, Link b)
    {
        var order = a.Name.CompareTo(b.Name);
        if (order != 0) return order;
        return a.Target >= 0 && b.Target >= 0 ? 0 : a.Target.CompareTo(b.Target);
    }

    private static void Bump(Dictionary<int, int> counts, int item, int by)
    {
        counts.TryGetValue(item, out var count);
        counts[item] = Math.Clamp(count + by, -MostPlaces, MostPlaces);
    }

    private void Take(Link link, int times, bool isNew, Dictionary<int, int> counts)
    {
        if (link.Target < 0) Bump(counts, ~link.Target, isNew ? times : -times);
        else if (isNew) Await(Nothing, link.Target, times);
        else Await(link.Target, Nothing, times);
    }

    private void AddLinks(TreeEntry entry, int depth, List<Link> links)
    {
        if (_items.Names.TryGetValue(entry.Name, out var name)) links.Add(new Link(entry.Name, ~name));
        if (entry.Kind == EntryKind.Blob && _items.Blobs.TryGetValue(entry.Object, out var blob)) links.Add(new Link(entry.Name, ~blob));
        if (entry.Kind != EntryKind.Tree || entry.Object < 0) return;
        var below = Node(entry.Object, depth + 1);
        if (below != Nothing) links.Add(new Link(entry.Name, below));
    }

    private int Intern(List<Link> links)
    {
        links.Sort((a, b) => a.Name != b.Name ? a.Name.CompareTo(b.Name) : a.Target.CompareTo(b.Target));
        var content = string.Create(links.Count * 4, links, static (span, all) =>
        {
            for (var i = 0; i < all.Count; i++)
            {
                span[4 * i] = (char)(ushort)all[i].Name;
                span[4 * i + 1] = (char)(ushort)(all[i].Name >> 16);
                span[4 * i + 2] = (char)(ushort)all[i].Target;
                span[4 * i + 3] = (char)(ushort)(all[i].Target >> 16);
            }
        });
        if (_nodeOfContent.TryGetValue(content, out var node)) return node;
        node = _nodes.Count;
        _nodes.Add([.. links]);
        _nodeOfContent.Add(content, node);
        return node;
    }

    /// <summary>The entries of a tree that matter, taken over from its base where they are shared.</summary>
    private Mark[] Marks(int tree)
    {
        var chain = new Stack<int>();
        for (var at = tree; at >= 0 && _marks[at] is null; at = _graph.Trees.Record(at)!.Base) chain.Push(at);
        while (chain.TryPop(out var next)) _marks[next] = MakeMarks(_graph.Trees.Record(next)!);
        return _marks[tree]!;
    }

    private Mark[] MakeMarks(TreeRecord record)
    {
        var source = record.Base >= 0 ? _marks[record.Base]! : [];
        var marks = _making;
        marks.Clear();
        var position = 0;
        foreach (var run in record.Runs)
        {
            if (run.Source >= 0) CopyMarks(source, run, position, marks);
            else
            {
                for (var i = 0; i < run.Count; i++)
                {
                    var entry = record.Own[~run.Source + i];
                    if (Matters(entry)) marks.Add(new Mark(position + i, entry));
                }
            }

            position += run.Count;
        }

        if (marks.Count == 0) return [];
        return CollectionsMarshal.AsSpan(marks).SequenceEqual(source) ? source : [.. marks];
    }

    private static void CopyMarks(Mark[] source, Run run, int position, List<Mark> marks)
    {
        int low = 0, high = source.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (source[middle].Position < run.Source) low = middle + 1;
            else high = middle;
        }

        for (; low < source.Length && source[low].Position < run.Source + run.Count; low++)
            marks.Add(new Mark(source[low].Position - run.Source + position, source[low].Entry));
    }

    private bool Matters(TreeEntry entry) =>
        _items.Names.ContainsKey(entry.Name)
        || (entry.Kind == EntryKind.Blob && _items.Blobs.ContainsKey(entry.Object))
        || (entry.Kind == EntryKind.Tree && _folders.Contains(entry.Name));
}
