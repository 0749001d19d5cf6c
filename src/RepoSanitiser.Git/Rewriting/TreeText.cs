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
/// Gives trees their bytes back from what the table of trees keeps. Those of a base are kept for a while: what a tree shares with it is
/// copied. What comes out is hashed, on another thread: bytes that are not exactly the tree's are a refusal, at the latest when
/// <see cref="Verify"/> is called.
/// </summary>
internal sealed class TreeTexts(HistoryGraph graph, ObjectFormat format)
{
    private const int MostChecks = 64;

    private readonly KeptTexts _kept = new();
    private readonly Queue<Task> _checks = new();
    private readonly TreeAssembly _assembly = new();
    private readonly byte[]?[] _names = new byte[graph.Trees.Names.Count][];
    private readonly byte[]?[] _modes = new byte[graph.Trees.Modes.Count][];

    /// <summary>The bytes of a tree.</summary>
    public TreeText Of(int tree)
    {
        if (_kept.Find(tree) is { } known) return known;
        var record = graph.Trees.Record(tree)!;
        var text = record.Base >= 0 && _kept.Find(record.Base) is { } source ? Shared(record, source) : Whole(graph.Trees.Entries(tree));
        _kept.Add(tree, text);
        _checks.Enqueue(Task.Run(() => Check(tree, text.Bytes)));
        if (_checks.Count > MostChecks) _checks.Dequeue().GetAwaiter().GetResult();
        return text;
    }

    /// <summary>Waits until everything given out was hashed.</summary>
    /// <exception cref="ReposanException">Something is not the tree that it was given out as (refused).</exception>
    public void Verify()
    {
        while (_checks.TryDequeue(out var check)) check.GetAwaiter().GetResult();
    }

    private TreeText Whole(ReadOnlySpan<TreeEntry> entries)
    {
        foreach (var entry in entries) Add(entry);
        return _assembly.Finish();
    }

    private TreeText Shared(TreeRecord record, TreeText source)
    {
        foreach (var run in record.Runs)
        {
            if (run.Source >= 0) _assembly.AddAll(source, run.Source, run.Source + run.Count);
            else foreach (var entry in record.Own.AsSpan(~run.Source, run.Count)) Add(entry);
        }

        return _assembly.Finish();
    }

    private void Check(int tree, byte[] bytes)
    {
        if (ObjectHash.Of(ObjectType.Tree, bytes, format) == graph.Objects[tree]) return;
        throw new ReposanException(
            ExitCode.Refused, $"The tree {graph.Objects[tree]} is not what its id says: the repository is damaged; run git fsck, and purge a sound copy.");
    }

    private void Add(in TreeEntry entry) => _assembly.Add(Mode(entry.Mode), Name(entry.Name), Id(entry));

    private ObjectId Id(in TreeEntry entry) =>
        entry.Kind == EntryKind.Submodule ? graph.Trees.Submodules[entry.Object]
        : entry.Object < 0 ? graph.Trees.Missing[~entry.Object]
        : graph.Objects[entry.Object];

    private byte[] Name(int name) => _names[name] ??= System.Text.Encoding.Latin1.GetBytes(graph.Trees.Names[name]);

    private byte[] Mode(int mode) => _modes[mode] ??= System.Text.Encoding.Latin1.GetBytes(graph.Trees.Modes[mode] + " ");
}

/// <summary>The texts that were made last, up to a size.</summary>
internal sealed class KeptTexts
{
    private const long MostBytes = 24 << 20;

    private readonly Dictionary<int, TreeText> _kept = [];
    private readonly Queue<int> _order = new();
    private long _bytes;

    /// <summary>The text of this number; null where it is not kept any more.</summary>
    public TreeText? Find(int number) => _kept.GetValueOrDefault(number);

    /// <summary>Keeps a text, in the place of the oldest ones.</summary>
    public void Add(int number, TreeText text)
    {
        if (!_kept.TryAdd(number, text)) return;
        _order.Enqueue(number);
        _bytes += Weight(text);
        while (_bytes > MostBytes && _order.TryDequeue(out var oldest) && _kept.Remove(oldest, out var gone)) _bytes -= Weight(gone);
    }

    private static int Weight(TreeText text) => text.Bytes.Length + 4 * text.Starts.Length;
}
