using System.IO.MemoryMappedFiles;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Objects;

/// <summary>
/// A pack, mapped into memory, with the forest its deltas form: each entry's base, and each base's deltas. Entries are numbered in the
/// order of their offsets. Everything in a pack is distrusted: sizes, offsets and bases are checked before use.
/// </summary>
internal sealed unsafe class PackFile : IDisposable
{
    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;
    private const int Block = 1 << 14;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly long _end;
    private readonly int _idLength;

    private PackFile(string path, PackIndex index, ObjectFormat format)
    {
        Path = path;
        Index = index;
        _idLength = ObjectId.LengthOf(format);
        var length = new FileInfo(path).Length;
        if (length < 12 + _idLength) throw new InvalidDataException("pack too short");
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _end = length - _idLength;
        if (!new ReadOnlySpan<byte>(_start, 4).SequenceEqual("PACK"u8)) throw new InvalidDataException("not a pack");
        if (!new ReadOnlySpan<byte>(_start + _end, _idLength).SequenceEqual(index.PackChecksum))
            throw new InvalidDataException("pack and index do not belong together");
        Layout();
    }

    public string Path { get; }

    public PackIndex Index { get; }

    public int Count => Index.Count;

    /// <summary>Position in the index of each entry.</summary>
    public int[] IndexPosition { get; private set; } = [];

    /// <summary>Offset of each entry, ascending.</summary>
    public long[] Offset { get; private set; } = [];

    /// <summary>Type of each entry, followed through its deltas; <see cref="ObjectType.None"/> where no sound base is in this pack.</summary>
    public ObjectType[] Type { get; private set; } = [];

    /// <summary>Size of what each entry's stream inflates to: the object, or its delta.</summary>
    public long[] StreamSize { get; private set; } = [];

    /// <summary>First delta on each entry, or -1.</summary>
    public int[] FirstChild { get; private set; } = [];

    /// <summary>Next delta on the same base, or -1; the one with most below it comes last.</summary>
    public int[] NextSibling { get; private set; } = [];

    /// <summary>Entries that are no deltas, in pack order.</summary>
    public List<int> Roots { get; } = [];

    /// <summary>Entries that are deltas on themselves, over however many others: git, asked for one, would never end.</summary>
    public IEnumerable<int> Circular()
    {
        var passed = new int[Count];
        for (var entry = 0; entry < Count; entry++)
        {
            if (Type[entry] != ObjectType.None || _base[entry] < 0) continue;
            var at = entry;
            while (at >= 0 && passed[at] == 0)
            {
                passed[at] = entry + 1;
                at = _base[at];
            }

            // What was passed before ends as that did; this walk ended in a circle where it met itself.
            var ends = at < 0 || passed[at] == int.MaxValue;
            for (at = entry; at >= 0 && passed[at] == entry + 1; at = _base[at]) passed[at] = ends ? int.MaxValue : -1;
            if (!ends) yield return entry;
        }
    }

    private int[] _base = [];
    private int[] _header = [];

    /// <exception cref="InvalidDataException">Not a pack, truncated, or not the index's.</exception>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static PackFile Open(string path, PackIndex index, ObjectFormat format) => new(path, index, format);

    /// <summary>Entry that the delta applies to, or -1 for a whole object.</summary>
    public int Base(int entry) => _base[entry];

    /// <summary>Inflates an entry's stream. False where any of its bytes is not what the index was made over.</summary>
    public bool Inflate(int entry, Inflater inflater, Span<byte> destination)
    {
        var end = entry + 1 < Count ? Offset[entry + 1] : _end;
        if (end > _end) return false;
        if (Index.Checksum(IndexPosition[entry]) is { } checksum && checksum != Inflater.Checksum(_start + Offset[entry], end - Offset[entry]))
            return false;
        var at = Offset[entry] + _header[entry];
        return at < end && inflater.Inflate(_start + at, end - at, destination) >= 0;
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private void Layout()
    {
        var count = Count;
        var offsets = new long[count];
        var positions = new int[count];
        for (var i = 0; i < count; i++)
        {
            offsets[i] = Index.Offset(i);
            positions[i] = i;
        }

        OffsetOrder.Sort(ref offsets, ref positions);
        Offset = offsets;
        IndexPosition = positions;
        Type = new ObjectType[count];
        StreamSize = new long[count];
        _base = new int[count];
        _header = new int[count];
        FirstChild = new int[count];
        NextSibling = new int[count];
        Array.Fill(FirstChild, -1);
        Array.Fill(NextSibling, -1);
        var entryOfPosition = new int[count];
        for (var entry = 0; entry < count; entry++) entryOfPosition[positions[entry]] = entry;
        Parallel.For(0, (count + Block - 1) / Block, block =>
        {
            var end = Math.Min(count, (block + 1) * Block);
            for (var entry = block * Block; entry < end; entry++) ReadHeader(entry, entryOfPosition);
        });
        for (var entry = 0; entry < count; entry++)
        {
            if (Type[entry] != ObjectType.None) Roots.Add(entry);
        }

        LinkDeltas();
    }

    private void ReadHeader(int entry, int[] entryOfPosition)
    {
        _base[entry] = -1;
        var at = Offset[entry];
        if (at < 12 || at >= _end) return;
        var code = _start[at++];
        var kind = (code >> 4) & 7;
        long size = code & 15;
        for (var shift = 4; (code & 0x80) != 0; shift += 7)
        {
            if (at >= _end || shift > 56) return;
            code = _start[at++];
            size |= (long)(code & 0x7f) << shift;
        }

        StreamSize[entry] = size;
        if (kind == OffsetDelta)
        {
            if (at >= _end) return;
            code = _start[at++];
            long back = code & 0x7f;
            while ((code & 0x80) != 0)
            {
                if (at >= _end || back > long.MaxValue >> 8) return;
                code = _start[at++];
                back = ((back + 1) << 7) | (uint)(code & 0x7f);
            }

            var found = back <= 0 ? -1 : Array.BinarySearch(Offset, Offset[entry] - back);
            if (found < 0) return;
            _base[entry] = found;
        }
        else if (kind == ReferenceDelta)
        {
            if (at + _idLength > _end) return;
            var position = Index.Find(new ReadOnlySpan<byte>(_start + at, _idLength));
            at += _idLength;
            if (position < 0) return;
            _base[entry] = entryOfPosition[position];
        }
        else if (kind is >= 1 and <= 4)
        {
            Type[entry] = (ObjectType)kind;
        }
        else
        {
            return;
        }

        _header[entry] = (int)(at - Offset[entry]);
    }

    /// <summary>Hangs each delta under its base, finds the types, and puts the heaviest delta of each base last, so that a walk holds
    /// few bases at a time: the last one is entered after its base was let go.</summary>
    private void LinkDeltas()
    {
        for (var entry = Count - 1; entry >= 0; entry--)
        {
            if (_base[entry] < 0) continue;
            NextSibling[entry] = FirstChild[_base[entry]];
            FirstChild[_base[entry]] = entry;
        }

        var order = new int[Count];
        var filled = 0;
        foreach (var root in Roots) order[filled++] = root;
        for (var i = 0; i < filled; i++)
        {
            for (var child = FirstChild[order[i]]; child >= 0; child = NextSibling[child])
            {
                Type[child] = Type[order[i]];
                order[filled++] = child;
            }
        }

        var weight = new int[Count];
        for (var i = filled - 1; i >= 0; i--)
        {
            var entry = order[i];
            weight[entry]++;
            if (_base[entry] >= 0) weight[_base[entry]] += weight[entry];
        }

        for (var i = 0; i < filled; i++) MoveHeaviestLast(order[i], weight);
    }

    private void MoveHeaviestLast(int entry, int[] weight)
    {
        var first = FirstChild[entry];
        if (first < 0 || NextSibling[first] < 0) return;
        int heaviest = first, beforeHeaviest = -1, last = first;
        for (var child = first; child >= 0; child = NextSibling[child])
        {
            if (NextSibling[child] is var next && next >= 0 && weight[next] > weight[heaviest])
            {
                heaviest = next;
                beforeHeaviest = child;
            }

            last = child;
        }

        if (heaviest == last) return;
        if (beforeHeaviest < 0) FirstChild[entry] = NextSibling[heaviest];
        else NextSibling[beforeHeaviest] = NextSibling[heaviest];
        NextSibling[last] = heaviest;
        NextSibling[heaviest] = -1;
    }
}
