using System.Buffers;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>
/// The objects that a rewrite makes. Each is hashed here, so that a plan knows all ids; they go into a pack only where there is one,
/// which a plan that is only shown has not.
/// </summary>
/// <param name="format">The repository's hash.</param>
/// <param name="pack">Where the objects go; null for nowhere.</param>
internal sealed class NewObjects(ObjectFormat format, NewPack? pack)
{
    private readonly HashSet<ObjectId> _made = [];
    private readonly ArrayBufferWriter<byte> _delta = new();

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

    /// <summary>Makes a tree, as a delta on another where that is shorter.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="sourceId">The id of the tree it shares most with.</param>
    /// <param name="source">That tree; null for none.</param>
    public ObjectId AddTree(TreeText tree, ObjectId sourceId, TreeText? source)
    {
        var id = ObjectHash.Of(ObjectType.Tree, tree.Bytes, format);
        if (!_made.Add(id) || pack is null) return id;
        if (source is not null && sourceId != id)
        {
            DeltaWriter.Write(source, tree, _delta);
            if (_delta.WrittenCount < tree.Bytes.Length / 2 && pack.AddDelta(id, sourceId, _delta.WrittenSpan)) return id;
        }

        pack.Add(ObjectType.Tree, id, tree.Bytes);
        return id;
    }
}
