using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Objects;

/// <summary>
/// Every object of a store, numbered in the order of their ids. An object that lies in several places is one object here: the first
/// pack that has it owns it, and the other copies serve only as bases for deltas.
/// </summary>
public sealed class ObjectTable
{
    private readonly ObjectId[] _ids;
    private readonly ulong[] _starts;
    private readonly int[] _fanout = new int[65537];

    internal ObjectTable(ObjectId[] sortedIds)
    {
        _ids = sortedIds;
        _starts = Array.ConvertAll(sortedIds, id => id.Start);
        Types = new ObjectType[sortedIds.Length];
        var bucket = 0;
        for (var i = 0; i < sortedIds.Length; i++)
        {
            var prefix = Prefix(sortedIds[i]);
            while (bucket <= prefix) _fanout[bucket++] = i;
        }

        while (bucket <= 65536) _fanout[bucket++] = sortedIds.Length;
    }

    /// <summary>Objects in the store.</summary>
    public int Count => _ids.Length;

    /// <summary>The type of each object; <see cref="ObjectType.None"/> where it could not be found out.</summary>
    public ObjectType[] Types { get; }

    /// <summary>An object's id.</summary>
    public ObjectId this[int index] => _ids[index];

    /// <summary>The number of an object, or -1 where the store has none of that id.</summary>
    public int Find(ObjectId id)
    {
        // The first eight bytes tell nearly all ids apart, and eight of them fit where one whole id does in the processor's cache.
        var start = id.Start;
        var prefix = Prefix(id);
        var low = _fanout[prefix];
        var end = _fanout[prefix + 1];
        var high = end;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_starts[middle] < start) low = middle + 1;
            else high = middle;
        }

        for (; low < end && _starts[low] == start; low++)
        {
            if (_ids[low] == id) return low;
        }

        return -1;
    }

    private static int Prefix(in ObjectId id) => (int)(id.Start >> 48);
}
