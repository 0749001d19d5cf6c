using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Graph;

/// <summary>What a tree's deltas need of it: its number and where its entries begin (and the last one ends).</summary>
internal sealed record TreeNode(int Tree, int[] Starts);

/// <summary>Reads trees. One a thread.</summary>
internal sealed class TreeParser(ObjectTable objects, TreeTable trees, ObjectFormat format)
{
    private readonly NameTable.Reader _names = new(trees.Names);
    private readonly int _idLength = ObjectId.LengthOf(format);
    private readonly List<int> _starts = [];
    private readonly List<TreeEntry> _own = [];
    private readonly List<Run> _runs = [];

    /// <summary>Reads a whole tree. Null where it is malformed.</summary>
    public TreeNode? Parse(int tree, ReadOnlySpan<byte> content, bool record)
    {
        Clear();
        for (var at = 0; at < content.Length;)
        {
            _starts.Add(at);
            at = ReadEntry(content, at);
            if (at < 0) return null;
        }

        if (_own.Count > 0) _runs.Add(new Run(_own.Count, ~0));
        return Finish(tree, -1, content.Length, record);
    }

    /// <summary>Reads a tree that is a delta on another: entries that lie whole within a copied stretch are taken from the base.</summary>
    public TreeNode? ParseDelta(int tree, ReadOnlySpan<byte> content, TreeNode source, List<DeltaOp> ops)
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

            _starts.Add(at);
            if (_runs.Count > 0 && _runs[^1].Source < 0) _runs[^1] = _runs[^1] with { Count = _runs[^1].Count + 1 };
            else _runs.Add(new Run(1, ~_own.Count));
            at = ReadEntry(content, at);
            if (at < 0) return null;
        }

        return Finish(tree, source.Tree, content.Length, record: true);
    }

    private void Clear()
    {
        _starts.Clear();
        _own.Clear();
        _runs.Clear();
    }

    private TreeNode Finish(int tree, int baseTree, int length, bool record)
    {
        _starts.Add(length);
        if (record) trees.Set(tree, new TreeRecord(baseTree, [.. _runs], [.. _own]));
        return new TreeNode(tree, [.. _starts]);
    }

    /// <summary>Takes all entries from the base that begin where the result stands and end within the copy. Returns their bytes.</summary>
    private int Share(int[] starts, DeltaOp op, int at)
    {
        var from = op.BaseStart + (at - op.Start);
        var first = Array.BinarySearch(starts, from);
        if (first < 0) return 0;
        var last = Array.BinarySearch(starts, op.BaseStart + op.Length);
        if (last < 0) last = ~last - 1;
        var count = Math.Min(last, starts.Length - 1) - first;
        if (count <= 0) return 0;
        for (var i = first; i < first + count; i++) _starts.Add(starts[i] - from + at);
        _runs.Add(new Run(count, first));
        return starts[first + count] - from;
    }

    private int ReadEntry(ReadOnlySpan<byte> content, int at)
    {
        var rest = content[at..];
        var space = rest.IndexOf((byte)' ');
        if (space is < 1 or > 7) return -1;
        var end = rest[(space + 1)..].IndexOf((byte)0);
        if (end < 0) return -1;
        var idStart = space + 1 + end + 1;
        if (rest.Length < idStart + _idLength) return -1;
        var mode = 0;
        foreach (var digit in rest[..space])
        {
            if (digit is < (byte)'0' or > (byte)'7') return -1;
            mode = (mode << 3) | (digit - '0');
        }

        var name = _names.Add(rest.Slice(space + 1, end));
        var kind = (mode & 0xf000) switch { 0x4000 => EntryKind.Tree, 0xe000 => EntryKind.Submodule, _ => EntryKind.Blob };
        var number = -1;
        if (kind != EntryKind.Submodule)
        {
            var id = new ObjectId(rest.Slice(idStart, _idLength));
            number = objects.Find(id);
            if (number < 0) number = ~trees.AddMissing(id);
        }

        _own.Add(new TreeEntry(number, name, kind));
        return at + idStart + _idLength;
    }
}
