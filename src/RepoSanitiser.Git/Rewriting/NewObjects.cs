using System.Buffers;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>A tree that another may be a delta on.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its bytes.</param>
/// <param name="OldDepth">How many deltas lead to it in the repository; not asked for where it is made anew.</param>
internal readonly record struct DeltaSource(ObjectId Id, TreeText Text, int OldDepth);

/// <summary>
/// The objects that a rewrite makes. Each is hashed here, so that a plan knows all ids; they go into a pack only where there is one,
/// which a plan that is only shown has not.
/// </summary>
/// <param name="format">The repository's hash.</param>
/// <param name="pack">Where the objects go; null for nowhere.</param>
internal sealed class NewObjects(ObjectFormat format, NewPack? pack)
{
    // No other tree is likely to be much closer.
    private const int ShortDelta = 128;

    private readonly HashSet<ObjectId> _made = [];
    private ArrayBufferWriter<byte> _delta = new();
    private ArrayBufferWriter<byte> _best = new();

    /// <summary>Objects made.</summary>
    public int Count => _made.Count;

    /// <summary>Whether objects are kept, so that it is worth while to make deltas.</summary>
    public bool AreKept => pack is not null;

    /// <summary>Whether an object was made.</summary>
    public bool Has(ObjectId id) => _made.Contains(id);

    /// <summary>Makes an object.</summary>
    public ObjectId Add(ObjectType type, ReadOnlySpan<byte> content)
    {
        var id = ObjectHash.Of(type, content, format);
        if (_made.Add(id)) pack?.Add(type, id, content);
        return id;
    }

    /// <summary>Makes a tree, as the shortest delta on one of some others, if any is short. Long chains of deltas are avoided as git does.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="sources">Trees it may share much with.</param>
    public ObjectId AddTree(TreeText tree, ReadOnlySpan<DeltaSource> sources)
    {
        var id = ObjectHash.Of(ObjectType.Tree, tree.Bytes, format);
        if (!_made.Add(id) || pack is null) return id;
        var (found, depth, least) = (-1, 0, double.MaxValue);
        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i].Id == id) continue;
            var lead = pack.Depth(sources[i].Id) is var known and >= 0 ? known : sources[i].OldDepth;
            if (lead >= NewPack.MostDeltas) continue;
            DeltaWriter.Write(sources[i].Text, tree, _delta);
            var cost = _delta.WrittenCount / (double)(NewPack.MostDeltas - lead);
            if (_delta.WrittenCount >= tree.Bytes.Length / 2 || cost >= least) continue;
            (found, depth, least) = (i, lead, cost);
            (_best, _delta) = (_delta, _best);
            if (_best.WrittenCount <= ShortDelta) break;
        }

        if (found >= 0) pack.AddDelta(id, sources[found].Id, depth, _best.WrittenSpan);
        else pack.Add(ObjectType.Tree, id, tree.Bytes);
        return id;
    }
}
