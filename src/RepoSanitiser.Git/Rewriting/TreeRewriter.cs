using System.Numerics;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>
/// Makes the new trees: each is the old one without, or with, the entries that are treated, and every other byte of it stays. A folder
/// that is empty then goes. Trees in which nothing changes are not made again.
/// </summary>
internal sealed class TreeRewriter
{
    private readonly HistoryGraph _graph;
    private readonly TreeSurvey _survey;
    private readonly IReadOnlyList<EntryFate> _fates;
    private readonly NewObjects _objects;
    private readonly TreeTexts _texts;
    private readonly int _idLength;
    private readonly ObjectId[] _new;
    private readonly bool[] _emptied;
    private readonly TreeAssembly _assembly = new();
    private readonly DeltaSource[] _sources = new DeltaSource[3];
    // New texts of places in which something changes; of others, which stay as they are, the old ones.
    private readonly KeptTexts _kept = new();

    private TreeRewriter(HistoryGraph graph, TreeSurvey survey, IReadOnlyList<EntryFate> fates, NewObjects objects, ObjectFormat format)
    {
        _graph = graph;
        _survey = survey;
        _fates = fates;
        _objects = objects;
        _texts = new TreeTexts(graph, format);
        _idLength = ObjectId.LengthOf(format);
        _new = new ObjectId[survey.Count];
        _emptied = new bool[survey.Count];
    }

    /// <summary>Trees that changed, each counted for each path it lies at.</summary>
    public int Changed { get; private set; }

    /// <summary>Makes all new trees.</summary>
    public static TreeRewriter Run(
        HistoryGraph graph, TreeSurvey survey, IReadOnlyList<EntryFate> fates, NewObjects objects, ObjectFormat format, CancellationToken cancellation)
    {
        var rewriter = new TreeRewriter(graph, survey, fates, objects, format);
        foreach (var place in survey.ChangedFromBelow())
        {
            cancellation.ThrowIfCancellationRequested();
            rewriter.Make(place);
        }

        rewriter._texts.Verify();
        return rewriter;
    }

    /// <summary>The new id of a tree at the top; its old one where nothing changes.</summary>
    public ObjectId Of(int rootTree) =>
        _survey.Find(rootTree) is var place and >= 0 && _survey.Touches(place).Length > 0 ? _new[place] : _graph.Objects[rootTree];

    private void Make(int place)
    {
        var old = _texts.Of(_survey.Tree(place));
        var made = Treat(old, _survey.Touches(place));
        _emptied[place] = made.Entries == 0;
        _new[place] = _objects.AreKept ? _objects.AddTree(made, Sources(place)) : _objects.AddTree(made, []);
        // What was treated before may come out as it was.
        if (_new[place] != _graph.Objects[_survey.Tree(place)]) Changed++;
        if (_objects.AreKept) _kept.Add(place, made);
    }

    /// <summary>
    /// What a new tree may be a delta on: those of its neighbours in history, and what the old one shared with. They are made once more
    /// only where none of them is still at hand.
    /// </summary>
    private ReadOnlySpan<DeltaSource> Sources(int place)
    {
        ReadOnlySpan<int> near = [_survey.Before(place), _survey.After(place), _survey.Base(place)];
        var count = 0;
        foreach (var other in near)
        {
            if (other >= 0 && _kept.Find(other) is { } text) _sources[count++] = Source(other, text);
        }

        for (var i = 0; i < near.Length && count == 0; i++)
        {
            if (near[i] < 0 || !IsMade(near[i])) continue;
            var text = _texts.Of(_survey.Tree(near[i]));
            if (Changes(near[i])) text = Treat(text, _survey.Touches(near[i]));
            _kept.Add(near[i], text);
            _sources[count++] = Source(near[i], text);
        }

        return _sources.AsSpan(0, count);
    }

    private DeltaSource Source(int place, TreeText text) => Changes(place)
        ? new DeltaSource(_new[place], text, 0)
        : new DeltaSource(_graph.Objects[_survey.Tree(place)], text, _graph.Trees.Depth(_survey.Tree(place)));

    private bool Changes(int place) => _survey.Touches(place).Length > 0;

    private bool IsMade(int place) => !Changes(place) || _new[place] != default;

    private TreeText Treat(TreeText old, ReadOnlySpan<Touch> touches)
    {
        var made = _assembly;
        var next = 0;
        var renamed = false;
        foreach (var touch in touches)
        {
            made.AddAll(old, next, touch.Index);
            next = touch.Index + 1;
            var fate = touch.Decision < 0 ? default : _fates[touch.Decision];
            var entry = old.Entry(touch.Index);
            if (fate.Kind == FateKind.Drop || (touch.Child >= 0 && _emptied[touch.Child])) continue;
            var id = touch.Child >= 0 ? _new[touch.Child] : fate.Kind == FateKind.Replace ? fate.Content : new ObjectId(entry[^_idLength..]);
            renamed |= fate.Name is not null;
            made.Add(entry, fate.Name, id);
        }

        made.AddAll(old, next, old.Entries);
        return renamed ? Sorted(made.Finish()) : made.Finish();
    }

    /// <summary>Puts entries in git's order, which new names may have left.</summary>
    private TreeText Sorted(TreeText text)
    {
        var order = Enumerable.Range(0, text.Entries).ToArray();
        Array.Sort(order, (a, b) => TreeText.Compare(text.Entry(a), text.Entry(b)));
        var sorted = _assembly;
        for (var i = 0; i < order.Length; i++)
        {
            if (i > 0 && TreeText.Name(text.Entry(order[i])).SequenceEqual(TreeText.Name(text.Entry(order[i - 1]))))
                throw new ReposanException(ExitCode.Refused, "Two files of one folder would have the same name: choose a replacement that tells them apart.");
            sorted.AddAll(text, order[i], order[i] + 1);
        }

        return sorted.Finish();
    }
}

/// <summary>Puts trees' bytes together, one tree after another.</summary>
internal sealed class TreeAssembly
{
    private byte[] _bytes = new byte[1 << 10];
    private int[] _starts = new int[1 << 6];
    private int _length;
    private int _entries;

    /// <summary>Adds entries of another tree as they are.</summary>
    public void AddAll(TreeText text, int from, int to)
    {
        if (from >= to) return;
        var (start, shift) = (text.Starts[from], _length - text.Starts[from]);
        var span = text.Bytes.AsSpan(start, text.Starts[to] - start);
        span.CopyTo(Room(span.Length));
        Shift(text.Starts.AsSpan(from + 1, to - from), shift, Starts(to - from));
    }

    /// <summary>Adds an entry with another id, and under another name where one is given.</summary>
    public void Add(ReadOnlySpan<byte> entry, string? name, ObjectId id)
    {
        var mode = entry[..(entry.IndexOf((byte)' ') + 1)];
        var named = name is null ? TreeText.Name(entry) : System.Text.Encoding.Latin1.GetBytes(name);
        Add(mode, named, id);
    }

    /// <summary>Adds an entry.</summary>
    /// <param name="mode">Its mode and the space after it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="id">What it names.</param>
    public void Add(ReadOnlySpan<byte> mode, ReadOnlySpan<byte> name, ObjectId id)
    {
        var room = Room(mode.Length + name.Length + 1 + id.Length);
        mode.CopyTo(room);
        name.CopyTo(room[mode.Length..]);
        room[mode.Length + name.Length] = 0;
        id.CopyTo(room[(mode.Length + name.Length + 1)..]);
        Starts(1)[0] = _length;
    }

    /// <summary>The tree; the next one begins empty.</summary>
    public TreeText Finish()
    {
        var text = new TreeText(_bytes.AsSpan(0, _length).ToArray(), _starts.AsSpan(0, _entries + 1).ToArray());
        (_length, _entries) = (0, 0);
        return text;
    }

    private static void Shift(ReadOnlySpan<int> from, int by, Span<int> to)
    {
        var i = 0;
        for (; i <= from.Length - Vector<int>.Count; i += Vector<int>.Count) (new Vector<int>(from[i..]) + new Vector<int>(by)).CopyTo(to[i..]);
        for (; i < from.Length; i++) to[i] = from[i] + by;
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length) Array.Resize(ref _bytes, Math.Max(_length + length, 2 * _bytes.Length));
        var room = _bytes.AsSpan(_length, length);
        _length += length;
        return room;
    }

    /// <summary>Room for the ends of some more entries.</summary>
    private Span<int> Starts(int entries)
    {
        if (_starts.Length - _entries <= entries) Array.Resize(ref _starts, Math.Max(_entries + entries + 1, 2 * _starts.Length));
        var room = _starts.AsSpan(_entries + 1, entries);
        _entries += entries;
        return room;
    }
}
