using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Objects;

/// <summary>Something in an object store that could not be read.</summary>
/// <param name="Object">The object, where it is one; else null.</param>
/// <param name="Path">The file, relative to the git directory where it lies below it; else null.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record Unreadable(ObjectId? Object, string? Path, string Reason);

/// <summary>
/// The objects of one repository, alternates included: its packs through the reader of this folder, all else (loose objects, and
/// whatever that reader missed) through <c>git cat-file</c>.
/// </summary>
public sealed class ObjectStore : IDisposable
{
    private readonly Repository _repository;
    private readonly List<PackFile> _packs = [];
    private readonly List<int[]> _objectOfEntry = [];
    private readonly List<Unreadable> _unreadable = [];
    private readonly bool[] _packed;
    private readonly bool[] _seen;
    private readonly Lazy<(int Pack, int Entry)[]> _places;

    private ObjectStore(Repository repository)
    {
        _repository = repository;
        var loose = new List<ObjectId>();
        foreach (var directory in repository.ObjectDirectories)
        {
            OpenPacks(directory);
            ListLoose(directory, loose);
        }

        Table = Number(loose);
        _packed = new bool[Table.Count];
        _seen = new bool[Table.Count];
        AssignOwners();
        _places = new Lazy<(int Pack, int Entry)[]>(Places);
    }

    /// <summary>All objects.</summary>
    public ObjectTable Table { get; }

    /// <summary>Packs and objects that can't be read, as far as is known by now.</summary>
    public IReadOnlyList<Unreadable> Unreadable => _unreadable;

    /// <summary>Lists the objects of a repository. Reads no object yet.</summary>
    public static ObjectStore Open(Repository repository) => new(repository);

    /// <summary>
    /// Gives every object of the types to visitors, each object once: packed ones on all threads, then the rest on the caller's.
    /// What can't be read at all is added to <see cref="Unreadable"/>.
    /// </summary>
    /// <param name="types">The types wanted.</param>
    /// <param name="visitors">Makes a visitor for a thread.</param>
    /// <param name="maxObjectBytes">Larger objects are not read: they end up in <see cref="Unreadable"/>.</param>
    /// <param name="threads">Threads for packs.</param>
    /// <param name="cancellation">Stops the walk.</param>
    public void Walk<TNode>(
        ObjectType[] types, Func<IStoreVisitor<TNode>> visitors, long maxObjectBytes, int threads, CancellationToken cancellation)
    {
        for (var number = 0; number < _packs.Count; number++)
        {
            var entries = _objectOfEntry[number];
            var walk = new PackWalk(_packs[number], threads, maxObjectBytes, cancellation);
            walk.Run<TNode>(types, () => new EntryVisitor<TNode>(this, entries, visitors()));
        }

        ReadRest(types, visitors(), maxObjectBytes, cancellation);
    }

    /// <summary>Reads one object whole through git; null where that fails or it is larger than the limit.</summary>
    public byte[]? Read(ObjectId id, long maxObjectBytes)
    {
        byte[]? content = null;
        var batch = new CatFile(_repository);
        batch.Read([id], maxObjectBytes, (_, _, bytes) => content = bytes.ToArray(), (_, _, _) => { });
        return content;
    }

    /// <summary>The pack that owns an object, and which of its entries the object is; no pack where it lies in none.</summary>
    internal (PackFile? Pack, int Entry) FindPacked(int index) => _packed[index] ? (_packs[_places.Value[index].Pack], _places.Value[index].Entry) : (null, -1);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pack in _packs) pack.Dispose();
    }

    private void ReadRest<TNode>(ObjectType[] types, IStoreVisitor<TNode> visitor, long maxObjectBytes, CancellationToken cancellation)
    {
        var rest = new List<int>();
        for (var i = 0; i < Table.Count; i++)
        {
            if (_seen[i]) continue;
            if (Table.Types[i] == ObjectType.None || (types.Contains(Table.Types[i]) && visitor.Wants(i))) rest.Add(i);
        }

        if (rest.Count == 0) return;
        var batch = new CatFile(_repository);
        var ids = rest.ConvertAll(i => Table[i]);
        var wanted = new List<ObjectId>();
        batch.Check(ids, (id, type, size) => TakeHeader(id, type, size, types, visitor, maxObjectBytes, wanted));
        batch.Read(
            wanted,
            maxObjectBytes,
            (id, type, content) =>
            {
                cancellation.ThrowIfCancellationRequested();
                var index = Table.Find(id);
                if (_packed[index] && ObjectHash.Of(type, content.Span, _repository.Format) != id)
                {
                    Fail(id, "corrupt in its pack");
                    return;
                }

                _seen[index] = true;
                visitor.Release(visitor.Visit(index, type, content));
            },
            (id, _, reason) => Fail(id, reason));
    }

    private void TakeHeader<TNode>(
        ObjectId id, ObjectType type, long size, ObjectType[] types, IStoreVisitor<TNode> visitor, long maxObjectBytes, List<ObjectId> wanted)
    {
        var index = Table.Find(id);
        Table.Types[index] = type;
        if (type == ObjectType.None)
        {
            Fail(id, _packed[index] ? "corrupt in its pack" : "corrupt loose object");
        }
        else if (types.Contains(type) && visitor.Wants(index))
        {
            if (size > maxObjectBytes) Fail(id, $"larger than the limit of {maxObjectBytes >> 20} MiB");
            else wanted.Add(id);
        }
    }

    private void Fail(ObjectId id, string reason)
    {
        _seen[Table.Find(id)] = true;
        _unreadable.Add(new Unreadable(id, null, reason));
    }

    private void OpenPacks(string objectDirectory)
    {
        var folder = Path.Combine(objectDirectory, "pack");
        if (!Directory.Exists(folder)) return;
        var indexes = Directory.GetFiles(folder, "*.idx").Order(StringComparer.Ordinal).ToList();
        foreach (var indexPath in indexes)
        {
            var packPath = Path.ChangeExtension(indexPath, ".pack");
            try
            {
                var index = PackIndex.Open(indexPath, _repository.Format);
                _packs.Add(PackFile.Open(packPath, index, _repository.Format));
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                var reason = e is InvalidDataException ? "corrupt pack: " + e.Message : "pack can't be opened";
                _unreadable.Add(new Unreadable(null, _repository.Relative(packPath), reason));
            }
        }

        foreach (var pack in Directory.GetFiles(folder, "pack-*.pack"))
        {
            if (!indexes.Contains(Path.ChangeExtension(pack, ".idx")))
                _unreadable.Add(new Unreadable(null, _repository.Relative(pack), "pack without an index"));
        }
    }

    private void ListLoose(string objectDirectory, List<ObjectId> loose)
    {
        var digits = 2 * ObjectId.LengthOf(_repository.Format);
        for (var first = 0; first < 256; first++)
        {
            var name = first.ToString("x2", null);
            var folder = Path.Combine(objectDirectory, name);
            if (!Directory.Exists(folder)) continue;
            foreach (var file in Stores.Files(folder))
            {
                var hex = name + Path.GetFileName(file);
                if (hex.Length == digits && ObjectId.TryParse(hex, out var id)) loose.Add(id);
            }
        }
    }

    private ObjectTable Number(List<ObjectId> loose)
    {
        var ids = new ObjectId[_packs.Sum(p => p.Count) + loose.Count];
        var filled = 0;
        foreach (var pack in _packs)
        {
            for (var i = 0; i < pack.Count; i++) ids[filled++] = pack.Index.Id(i);
        }

        loose.CopyTo(ids, filled);
        if (_packs.Count > 1 || loose.Count > 0) Array.Sort(ids);
        var unique = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            if (i == 0 || ids[i] != ids[unique - 1]) ids[unique++] = ids[i];
        }

        Array.Resize(ref ids, unique);
        return new ObjectTable(ids);
    }

    private void AssignOwners()
    {
        foreach (var pack in _packs)
        {
            var entries = new int[pack.Count];
            for (var entry = 0; entry < entries.Length; entry++)
            {
                var index = _packs.Count == 1 && pack.Count == Table.Count
                    ? pack.IndexPosition[entry]
                    : Table.Find(pack.Index.Id(pack.IndexPosition[entry]));
                _packed[index] = true;
                entries[entry] = index;
                if (pack.Type[entry] != ObjectType.None) Table.Types[index] = pack.Type[entry];
            }

            foreach (var entry in pack.Circular()) _repository.Circular.Add(Table[entries[entry]]);

            _objectOfEntry.Add(entries);
        }
    }

    private (int Pack, int Entry)[] Places()
    {
        var places = new (int Pack, int Entry)[Table.Count];
        for (var pack = _packs.Count - 1; pack >= 0; pack--)
        {
            for (var entry = 0; entry < _objectOfEntry[pack].Length; entry++) places[_objectOfEntry[pack][entry]] = (pack, entry);
        }

        return places;
    }

    /// <summary>Turns a pack's entries into the store's objects and sees to it that each is visited once.</summary>
    private sealed class EntryVisitor<TNode>(ObjectStore store, int[] objects, IStoreVisitor<TNode> inner) : IObjectVisitor<TNode>
    {
        public TNode Visit(int entry, ObjectType type, ReadOnlyMemory<byte> content)
        {
            var first = !store._seen[objects[entry]];
            store._seen[objects[entry]] = true;
            return first ? inner.Visit(objects[entry], type, content) : inner.Revisit(objects[entry], type, content);
        }

        public TNode VisitDelta(int entry, ObjectType type, ReadOnlyMemory<byte> content, TNode baseNode, List<DeltaOp> ops)
        {
            var first = !store._seen[objects[entry]];
            store._seen[objects[entry]] = true;
            return first
                ? inner.VisitDelta(objects[entry], type, content, baseNode, ops)
                : inner.Revisit(objects[entry], type, content);
        }

        public void Release(TNode node) => inner.Release(node);

        public bool Wants(int entry) => inner.Wants(objects[entry]);

        public void Missed(int entry)
        {
        }
    }
}

/// <summary>Takes in the objects of a store, by their numbers in its table.</summary>
public interface IStoreVisitor<TNode>
{
    /// <summary>An object whose bytes don't come from another object at hand.</summary>
    TNode Visit(int index, ObjectType type, ReadOnlyMemory<byte> content);

    /// <summary>An object made by a delta on another.</summary>
    TNode VisitDelta(int index, ObjectType type, ReadOnlyMemory<byte> content, TNode baseNode, List<DeltaOp> ops);

    /// <summary>A second copy of an object visited before: only what its deltas want to know of it is asked for.</summary>
    TNode Revisit(int index, ObjectType type, ReadOnlyMemory<byte> content);

    /// <summary>What was returned for an object is no longer asked for.</summary>
    void Release(TNode node);

    /// <summary>Whether the object, or any object that is a delta on it, is wanted.</summary>
    bool Wants(int index);
}
