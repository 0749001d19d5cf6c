using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace RepoSanitiser.Core;

/// <summary>The hash a repository names its objects by.</summary>
public enum ObjectFormat
{
    /// <summary>20 bytes.</summary>
    Sha1,

    /// <summary>32 bytes.</summary>
    Sha256,
}

/// <summary>The id of a git object, of either format. Ids order as their bytes do.</summary>
public readonly struct ObjectId : IEquatable<ObjectId>, IComparable<ObjectId>
{
    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;
    private readonly ObjectFormat _format;

    /// <summary>Reads an id from its bytes.</summary>
    /// <param name="bytes">20 or 32 bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public ObjectId(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        switch (bytes.Length)
        {
            case 20:
                _format = ObjectFormat.Sha1;
                _c = (ulong)BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]) << 32;
                break;
            case 32:
                _format = ObjectFormat.Sha256;
                _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
                _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
                break;
            default:
                throw new ArgumentException("An object id has 20 or 32 bytes.", nameof(bytes));
        }
    }

    /// <summary>The format of this id.</summary>
    public ObjectFormat Format => _format;

    /// <summary>Length in bytes: 20 or 32.</summary>
    public int Length => LengthOf(_format);

    /// <summary>Whether all bytes are zero: git's way to say "no object".</summary>
    public bool IsZero => (_a | _b | _c | _d) == 0;

    /// <summary>The first eight bytes as a number; ids order by it first.</summary>
    public ulong Start => _a;

    /// <summary>Length in bytes of an id of <paramref name="format"/>.</summary>
    public static int LengthOf(ObjectFormat format) => format == ObjectFormat.Sha1 ? 20 : 32;

    /// <summary>Reads 40 or 64 hex digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, out ObjectId id)
    {
        id = default;
        if (hex.Length is not (40 or 64)) return false;
        Span<byte> bytes = stackalloc byte[32];
        if (Convert.FromHexString(hex, bytes, out _, out var written) != System.Buffers.OperationStatus.Done) return false;
        id = new ObjectId(bytes[..written]);
        return true;
    }

    /// <summary>Reads 40 or 64 ASCII hex digits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> hex, out ObjectId id)
    {
        id = default;
        if (hex.Length is not (40 or 64)) return false;
        Span<char> chars = stackalloc char[hex.Length];
        for (var i = 0; i < hex.Length; i++) chars[i] = (char)hex[i];
        return TryParse(chars, out id);
    }

    /// <summary>Reads 40 or 64 hex digits.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static ObjectId Parse(ReadOnlySpan<char> hex) =>
        TryParse(hex, out var id) ? id : throw new FormatException("Not an object id.");

    /// <summary>Writes the bytes of this id.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        if (_format == ObjectFormat.Sha1)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[16..], (uint)(_c >> 32));
            return;
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(ObjectId other) =>
        _a == other._a && _b == other._b && _c == other._c && _d == other._d && _format == other._format;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ObjectId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(_a >> 32);

    /// <inheritdoc/>
    public int CompareTo(ObjectId other)
    {
        var order = _a.CompareTo(other._a);
        if (order == 0) order = _b.CompareTo(other._b);
        if (order == 0) order = _c.CompareTo(other._c);
        return order != 0 ? order : _d.CompareTo(other._d);
    }

    /// <summary>40 or 64 lower-case hex digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[32];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes[..Length]);
    }

    /// <summary>Whether both are the same id.</summary>
    public static bool operator ==(ObjectId left, ObjectId right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(ObjectId left, ObjectId right) => !left.Equals(right);

    /// <summary>Byte order.</summary>
    public static bool operator <(ObjectId left, ObjectId right) => left.CompareTo(right) < 0;

    /// <summary>Byte order.</summary>
    public static bool operator >(ObjectId left, ObjectId right) => left.CompareTo(right) > 0;

    /// <summary>Byte order.</summary>
    public static bool operator <=(ObjectId left, ObjectId right) => left.CompareTo(right) <= 0;

    /// <summary>Byte order.</summary>
    public static bool operator >=(ObjectId left, ObjectId right) => left.CompareTo(right) >= 0;
}
