using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>A tree's bytes, and where its entries begin in them, with one more start for the end.</summary>
internal sealed class TreeText(byte[] bytes, int[] starts)
{
    public byte[] Bytes { get; } = bytes;

    public int[] Starts { get; } = starts;

    public int Entries => Starts.Length - 1;

    public ReadOnlySpan<byte> Entry(int index) => Bytes.AsSpan(Starts[index], Starts[index + 1] - Starts[index]);

    /// <summary>The name in an entry's bytes.</summary>
    public static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> entry)
    {
        var rest = entry[(entry.IndexOf((byte)' ') + 1)..];
        return rest[..rest.IndexOf((byte)0)];
    }

    /// <summary>Whether an entry's bytes name a folder.</summary>
    public static bool IsFolder(ReadOnlySpan<byte> entry) => entry.TrimStart((byte)'0').StartsWith("40000 "u8);

    /// <summary>git's order of entries: by name, a folder's as if a slash followed.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var a = Name(left);
        var b = Name(right);
        var common = Math.Min(a.Length, b.Length);
        var order = a[..common].SequenceCompareTo(b[..common]);
        if (order != 0) return order;
        int next = a.Length > common ? a[common] : IsFolder(left) ? '/' : 0;
        int other = b.Length > common ? b[common] : IsFolder(right) ? '/' : 0;
        return next - other;
    }
}

/// <summary>
/// Gives trees their bytes back from what the table of trees keeps. Those of a base are kept for a while, for the trees that share with
/// it. What comes out is hashed, on another thread: bytes that are not exactly the tree's are a refusal, at the latest when
/// <see cref="Verify"/> is called.
/// </summary>
internal sealed class TreeTexts(HistoryGraph graph, ObjectFormat format)
{
    private const int KeptEntries = 1 << 20;
    private const int MostChecks = 64;

    private readonly Dictionary<int, TreeEntry[]> _kept = [];
    private readonly Queue<int> _order = new();
    private readonly Queue<Task> _checks = new();
    private readonly int _idLength = ObjectId.LengthOf(format);
    private readonly byte[]?[] _names = new byte[graph.Trees.Names.Count][];
    private readonly byte[]?[] _modes = new byte[graph.Trees.Modes.Count][];
    private long _entriesKept;

    /// <summary>The bytes of a tree.</summary>
    public TreeText Of(int tree)
    {
        var entries = Entries(tree);
        var starts = new int[entries.Length + 1];
        for (var i = 0; i < entries.Length; i++) starts[i + 1] = starts[i] + Mode(entries[i].Mode).Length + Name(entries[i].Name).Length + 2 + _idLength;
        var bytes = new byte[starts[^1]];
        for (var i = 0; i < entries.Length; i++) Write(entries[i], bytes.AsSpan(starts[i]));
        _checks.Enqueue(Task.Run(() => Check(tree, bytes)));
        if (_checks.Count > MostChecks) _checks.Dequeue().GetAwaiter().GetResult();
        return new TreeText(bytes, starts);
    }

    /// <summary>Waits until everything given out was hashed.</summary>
    /// <exception cref="ReposanException">Something is not the tree that it was given out as (refused).</exception>
    public void Verify()
    {
        while (_checks.TryDequeue(out var check)) check.GetAwaiter().GetResult();
    }

    /// <summary>The entries of a tree.</summary>
    public TreeEntry[] Entries(int tree)
    {
        if (_kept.TryGetValue(tree, out var known)) return known;
        var record = graph.Trees.Record(tree)!;
        var entries = record.Base >= 0 && _kept.TryGetValue(record.Base, out var source)
            ? TreeTable.Apply(record, source)
            : graph.Trees.Entries(tree);
        _kept[tree] = entries;
        _order.Enqueue(tree);
        _entriesKept += entries.Length;
        while (_entriesKept > KeptEntries && _order.TryDequeue(out var oldest) && _kept.Remove(oldest, out var gone)) _entriesKept -= gone.Length;
        return entries;
    }

    private void Check(int tree, byte[] bytes)
    {
        if (ObjectHash.Of(ObjectType.Tree, bytes, format) == graph.Objects[tree]) return;
        throw new ReposanException(
            ExitCode.Refused, $"The tree {graph.Objects[tree]} is not what its id says: the repository is damaged; run git fsck, and purge a sound copy.");
    }

    private void Write(in TreeEntry entry, Span<byte> to)
    {
        var mode = Mode(entry.Mode);
        var name = Name(entry.Name);
        mode.CopyTo(to);
        to[mode.Length] = (byte)' ';
        name.CopyTo(to[(mode.Length + 1)..]);
        to[mode.Length + 1 + name.Length] = 0;
        Id(entry).CopyTo(to[(mode.Length + name.Length + 2)..]);
    }

    private ObjectId Id(in TreeEntry entry) =>
        entry.Kind == EntryKind.Submodule ? graph.Trees.Submodules[entry.Object]
        : entry.Object < 0 ? graph.Trees.Missing[~entry.Object]
        : graph.Objects[entry.Object];

    private byte[] Name(int name) => _names[name] ??= System.Text.Encoding.Latin1.GetBytes(graph.Trees.Names[name]);

    private byte[] Mode(int mode) => _modes[mode] ??= System.Text.Encoding.Latin1.GetBytes(graph.Trees.Modes[mode]);
}
