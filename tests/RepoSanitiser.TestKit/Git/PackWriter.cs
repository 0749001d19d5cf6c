using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace RepoSanitiser.TestKit.Git;

/// <summary>
/// Writes packs and their indexes byte by byte, sound or not: whatever an adversary could put there. Ids are whatever the caller says.
/// SHA-1 only.
/// </summary>
public sealed class PackWriter : IDisposable
{
    private readonly MemoryStream _pack = new();
    private readonly List<(byte[] Id, long Offset, long End)> _entries = [];

    /// <summary>Begins a pack; its header says how many objects come only at the end.</summary>
    public PackWriter() => _pack.Write("PACK\0\0\0\u0002\0\0\0\0"u8);

    /// <summary>Where the next entry begins.</summary>
    public long Position => _pack.Position;

    /// <summary>The id of an object by its content.</summary>
    public static byte[] IdOf(string type, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(System.Text.Encoding.ASCII.GetBytes($"{type} {content.Length}\0"));
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    /// <summary>Writes a whole object.</summary>
    /// <param name="type">1 commit, 2 tree, 3 blob, 4 tag; 0 and 5 are none.</param>
    /// <param name="content">Its content.</param>
    /// <param name="id">The id the index gives it; the true one if null.</param>
    /// <param name="size">The size the header claims; the true one if null.</param>
    /// <returns>The id.</returns>
    public byte[] Whole(int type, byte[] content, byte[]? id = null, long? size = null)
    {
        id ??= IdOf(type switch { 1 => "commit", 2 => "tree", 3 => "blob", _ => "tag" }, content);
        var start = Position;
        Header(type, size ?? content.Length);
        Deflate(content);
        _entries.Add((id, start, Position));
        return id;
    }

    /// <summary>Writes a delta on another object of the pack, named by its id.</summary>
    public byte[] ReferenceDelta(byte[] onto, byte[] delta, byte[] id, long? size = null)
    {
        var start = Position;
        Header(7, size ?? delta.Length);
        _pack.Write(onto);
        Deflate(delta);
        _entries.Add((id, start, Position));
        return id;
    }

    /// <summary>Writes a delta on what begins so many bytes earlier in the pack.</summary>
    public byte[] OffsetDelta(long back, byte[] delta, byte[] id, long? size = null)
    {
        var start = Position;
        Header(6, size ?? delta.Length);
        var digits = new Stack<byte>([(byte)(back & 0x7f)]);
        for (var rest = back >> 7; rest != 0; rest >>= 7) digits.Push((byte)(0x80 | (--rest & 0x7f)));
        _pack.Write([.. digits]);
        Deflate(delta);
        _entries.Add((id, start, Position));
        return id;
    }

    /// <summary>Names an offset as an object's, whatever lies there.</summary>
    public void Claim(byte[] id, long offset, long end) => _entries.Add((id, offset, end));

    /// <summary>A delta from a base of some length: copies of the base, then bytes of its own.</summary>
    public static byte[] Delta(long baseSize, long resultSize, IEnumerable<(uint Offset, int Size)> copies, byte[] own)
    {
        using var delta = new MemoryStream();
        Size(delta, baseSize);
        Size(delta, resultSize);
        Span<byte> number = stackalloc byte[4];
        foreach (var (offset, size) in copies)
        {
            delta.WriteByte(0xff);
            BinaryPrimitives.WriteUInt32LittleEndian(number, offset);
            delta.Write(number);
            BinaryPrimitives.WriteInt32LittleEndian(number, size);
            delta.Write(number[..3]);
        }

        foreach (var part in own.Chunk(127))
        {
            delta.WriteByte((byte)part.Length);
            delta.Write(part);
        }

        return delta.ToArray();
    }

    /// <summary>Writes pack and index into a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="version">1 or 2.</param>
    /// <param name="large">Whether a version 2 index gives every offset in 64 bits.</param>
    /// <returns>The pack's path.</returns>
    public string Save(RepositoryBuilder repository, int version = 2, bool large = false)
    {
        var pack = _pack.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(pack.AsSpan(8), _entries.Count);
        byte[] checksum = Hash(pack);
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(repository.GitDir, "objects", "pack")).FullName;
        var path = System.IO.Path.Combine(folder, $"pack-{Convert.ToHexStringLower(checksum)}.pack");
        File.WriteAllBytes(path, [.. pack, .. checksum]);
        byte[] index = [.. version == 1 ? Index1() : Index2(pack, large), .. checksum];
        File.WriteAllBytes(System.IO.Path.ChangeExtension(path, ".idx"), [.. index, .. Hash(index)]);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => _pack.Dispose();

    private static byte[] Hash(ReadOnlySpan<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(bytes);
        return hash.GetHashAndReset();
    }

    private byte[] Index1()
    {
        using var index = new MemoryStream();
        var sorted = Sorted();
        Fanout(index, sorted);
        foreach (var (id, offset, _) in sorted)
        {
            Number(index, (uint)offset);
            index.Write(id);
        }

        return index.ToArray();
    }

    private byte[] Index2(byte[] pack, bool large)
    {
        using var index = new MemoryStream();
        var sorted = Sorted();
        index.Write([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]);
        Fanout(index, sorted);
        foreach (var (id, _, _) in sorted) index.Write(id);
        foreach (var (_, offset, end) in sorted) Number(index, Crc(offset >= pack.Length ? [] : pack.AsSpan((int)offset, (int)(Math.Min(end, pack.Length) - offset))));
        for (var i = 0; i < sorted.Count; i++) Number(index, large ? 0x80000000u | (uint)i : (uint)sorted[i].Offset);
        Span<byte> number = stackalloc byte[8];
        foreach (var (_, offset, _) in large ? sorted : [])
        {
            BinaryPrimitives.WriteInt64BigEndian(number, offset);
            index.Write(number);
        }

        return index.ToArray();
    }

    private List<(byte[] Id, long Offset, long End)> Sorted() =>
        [.. _entries.OrderBy(e => Convert.ToHexString(e.Id), StringComparer.Ordinal)];

    private static void Fanout(MemoryStream index, List<(byte[] Id, long Offset, long End)> sorted)
    {
        for (var first = 0; first < 256; first++) Number(index, (uint)sorted.Count(e => e.Id[0] <= first));
    }

    private static void Number(MemoryStream index, uint value)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, value);
        index.Write(number);
    }

    private static void Size(MemoryStream delta, long size)
    {
        for (; size > 0x7f; size >>= 7) delta.WriteByte((byte)(0x80 | (size & 0x7f)));
        delta.WriteByte((byte)size);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return ~crc;
    }

    private void Header(int type, long size)
    {
        var rest = size >> 4;
        _pack.WriteByte((byte)((rest > 0 ? 0x80 : 0) | (type << 4) | (int)(size & 15)));
        for (; rest > 0; rest >>= 7) _pack.WriteByte((byte)((rest > 0x7f ? 0x80 : 0) | (int)(rest & 0x7f)));
    }

    private void Deflate(byte[] content)
    {
        using var zlib = new ZLibStream(_pack, CompressionLevel.Fastest, leaveOpen: true);
        zlib.Write(content);
    }
}
