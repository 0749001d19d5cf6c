using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>An entry of a tree that changes.</summary>
/// <param name="Index">Which entry.</param>
/// <param name="Child">For a folder in which something changes: its place; else -1.</param>
/// <param name="Decision">What <see cref="IEntrySelection.Decide"/> said of it; -1 for nothing.</param>
internal readonly record struct Touch(int Index, int Child, int Decision);

/// <summary>
/// Finds what changes in which trees, at the price of what the trees do not share: a place is a tree at a path, and where a tree's base
/// lies at the same path, all that they share is known from the base. Goes down to find the entries that are selected, then up to find
/// the folders that hold them.
/// </summary>
internal sealed class TreeSurvey
{
    private const int MostLevels = 4096;

    private readonly HistoryGraph _graph;
    private readonly IEntrySelection _selection;
    private readonly PathTable _paths;
    private readonly Dictionary<long, int> _numbers = [];
    private readonly List<(int Tree, int Path, int Base)> _places = [];
    private readonly List<Mark[]> _own = [];
    private readonly List<int> _levels = [];
    private readonly int _mostPlaces;
    private Touch[][] _touches = [];
    private readonly Dictionary<int, int> _siblings = [];
    private int[] _before = [];
    private int[] _after = [];

    private TreeSurvey(HistoryGraph graph, PathTable paths, IEntrySelection selection)
    {
        _graph = graph;
        _paths = paths;
        _selection = selection;
        _mostPlaces = Math.Max(1_000_000, 4 * graph.Objects.Count);
    }

    /// <summary>Places looked at.</summary>
    public int Count => _places.Count;

    /// <summary>Looks at everything below trees.</summary>
    /// <exception cref="ReposanException">There are more places than can be followed (refused).</exception>
    public static TreeSurvey Take(
        HistoryGraph graph, PathTable paths, IEnumerable<int> rootTrees, IEntrySelection selection, CancellationToken cancellation)
    {
        var survey = new TreeSurvey(graph, paths, selection);
        var level = new List<(int Tree, int Path)>();
        foreach (var tree in rootTrees.Where(t => t >= 0 && graph.Trees.Has(t)).Distinct().Order()) level.Add((tree, PathTable.Root));
        while (level.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (survey._levels.Count == MostLevels) throw TooMany();
            level = survey.Descend(level);
        }

        survey._levels.Add(survey.Count);
        survey.Ascend();
        return survey;
    }

    /// <summary>The tree of a place.</summary>
    public int Tree(int place) => _places[place].Tree;

    /// <summary>The place of the tree's base at the same path; -1 for none.</summary>
    public int Base(int place) => _places[place].Base;

    /// <summary>The place at the same path in a commit before, of those given to <see cref="Pair"/>; -1 for none.</summary>
    public int Before(int place) => _before[place];

    /// <summary>The place at the same path in a commit after; -1 for none.</summary>
    public int After(int place) => _after[place];

    /// <summary>What changes in a place, by entry; nothing for most places.</summary>
    public ReadOnlySpan<Touch> Touches(int place) => _touches[place];

    /// <summary>Whether anything changes in a tree at the top, or anywhere below it.</summary>
    public bool Changes(int rootTree) => Find(rootTree) is var place and >= 0 && _touches[place].Length > 0;

    /// <summary>The place of a tree at the top; -1 where it was not looked at.</summary>
    public int Find(int rootTree) => _numbers.GetValueOrDefault(Key(rootTree, PathTable.Root), -1);

    /// <summary>Tells which places follow each other, where something changes in both.</summary>
    /// <param name="commits">The trees at the top of commits, each with that of the commit's first parent.</param>
    public void Pair(IEnumerable<(int RootTree, int Before)> commits)
    {
        var waiting = new Stack<(int Place, int Before)>();
        foreach (var (tree, before) in commits)
        {
            waiting.Push((Find(tree), Find(before)));
            while (waiting.TryPop(out var pair)) Match(pair.Place, pair.Before, waiting);
        }
    }

    private void Match(int place, int before, Stack<(int Place, int Before)> waiting)
    {
        if (place < 0 || before < 0 || place == before || _before[place] >= 0) return;
        var (own, other) = (_touches[place], _touches[before]);
        if (own.Length == 0 || other.Length == 0) return;
        _before[place] = before;
        if (_after[before] < 0) _after[before] = place;
        _siblings.Clear();
        foreach (var touch in other)
        {
            if (touch.Child >= 0) _siblings[_places[touch.Child].Path] = touch.Child;
        }

        foreach (var touch in own)
        {
            if (touch.Child >= 0 && _siblings.TryGetValue(_places[touch.Child].Path, out var sibling)) waiting.Push((touch.Child, sibling));
        }
    }

    /// <summary>Places in which something changes: what lies deeper first, bases before what shares with them.</summary>
    public IEnumerable<int> ChangedFromBelow()
    {
        for (var level = _levels.Count - 2; level >= 0; level--)
        {
            for (var place = _levels[level]; place < _levels[level + 1]; place++)
            {
                if (_touches[place].Length > 0) yield return place;
            }
        }
    }

    private static long Key(int tree, int path) => ((long)tree << 32) | (uint)path;

    private static ReposanException TooMany() => new(
        ExitCode.Refused, "The repository's trees stand for more paths than can be followed, as only a repository made to do harm has: nothing was changed.");

    private List<(int Tree, int Path)> Descend(List<(int Tree, int Path)> level)
    {
        _levels.Add(Count);
        if (Count + level.Count > _mostPlaces) throw TooMany();
        foreach (var (tree, path, source) in BasesFirst(level))
        {
            _numbers[Key(tree, path)] = _places.Count;
            _places.Add((tree, path, source));
        }

        var below = new List<(int Tree, int Path)>();
        var seen = new HashSet<long>();
        for (var place = _levels[^1]; place < _places.Count; place++) _own.Add(Look(place, below, seen));
        return below;
    }

    /// <summary>The places of one level, each base before what shares with it, and those close to each other that share.</summary>
    private IEnumerable<(int Tree, int Path, int Base)> BasesFirst(List<(int Tree, int Path)> level)
    {
        var rank = new Dictionary<long, int>(level.Count);
        for (var i = 0; i < level.Count; i++) rank[Key(level[i].Tree, level[i].Path)] = i;
        var first = new int[level.Count];
        var next = new int[level.Count];
        Array.Fill(first, -1);
        Array.Fill(next, -1);
        var roots = new List<int>();
        for (var i = level.Count - 1; i >= 0; i--)
        {
            var source = _graph.Trees.Base(level[i].Tree);
            var at = source < 0 ? -1 : rank.GetValueOrDefault(Key(source, level[i].Path), -1);
            if (at < 0)
            {
                roots.Add(i);
                continue;
            }

            next[i] = first[at];
            first[at] = i;
        }

        var waiting = new Stack<(int Rank, int Base)>(roots.Select(r => (r, -1)));
        var number = _places.Count;
        while (waiting.TryPop(out var at))
        {
            yield return (level[at.Rank].Tree, level[at.Rank].Path, at.Base);
            for (var child = first[at.Rank]; child >= 0; child = next[child]) waiting.Push((child, number));
            number++;
        }
    }

    private Mark[] Look(int place, List<(int Tree, int Path)> below, HashSet<long> seen)
    {
        var (tree, path, source) = _places[place];
        var entries = source >= 0 ? _graph.Trees.OwnEntries(tree) : _graph.Trees.Entries(tree);
        List<Mark>? found = null;
        for (var i = 0; i < entries.Length; i++)
        {
            Soundness.Check(_graph, entries[i], tree);
            var decision = _selection.Decide(entries[i], path);
            var (child, childTree) = (-1, -1);
            if (entries[i] is { Kind: EntryKind.Tree, Object: >= 0 } && _graph.Trees.Has(entries[i].Object) && _selection.Enters(entries[i], path))
            {
                (child, childTree) = (_paths.Add(path, entries[i].Name), entries[i].Object);
                if (seen.Add(Key(childTree, child))) below.Add((childTree, child));
            }

            if (decision >= 0 || child >= 0) (found ??= []).Add(new Mark(i, decision, childTree, child));
        }

        return found?.ToArray() ?? [];
    }

    private void Ascend()
    {
        _touches = new Touch[Count][];
        _before = new int[Count];
        _after = new int[Count];
        Array.Fill(_before, -1);
        Array.Fill(_after, -1);
        for (var level = _levels.Count - 2; level >= 0; level--)
        {
            for (var place = _levels[level]; place < _levels[level + 1]; place++) _touches[place] = Settle(place);
        }

        _own.Clear();
    }

    private Touch[] Settle(int place)
    {
        var (tree, _, source) = _places[place];
        var own = _own[place];
        if (own.Length == 0 && (source < 0 || _touches[source].Length == 0)) return [];
        var found = new List<Touch>();
        if (source < 0)
        {
            foreach (var mark in own) AddOwn(mark, mark.Index, found);
            return [.. found];
        }

        var at = 0;
        var nextOwn = 0;
        foreach (var run in _graph.Trees.Record(tree)!.Runs)
        {
            if (run.Source < 0)
            {
                // Own entries come in order: each run goes on where the last one ended.
                for (; nextOwn < own.Length && own[nextOwn].Index < ~run.Source + run.Count; nextOwn++)
                    AddOwn(own[nextOwn], at + own[nextOwn].Index - ~run.Source, found);
            }
            else
            {
                foreach (var touch in _touches[source])
                {
                    if (touch.Index >= run.Source && touch.Index < run.Source + run.Count) found.Add(touch with { Index = at + touch.Index - run.Source });
                }
            }

            at += run.Count;
        }

        return [.. found];
    }

    private void AddOwn(Mark mark, int index, List<Touch> found)
    {
        var child = mark.Path < 0 ? -1 : _numbers[Key(mark.Tree, mark.Path)];
        if (child >= 0 && _touches[child].Length == 0) child = -1;
        if (child >= 0 || mark.Decision >= 0) found.Add(new Touch(index, child, mark.Decision));
    }

    /// <summary>An entry to come back to: one that is selected, or a folder that may hold one.</summary>
    private readonly record struct Mark(int Index, int Decision, int Tree, int Path);
}
