using System.Buffers.Binary;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Objects;

/// <summary>A pack's index (<c>.idx</c>, version 1 or 2), read whole: which objects the pack holds and where.</summary>
internal sealed class PackIndex
{
    private const uint Version2Magic = 0xff744f63;
    private const int FanoutBytes = 256 * 4;

    private readonly byte[] _data;
    private readonly int _idLength;
    private readonly int _fanout;
    private readonly int _ids;
    private readonly int _stride;
    private readonly int _offsets;
    private readonly int _largeOffsets;

    private PackIndex(byte[] data, ObjectFormat format)
    {
        _data = data;
        _idLength = ObjectId.LengthOf(format);
        var version2 = data.Length >= 8 && BinaryPrimitives.ReadUInt32BigEndian(data) == Version2Magic;
        if (version2 && BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(4)) != 2) throw new InvalidDataException("index version");
        _fanout = version2 ? 8 : 0;
        if (data.Length < _fanout + FanoutBytes + 2 * _idLength) throw new InvalidDataException("index too short");
        Count = checked((int)ReadUInt32(_fanout + FanoutBytes - 4));
        if (version2)
        {
            _ids = _fanout + FanoutBytes;
            _stride = _idLength;
            _offsets = checked(_ids + Count * _idLength + Count * 4);
            _largeOffsets = checked(_offsets + Count * 4);
            if (data.Length < _largeOffsets + 2 * _idLength) throw new InvalidDataException("index too short");
        }
        else
        {
            _ids = _fanout + FanoutBytes + 4;
            _stride = _idLength + 4;
            _offsets = FanoutBytes;
            if (data.Length < FanoutBytes + (long)Count * _stride + 2 * _idLength) throw new InvalidDataException("index too short");
        }

        CheckOrder();
    }

    /// <summary>Objects in the pack.</summary>
    public int Count { get; }

    /// <summary>The checksum of the pack this index was made for.</summary>
    public ReadOnlySpan<byte> PackChecksum => _data.AsSpan(_data.Length - 2 * _idLength, _idLength);

    /// <exception cref="InvalidDataException">Not an index, or truncated.</exception>
    public static PackIndex Open(string path, ObjectFormat format)
    {
        try
        {
            return new PackIndex(File.ReadAllBytes(path), format);
        }
        catch (OverflowException e)
        {
            throw new InvalidDataException("index count", e);
        }
    }

    public ObjectId Id(int position) => new(RawId(position));

    /// <summary>The CRC-32 of an entry's bytes in the pack; null in an index of version 1, which has none.</summary>
    public uint? Checksum(int position) => _largeOffsets == 0 ? null : ReadUInt32(_ids + Count * _idLength + position * 4);

    public long Offset(int position)
    {
        if (_largeOffsets == 0) return ReadUInt32(_offsets + position * _stride);
        var offset = ReadUInt32(_offsets + position * 4);
        if ((offset & 0x80000000) == 0) return offset;
        var large = _largeOffsets + (long)(offset & 0x7fffffff) * 8;
        return large + 8 > _data.Length - 2 * _idLength
            ? -1
            : (long)BinaryPrimitives.ReadUInt64BigEndian(_data.AsSpan((int)large));
    }

    /// <summary>The position of an id given as bytes, or -1.</summary>
    public int Find(ReadOnlySpan<byte> id)
    {
        var low = id[0] == 0 ? 0 : (int)ReadUInt32(_fanout + (id[0] - 1) * 4);
        var high = (int)ReadUInt32(_fanout + id[0] * 4) - 1;
        if (high >= Count) return -1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = RawId(middle).SequenceCompareTo(id);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }

    /// <summary>Ids are looked up by halving: out of order, some could not be found.</summary>
    private void CheckOrder()
    {
        uint before = 0;
        for (var i = 0; i < 256; i++)
        {
            var count = ReadUInt32(_fanout + i * 4);
            if (count < before) throw new InvalidDataException("index out of order");
            before = count;
        }

        for (var i = 1; i < Count; i++)
        {
            if (RawId(i - 1).SequenceCompareTo(RawId(i)) > 0) throw new InvalidDataException("index out of order");
        }
    }

    private ReadOnlySpan<byte> RawId(int position) => _data.AsSpan(_ids + position * _stride, _idLength);

    private uint ReadUInt32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_data.AsSpan(at));
}
