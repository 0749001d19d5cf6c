using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Graph;

/// <summary>What a tree's deltas need of it: its number and where its entries begin, with one more for where the last one ends.</summary>
/// <param name="Tree">The tree's number.</param>
/// <param name="Rented">A rented array with the starts; null where the tree is malformed.</param>
/// <param name="Count">Starts in it: entries and one more.</param>
internal readonly record struct TreeNode(int Tree, int[]? Rented, int Count)
{
    public ReadOnlySpan<int> Starts => Rented.AsSpan(0, Count);
}

/// <summary>Reads trees. One a thread.</summary>
internal sealed class TreeParser(ObjectTable objects, TreeTable trees, ObjectFormat format)
{
    /// <summary>The longest name that is taken for one: no file system has longer ones.</summary>
    private const int LongestName = 4096;

    private readonly NameTable.Reader _names = new(trees.Names);
    private readonly NameTable.Reader _modes = new(trees.Modes);
    private readonly int _idLength = ObjectId.LengthOf(format);
    private int[] _starts = new int[1024];
    private ulong _lastMode;
    private int _lastModeText;
    private int _count;
    private readonly List<TreeEntry> _own = [];
    private readonly List<Run> _runs = [];

    /// <summary>Reads a whole tree; a node without starts where it is malformed.</summary>
    public TreeNode Parse(int tree, ReadOnlySpan<byte> content, bool record)
    {
        Clear();
        for (var at = 0; at < content.Length;)
        {
            AddStart(at);
            at = ReadEntry(content, at);
            if (at < 0) return default;
        }

        if (_own.Count > 0) _runs.Add(new Run(_own.Count, ~0));
        return Finish(tree, -1, content.Length, record);
    }

    /// <summary>Reads a tree that is a delta on another: entries that lie whole within a copied stretch are taken from the base.</summary>
    public TreeNode ParseDelta(int tree, ReadOnlySpan<byte> content, TreeNode source, List<DeltaOp> ops)
    {
        Clear();
        var op = 0;
        for (var at = 0; at < content.Length;)
        {
            while (ops[op].Start + ops[op].Length <= at) op++;
            if (ops[op].BaseStart >= 0 && Share(source.Starts, ops[op], at) is > 0 and var shared)
            {
                at += shared;
                continue;
            }

            AddStart(at);
            if (_runs.Count > 0 && _runs[^1].Source < 0) _runs[^1] = _runs[^1] with { Count = _runs[^1].Count + 1 };
            else _runs.Add(new Run(1, ~_own.Count));
            at = ReadEntry(content, at);
            if (at < 0) return default;
        }

        return Finish(tree, source.Tree, content.Length, record: true);
    }

    private void Clear()
    {
        _count = 0;
        _own.Clear();
        _runs.Clear();
    }

    private TreeNode Finish(int tree, int baseTree, int length, bool record)
    {
        AddStart(length);
        if (record) trees.Set(tree, new TreeRecord(baseTree, [.. _runs], [.. _own]));
        var starts = ArrayPool<int>.Shared.Rent(_count);
        _starts.AsSpan(0, _count).CopyTo(starts);
        return new TreeNode(tree, starts, _count);
    }

    /// <summary>Takes all entries from the base that begin where the result stands and end within the copy. Returns their bytes.</summary>
    private int Share(ReadOnlySpan<int> starts, DeltaOp op, int at)
    {
        var from = op.BaseStart + (at - op.Start);
        var first = starts.BinarySearch(from);
        if (first < 0) return 0;
        var last = starts.BinarySearch(op.BaseStart + op.Length);
        if (last < 0) last = ~last - 1;
        var count = Math.Min(last, starts.Length - 1) - first;
        if (count <= 0) return 0;
        AddShifted(starts.Slice(first, count), at - from);
        _runs.Add(new Run(count, first));
        return starts[first + count] - from;
    }

    private void AddStart(int start)
    {
        if (_count == _starts.Length) Array.Resize(ref _starts, 2 * _count);
        _starts[_count++] = start;
    }

    private void AddShifted(ReadOnlySpan<int> starts, int shift)
    {
        while (_count + starts.Length > _starts.Length) Array.Resize(ref _starts, 2 * _starts.Length);
        var target = _starts.AsSpan(_count, starts.Length);
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(starts);
        var targets = MemoryMarshal.Cast<int, Vector<int>>(target);
        var by = new Vector<int>(shift);
        for (var i = 0; i < vectors.Length; i++) targets[i] = vectors[i] + by;
        for (var i = vectors.Length * Vector<int>.Count; i < starts.Length; i++) target[i] = starts[i] + shift;
        _count += starts.Length;
    }

    private int ReadEntry(ReadOnlySpan<byte> content, int at)
    {
        var rest = content[at..];
        var space = rest.IndexOf((byte)' ');
        if (space is < 1 or > 7) return -1;
        var end = rest[(space + 1)..].IndexOf((byte)0);
        if (end < 0) return -1;
        var idStart = space + 1 + end + 1;
        if (end > LongestName || rest.Length < idStart + _idLength) return -1;
        var mode = 0;
        ulong digits = 0;
        foreach (var digit in rest[..space])
        {
            if (digit is < (byte)'0' or > (byte)'7') return -1;
            mode = (mode << 3) | (digit - '0');
            digits = (digits << 8) | digit;
        }

        var name = _names.Add(rest.Slice(space + 1, end));
        var kind = (mode & 0xf000) switch { 0x4000 => EntryKind.Tree, 0xe000 => EntryKind.Submodule, _ => EntryKind.Blob };
        if (digits != _lastMode) (_lastMode, _lastModeText) = (digits, _modes.Add(rest[..space]));
        if (_lastModeText > ushort.MaxValue) return -1;
        var id = new ObjectId(rest.Slice(idStart, _idLength));
        var number = kind == EntryKind.Submodule ? trees.AddSubmodule(id) : objects.Find(id);
        if (number < 0) number = ~trees.AddMissing(id);
        _own.Add(new TreeEntry(number, name, kind, (ushort)_lastModeText));
        return at + idStart + _idLength;
    }
}
