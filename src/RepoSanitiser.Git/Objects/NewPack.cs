using System.Buffers.Binary;
using System.Security.Cryptography;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Objects;

/// <summary>
/// Writes a pack. A delta may be on an object that only the repository has: <c>git index-pack --fix-thin</c> adds it, and makes
/// every object again and hashes it before the pack counts.
/// </summary>
internal sealed class NewPack : IDisposable
{
    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;

    private readonly FileStream _file;
    private readonly ObjectFormat _format;
    private readonly Deflater _deflater = new();
    private readonly Dictionary<ObjectId, (long Offset, int Depth)> _entries = [];
    private readonly int _mostDeltas;

    /// <param name="file">An empty file, read and written.</param>
    /// <param name="format">The repository's hash.</param>
    /// <param name="mostDeltas">How many deltas may follow each other.</param>
    public NewPack(FileStream file, ObjectFormat format, int mostDeltas = 50)
    {
        _file = file;
        _format = format;
        _mostDeltas = mostDeltas;
        _file.Write("PACK\0\0\0\u0002\0\0\0\0"u8);
    }

    /// <summary>Objects in it.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds a whole object.</summary>
    public void Add(ObjectType type, ObjectId id, ReadOnlySpan<byte> content)
    {
        if (!_entries.TryAdd(id, (_file.Position, 0))) return;
        Header((int)type, content.Length);
        _file.Write(_deflater.Deflate(content));
    }

    /// <summary>Adds an object as a delta on another; not where too many deltas would follow each other.</summary>
    public bool AddDelta(ObjectId id, ObjectId source, ReadOnlySpan<byte> delta)
    {
        var start = _file.Position;
        if (_entries.TryGetValue(source, out var known))
        {
            if (known.Depth >= _mostDeltas) return false;
            _entries.Add(id, (start, known.Depth + 1));
            Header(OffsetDelta, delta.Length);
            Back(start - known.Offset);
        }
        else
        {
            _entries.Add(id, (start, 1));
            Header(ReferenceDelta, delta.Length);
            Span<byte> bytes = stackalloc byte[32];
            source.CopyTo(bytes);
            _file.Write(bytes[..source.Length]);
        }

        _file.Write(_deflater.Deflate(delta));
        return true;
    }

    /// <summary>Ends the pack: its count and its checksum. The file stands at its beginning then.</summary>
    public void End()
    {
        Span<byte> count = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(count, Count);
        var end = _file.Position;
        _file.Position = 8;
        _file.Write(count);
        _file.Flush();
        _file.Position = 0;
        using var hash = IncrementalHash.CreateHash(_format == ObjectFormat.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (int read; _file.Position < end && (read = _file.Read(buffer)) > 0;) hash.AppendData(buffer.AsSpan(0, read));
        _file.Write(hash.GetHashAndReset());
        _file.Flush(flushToDisk: true);
        _file.Position = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Header(int type, long size)
    {
        Span<byte> header = stackalloc byte[12];
        var at = 0;
        var code = (type << 4) | (int)(size & 15);
        for (size >>= 4; size > 0; size >>= 7)
        {
            header[at++] = (byte)(code | 0x80);
            code = (int)(size & 0x7f);
        }

        header[at++] = (byte)code;
        _file.Write(header[..at]);
    }

    private void Back(long distance)
    {
        Span<byte> bytes = stackalloc byte[10];
        var at = bytes.Length;
        bytes[--at] = (byte)(distance & 0x7f);
        while ((distance >>= 7) > 0) bytes[--at] = (byte)(0x80 | (--distance & 0x7f));
        _file.Write(bytes[at..]);
    }
}
