using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Graph;

/// <summary>
/// Every path that every blob ever had, in any commit, reachable or not. Trees are visited once for each path they lie at; where a tree's
/// base was visited at the same path, only what the tree does not share with it is looked at.
/// </summary>
public sealed class BlobPaths
{
    /// <summary>Folders in folders that are followed; git itself checks out no deeper ones.</summary>
    private const int MostLevels = 4096;

    /// <summary>Characters that all paths may have together.</summary>
    private const long MostCharacters = 64 << 20;

    /// <summary>Entries of trees that are looked at, each once for each place of its tree.</summary>
    private const long MostEntries = 500_000_000;

    private readonly HistoryGraph _graph;
    private readonly int[] _first;
    private readonly Dictionary<int, List<int>> _more = [];
    private readonly HashSet<long> _pairs = [];
    private readonly List<int> _lengths = [0];
    private long _characters;
    private long _looked;
    private readonly HashSet<long> _visited = [];
    private readonly int[] _depth;
    private readonly bool[] _placed;
    private readonly int[] _treeOfName;
    private readonly int _maxPlaces;
    private readonly Dictionary<int, int> _missing = [];

    private BlobPaths(HistoryGraph graph)
    {
        _graph = graph;
        Paths = new PathTable(graph.Trees.Names);
        _first = new int[graph.Objects.Count];
        Array.Fill(_first, -1);
        _depth = new int[graph.Objects.Count];
        _placed = new bool[graph.Objects.Count];
        _maxPlaces = Math.Max(1_000_000, 2 * graph.Objects.Count);
        _visited.EnsureCapacity(graph.Objects.Count / 2);
        _treeOfName = new int[graph.Trees.Names.Count];
        Array.Fill(_treeOfName, -1);
    }

    /// <summary>Whether there were more places (a tree at a path), or longer or deeper paths, than are followed: a handful of trees that
    /// name each other many times can stand for billions of paths.</summary>
    public bool Truncated { get; private set; }

    /// <summary>The paths.</summary>
    public PathTable Paths { get; }

    /// <summary>The path of each object that trees name and the store does not have (an index into <see cref="TreeTable.Missing"/>).</summary>
    public IReadOnlyDictionary<int, int> MissingPaths => _missing;

    /// <summary>A tree that holds an entry of a name, the first one met; -1 where none does.</summary>
    public int TreeOfName(int name) => name < _treeOfName.Length ? _treeOfName[name] : -1;

    /// <summary>Finds the paths below commits' trees and trees that roots name.</summary>
    /// <param name="graph">The history.</param>
    /// <param name="rootTrees">Trees that refs or tags point at themselves.</param>
    /// <param name="commits">The commits to look below, in any order.</param>
    /// <param name="dangling">Whether trees that nothing names count too, with the paths they themselves give.</param>
    public static BlobPaths Find(HistoryGraph graph, IEnumerable<int> rootTrees, IEnumerable<Commit> commits, bool dangling)
    {
        var paths = new BlobPaths(graph);
        var tops = commits.Select(c => c.Tree).Concat(rootTrees).Where(t => t >= 0 && graph.Trees.Has(t)).Distinct().Order().ToList();
        paths.Descend(tops);
        if (dangling) paths.Descend(paths.Unnamed());
        return paths;
    }

    /// <summary>Whether a tree lies below any of the commits and trees looked at.</summary>
    public bool HasTree(int tree) => _placed[tree];

    /// <summary>The numbers of all paths of a blob, in the order met; empty for a blob that no tree names.</summary>
    public IReadOnlyList<int> Of(int blob)
    {
        if (_first[blob] < 0) return [];
        return _more.TryGetValue(blob, out var more) ? [_first[blob], .. more] : [_first[blob]];
    }

    /// <summary>The only path of a blob; -1 where it has none or several.</summary>
    public int Only(int blob) => _more.ContainsKey(blob) ? -1 : _first[blob];

    /// <summary>Adds a path that no tree gives, such as an index entry's.</summary>
    public void Add(int blob, int path)
    {
        if (_first[blob] < 0) _first[blob] = path;
        else if (_first[blob] != path)
        {
            if (!_more.TryGetValue(blob, out var list)) _more[blob] = list = [];
            if (_pairs.Add(Key(blob, path))) list.Add(path);
        }
    }

    /// <summary>Trees that were not visited and that no other tree names.</summary>
    private List<int> Unnamed()
    {
        var rest = new HashSet<int>();
        for (var i = 0; i < _first.Length; i++)
        {
            if (_graph.Trees.Has(i) && !_placed[i]) rest.Add(i);
        }

        if (rest.Count == 0) return [];
        var tops = new HashSet<int>(rest);
        foreach (var tree in rest)
        {
            foreach (var entry in _graph.Trees.Entries(tree))
            {
                if (entry.Kind == EntryKind.Tree && entry.Object != tree) tops.Remove(entry.Object);
            }
        }

        return [.. tops];
    }

    private void Descend(List<int> tops)
    {
        var level = tops.ConvertAll(t => (Tree: t, Path: PathTable.Root));
        for (var depth = 0; level.Count > 0; depth++)
        {
            if (depth == MostLevels)
            {
                Truncated = true;
                return;
            }

            // Bases first: then most trees have their base visited at the same path.
            level.Sort((a, b) => Depth(a.Tree).CompareTo(Depth(b.Tree)));
            var below = new List<(int Tree, int Path)>();
            foreach (var (tree, path) in level) Visit(tree, path, below);
            level = below;
        }
    }

    private void Visit(int tree, int path, List<(int Tree, int Path)> below)
    {
        if (_visited.Count >= _maxPlaces || _characters > MostCharacters)
        {
            Truncated = true;
            return;
        }

        if (!_visited.Add(Key(tree, path))) return;
        _placed[tree] = true;
        var source = _graph.Trees.Base(tree);
        var entries = source >= 0 && !_visited.Contains(Key(source, path))
            ? _graph.Trees.Entries(tree)
            : _graph.Trees.OwnEntries(tree);
        foreach (var entry in entries)
        {
            if (entry.Kind == EntryKind.Submodule) continue;
            if (_treeOfName[entry.Name] < 0) _treeOfName[entry.Name] = tree;
            // An object too damaged to say what it is, is what the trees that name it say.
            if (entry is { Object: >= 0, Kind: EntryKind.Blob } && _graph.Objects.Types[entry.Object] == ObjectType.None)
                _graph.Objects.Types[entry.Object] = ObjectType.Blob;
            if (_characters > MostCharacters || ++_looked > MostEntries)
            {
                Truncated = true;
                return;
            }

            if (entry.Object < 0) _missing.TryAdd(~entry.Object, Below(path, entry.Name));
            else if (_graph.Objects.Types[entry.Object] == ObjectType.Blob) AddEntry(entry.Object, path, entry.Name);
            else if (_graph.Trees.Has(entry.Object)) below.Add((entry.Object, Below(path, entry.Name)));
        }
    }

    /// <summary>The path of a name in a folder, and what it adds to the length of all paths.</summary>
    private int Below(int folder, int name)
    {
        var path = Paths.Add(folder, name);
        if (path < _lengths.Count) return path;
        _lengths.Add(_lengths[folder] + 1 + _graph.Trees.Names[name].Length);
        _characters += _lengths[path];
        return path;
    }

    private void AddEntry(int blob, int folder, int name)
    {
        var first = _first[blob];
        if (first >= 0 && Paths.Name(first) == name && Paths.Folder(first) == folder) return;
        Add(blob, Below(folder, name));
    }

    private int Depth(int tree)
    {
        // Asked for at every comparison of a sort.
        if (_depth[tree] > 0) return _depth[tree];
        var depth = 0;
        for (var at = tree; at >= 0; at = _graph.Trees.Base(at), depth++)
        {
            if (_depth[at] == 0) continue;
            depth += _depth[at];
            break;
        }

        return _depth[tree] = Math.Max(depth, 1);
    }

    private static long Key(int tree, int path) => ((long)tree << 32) | (uint)path;
}
