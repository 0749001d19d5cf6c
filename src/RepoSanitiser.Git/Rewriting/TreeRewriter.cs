using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>
/// Makes the new trees: each is the old one without, or with, the entries that are treated, and every other byte of it stays. A folder
/// that is empty then goes. Trees in which nothing changes are not made again.
/// </summary>
internal sealed class TreeRewriter
{
    private const long KeptBytes = 24 << 20;

    private readonly HistoryGraph _graph;
    private readonly TreeSurvey _survey;
    private readonly IReadOnlyList<EntryFate> _fates;
    private readonly NewObjects _objects;
    private readonly TreeTexts _texts;
    private readonly int _idLength;
    private readonly ObjectId[] _new;
    private readonly bool[] _emptied;
    private readonly Dictionary<int, TreeText> _kept = [];
    private readonly Queue<int> _order = new();
    private long _bytesKept;

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
        rewriter._kept.Clear();
        return rewriter;
    }

    /// <summary>The new id of a tree at the top; its old one where nothing changes.</summary>
    public ObjectId Of(int rootTree) =>
        _survey.Find(rootTree) is var place and >= 0 && _survey.Touches(place).Length > 0 ? _new[place] : _graph.Objects[rootTree];

    private void Make(int place)
    {
        var old = _texts.Of(_survey.Tree(place));
        var made = Treat(old, _survey.Touches(place));
        var source = _survey.Base(place);
        TreeText? from = null;
        var fromId = default(ObjectId);
        if (source >= 0 && _objects.AreKept)
        {
            var changes = _survey.Touches(source).Length > 0;
            fromId = changes ? _new[source] : _graph.Objects[_survey.Tree(source)];
            if (!_kept.TryGetValue(source, out from) && !changes) Keep(source, from = _texts.Of(_survey.Tree(source)));
        }

        _emptied[place] = made.Entries == 0;
        _new[place] = _objects.AddTree(made, fromId, from);
        // What was treated before may come out as it was.
        if (_new[place] != _graph.Objects[_survey.Tree(place)]) Changed++;
        if (_objects.AreKept) Keep(place, made);
    }

    private void Keep(int place, TreeText text)
    {
        _kept[place] = text;
        _order.Enqueue(place);
        _bytesKept += Weight(text);
        while (_bytesKept > KeptBytes && _order.TryDequeue(out var oldest) && _kept.Remove(oldest, out var gone)) _bytesKept -= Weight(gone);
    }

    private static int Weight(TreeText text) => text.Bytes.Length + 4 * text.Starts.Length;

    private TreeText Treat(TreeText old, ReadOnlySpan<Touch> touches)
    {
        var made = new TreeAssembly(old.Bytes.Length, old.Entries);
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
            renamed |= fate.Kind == FateKind.Rename;
            made.Add(entry, fate.Name, id);
        }

        made.AddAll(old, next, old.Entries);
        return renamed ? Sorted(made.Finish()) : made.Finish();
    }

    /// <summary>Puts entries in git's order, which new names may have left.</summary>
    private static TreeText Sorted(TreeText text)
    {
        var order = Enumerable.Range(0, text.Entries).ToArray();
        Array.Sort(order, (a, b) => TreeText.Compare(text.Entry(a), text.Entry(b)));
        var sorted = new TreeAssembly(text.Bytes.Length, text.Entries);
        for (var i = 0; i < order.Length; i++)
        {
            if (i > 0 && TreeText.Name(text.Entry(order[i])).SequenceEqual(TreeText.Name(text.Entry(order[i - 1]))))
                throw new ReposanException(ExitCode.Refused, "Two files of one folder would have the same name: choose a replacement that tells them apart.");
            sorted.AddAll(text, order[i], order[i] + 1);
        }

        return sorted.Finish();
    }
}

/// <summary>Puts a tree's bytes together.</summary>
internal sealed class TreeAssembly(int bytes, int entries)
{
    private byte[] _bytes = new byte[bytes + 64];
    private readonly List<int> _starts = new(entries + 1) { 0 };
    private int _length;

    /// <summary>Adds entries of another tree as they are.</summary>
    public void AddAll(TreeText text, int from, int to)
    {
        if (from >= to) return;
        var (start, shift) = (text.Starts[from], _length - text.Starts[from]);
        var span = text.Bytes.AsSpan(start, text.Starts[to] - start);
        span.CopyTo(Room(span.Length));
        for (var i = from + 1; i <= to; i++) _starts.Add(text.Starts[i] + shift);
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
        _starts.Add(_length);
    }

    /// <summary>The tree.</summary>
    public TreeText Finish() => new(_bytes.AsSpan(0, _length).ToArray(), [.. _starts]);

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length) Array.Resize(ref _bytes, Math.Max(_length + length, 2 * _bytes.Length));
        var room = _bytes.AsSpan(_length, length);
        _length += length;
        return room;
    }
}
