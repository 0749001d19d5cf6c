using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace RepoSanitiser.Git.Objects;

/// <summary>
/// Deflates contents into zlib streams, one after another. The shortest go out as they are: a delta of a tree is an id and a few bytes
/// around it, which no compression shortens. It calls libdeflate where the machine has it, else the zlib that ships with the runtime. Not
/// thread-safe: one a thread.
/// </summary>
/// <param name="level">zlib's level, from 1, the fastest, to 9, the closest.</param>
/// <param name="zlibAlone">Whether to do as on a machine that has no libdeflate.</param>
internal sealed unsafe partial class Deflater(int level = 6, bool zlibAlone = false) : IDisposable
{
    private const int Deflated = 8;
    private const int DefaultStrategy = 0;
    private const int Finish = 4;
    private const int StreamEnd = 1;
    private const int StoredUpTo = 96;

    private readonly void* _fast = zlibAlone ? null : LibDeflate.AllocateCompressor(level);
    private byte[] _buffer = new byte[64 << 10];

    /// <summary>The zlib stream of some content; valid until the next call.</summary>
    public ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> content)
    {
        var most = content.Length + (content.Length >> 3) + (content.Length >> 6) + 256;
        if (_buffer.Length < most) _buffer = new byte[Math.Max(most, 2 * _buffer.Length)];
        if (content.Length <= StoredUpTo) return Store(content);
        if (_fast is null) return Compress(content);
        fixed (byte* source = content)
        fixed (byte* target = _buffer)
        {
            return LibDeflate.Deflate(_fast, source, content.Length, target, _buffer.Length) is > 0 and var length ? _buffer.AsSpan(0, length) : Compress(content);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => LibDeflate.FreeCompressor(_fast);

    private ReadOnlySpan<byte> Store(ReadOnlySpan<byte> content)
    {
        _buffer[0] = 0x78;
        _buffer[1] = 0x01;
        _buffer[2] = 0x01;
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(3), (ushort)content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(5), (ushort)~content.Length);
        content.CopyTo(_buffer.AsSpan(7));
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(7 + content.Length), Adler32(content));
        return _buffer.AsSpan(0, 11 + content.Length);
    }

    private ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> content)
    {
        var stream = default(ZStream);
        // A window no larger than the content needs: zlib clears it each time.
        var window = Math.Clamp(BitOperations.Log2((uint)content.Length) + 1, 9, 15);
        if (DeflateInit2(&stream, level, Deflated, window, Math.Min(window - 6, 8), DefaultStrategy) != 0)
            throw new InvalidOperationException("zlib could not be initialised");
        fixed (byte* source = content)
        fixed (byte* target = _buffer)
        {
            stream.NextIn = source;
            stream.AvailIn = (uint)content.Length;
            stream.NextOut = target;
            stream.AvailOut = (uint)_buffer.Length;
            var status = DeflateNative(&stream, Finish);
            var length = (int)(stream.NextOut - target);
            _ = DeflateEnd(&stream);
            return status == StreamEnd ? _buffer.AsSpan(0, length) : throw new InvalidOperationException("zlib did not come to an end");
        }
    }

    private static uint Adler32(ReadOnlySpan<byte> content)
    {
        uint a = 1, b = 0;
        foreach (var value in content)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_DeflateInit2_")]
    private static partial int DeflateInit2(ZStream* stream, int level, int method, int windowBits, int memLevel, int strategy);

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_Deflate")]
    private static partial int DeflateNative(ZStream* stream, int flush);

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_DeflateEnd")]
    private static partial int DeflateEnd(ZStream* stream);
}
