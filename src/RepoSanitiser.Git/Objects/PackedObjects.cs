namespace RepoSanitiser.Git.Objects;

/// <summary>
/// Reads single objects out of the packs of a store, with the bases that each is a delta on; those made last are kept. Nothing is hashed
/// here: the caller does that. Not thread-safe: one a thread.
/// </summary>
internal sealed class PackedObjects(ObjectStore store) : IDisposable
{
    private const int MostDeltas = 4096;
    private const long KeptBytes = 16 << 20;

    private readonly Inflater _inflater = new();
    private readonly List<DeltaOp> _ops = [];
    private readonly Dictionary<(PackFile Pack, int Entry), byte[]> _bases = [];
    private long _kept;

    /// <summary>The bytes of an object, by its number in the store's table; null where no pack has it, or where it can't be read from there.</summary>
    public byte[]? Read(int index, long maxBytes)
    {
        if (store.FindPacked(index) is not { Pack: { } pack, Entry: var entry } || pack.Type[entry] == ObjectType.None) return null;
        var deltas = new Stack<int>();
        byte[]? made;
        while (!_bases.TryGetValue((pack, entry), out made) && pack.Base(entry) >= 0)
        {
            if (deltas.Count == MostDeltas) return null;
            deltas.Push(entry);
            entry = pack.Base(entry);
        }

        made ??= Keep(pack, entry, Inflate(pack, entry, maxBytes));
        while (made is not null && deltas.TryPop(out var delta)) made = Keep(pack, delta, Apply(pack, delta, made, maxBytes));
        return made;
    }

    /// <inheritdoc/>
    public void Dispose() => _inflater.Dispose();

    private byte[]? Apply(PackFile pack, int entry, byte[] source, long maxBytes)
    {
        if (Inflate(pack, entry, maxBytes) is not { } delta) return null;
        var header = Delta.ReadSizes(delta, out var baseSize, out var size);
        if (header == 0 || baseSize != source.Length || size > maxBytes) return null;
        var made = new byte[size];
        return Delta.Apply(source, delta.AsSpan(header), made, _ops) ? made : null;
    }

    private byte[]? Inflate(PackFile pack, int entry, long maxBytes)
    {
        if (pack.StreamSize[entry] > maxBytes) return null;
        var content = new byte[pack.StreamSize[entry]];
        return pack.Inflate(entry, _inflater, content) ? content : null;
    }

    private byte[]? Keep(PackFile pack, int entry, byte[]? made)
    {
        if (made is null || pack.FirstChild[entry] < 0 || made.Length > KeptBytes) return made;
        if ((_kept += made.Length) > KeptBytes)
        {
            _bases.Clear();
            _kept = made.Length;
        }

        _bases[(pack, entry)] = made;
        return made;
    }
}
