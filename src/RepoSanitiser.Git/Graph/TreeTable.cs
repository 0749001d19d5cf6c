using System.Collections.Concurrent;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Graph;

/// <summary>What a tree entry names.</summary>
public enum EntryKind : byte
{
    /// <summary>A file or a symbolic link.</summary>
    Blob,

    /// <summary>A folder.</summary>
    Tree,

    /// <summary>A submodule's commit, which lies in another repository.</summary>
    Submodule,
}

/// <summary>An entry of a tree.</summary>
/// <param name="Object">The object's number in the table; for one that is not in the store, <c>~i</c> with i into
/// <see cref="TreeTable.Missing"/>; for a submodule, an index into <see cref="TreeTable.Submodules"/>.</param>
/// <param name="Name">The name's number.</param>
/// <param name="Kind">What it names.</param>
/// <param name="Mode">The number of the mode in <see cref="TreeTable.Modes"/>.</param>
public readonly record struct TreeEntry(int Object, int Name, EntryKind Kind, ushort Mode);

/// <summary>A run of entries of a tree.</summary>
/// <param name="Count">Entries in the run.</param>
/// <param name="Source">Where they are: from this entry on in the tree's base; <c>~i</c>: from i on in the tree's own entries.</param>
internal readonly record struct Run(int Count, int Source);

/// <summary>A tree as runs of entries it shares with its base and entries of its own.</summary>
internal sealed class TreeRecord(int baseTree, Run[] runs, TreeEntry[] own)
{
    /// <summary>Number of the tree that most entries are shared with; -1 for none.</summary>
    public int Base { get; } = baseTree;

    public Run[] Runs { get; } = runs;

    public TreeEntry[] Own { get; } = own;
}

/// <summary>
/// Every tree of a store, kept as the pack's deltas keep them: a new version of a folder costs what changed in it. A history of
/// a hundred thousand commits fits in memory so, and questions about all versions of a folder cost what the changes cost.
/// </summary>
public sealed class TreeTable
{
    private readonly TreeRecord?[] _records;
    private readonly IdList _missing = new();
    private readonly IdList _submodules = new();

    internal TreeTable(int objects) => _records = new TreeRecord?[objects];

    /// <summary>The names of all entries.</summary>
    public NameTable Names { get; } = new();

    /// <summary>The modes of all entries as trees write them, zeros before them included: with names and ids, a tree's very bytes.</summary>
    public NameTable Modes { get; } = new();

    /// <summary>Ids that trees name and the store does not have.</summary>
    public IReadOnlyList<ObjectId> Missing => _missing.Ids;

    /// <summary>Commits of other repositories that trees name.</summary>
    public IReadOnlyList<ObjectId> Submodules => _submodules.Ids;

    /// <summary>Whether the tree was read.</summary>
    public bool Has(int tree) => _records[tree] is not null;

    /// <summary>All entries of a tree.</summary>
    public TreeEntry[] Entries(int tree)
    {
        var chain = new Stack<TreeRecord>();
        for (var record = _records[tree]; record is not null; record = record.Base < 0 ? null : _records[record.Base]) chain.Push(record);
        TreeEntry[] entries = [];
        while (chain.TryPop(out var record)) entries = Apply(record, entries);
        return entries;
    }

    /// <summary>All entries of a tree, from all entries of its base.</summary>
    internal static TreeEntry[] Apply(TreeRecord record, ReadOnlySpan<TreeEntry> source)
    {
        var count = 0;
        foreach (var run in record.Runs) count += run.Count;
        var all = new TreeEntry[count];
        var filled = 0;
        foreach (var run in record.Runs)
        {
            var from = run.Source < 0 ? record.Own.AsSpan(~run.Source, run.Count) : source.Slice(run.Source, run.Count);
            from.CopyTo(all.AsSpan(filled));
            filled += run.Count;
        }

        return all;
    }

    /// <summary>The entries a tree does not share with its base; all of them where it has none.</summary>
    internal ReadOnlySpan<TreeEntry> OwnEntries(int tree) => _records[tree]!.Own;

    /// <summary>The tree most entries are shared with, or -1.</summary>
    internal int Base(int tree) => _records[tree]!.Base;

    /// <summary>How many bases follow each other from a tree on.</summary>
    internal int Depth(int tree)
    {
        var depth = 0;
        for (var at = _records[tree]!.Base; at >= 0; at = _records[at]!.Base) depth++;
        return depth;
    }

    internal TreeRecord? Record(int tree) => _records[tree];

    internal void Set(int tree, TreeRecord record) => _records[tree] = record;

    internal int AddMissing(ObjectId id) => _missing.Add(id);

    internal int AddSubmodule(ObjectId id) => _submodules.Add(id);

    private sealed class IdList
    {
        private readonly ConcurrentDictionary<ObjectId, int> _numbers = new();

        public List<ObjectId> Ids { get; } = [];

        public int Add(ObjectId id) => _numbers.GetOrAdd(id, static (key, list) =>
        {
            lock (list.Ids)
            {
                list.Ids.Add(key);
                return list.Ids.Count - 1;
            }
        }, this);
    }
}
