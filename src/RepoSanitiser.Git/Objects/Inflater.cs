using System.Runtime.InteropServices;

namespace RepoSanitiser.Git.Objects;

/// <summary>
/// Inflates zlib streams out of memory, one after another, with one native state that is reset between them: a pack holds hundreds of
/// thousands of short streams, and the framework's <c>ZLibStream</c> allocates a state for each. It calls libdeflate where the machine has
/// it; what that refuses, and everything elsewhere, goes to the zlib that ships with the runtime, through the same entry points as
/// <c>System.IO.Compression</c>. Not thread-safe: one a thread.
/// </summary>
internal sealed unsafe partial class Inflater : IDisposable
{
    private const int Ok = 0;
    private const int StreamEnd = 1;
    private const int BufferError = -5;
    private const int ZlibWindow = 15;
    private const int NoFlush = 0;
    private const int Finish = 4;

    private readonly ZStream* _stream;
    private readonly void* _fast;
    private bool _used;

    public Inflater()
        : this(zlibAlone: false)
    {
    }

    /// <param name="zlibAlone">Whether to do as on a machine that has no libdeflate.</param>
    internal Inflater(bool zlibAlone)
    {
        _fast = zlibAlone ? null : LibDeflate.Allocate();
        _stream = (ZStream*)NativeMemory.AllocZeroed((nuint)sizeof(ZStream));
        if (InflateInit2(_stream, ZlibWindow) != Ok)
        {
            NativeMemory.Free(_stream);
            throw new InvalidOperationException("zlib could not be initialised");
        }
    }

    /// <summary>
    /// Inflates the stream that begins at <paramref name="source"/> into exactly <paramref name="destination"/>.
    /// </summary>
    /// <returns>Bytes of the source that the stream took; -1 where the stream is corrupt, truncated or of another length.</returns>
    public long Inflate(byte* source, long available, Span<byte> destination)
    {
        byte spare = 0;
        fixed (byte* output = destination)
        {
            if (_fast is not null && LibDeflate.Inflate(_fast, source, available, destination.Length == 0 ? &spare : output, destination.Length) is >= 0 and var taken)
                return taken;
            if (_used && InflateReset2(_stream, ZlibWindow) != Ok) return -1;
            _used = true;
            _stream->NextIn = source;
            _stream->AvailIn = (uint)Math.Min(available, uint.MaxValue);
            _stream->NextOut = destination.Length == 0 ? &spare : output;
            _stream->AvailOut = (uint)destination.Length;
            var status = InflateNative(_stream, Finish);
            if (status is BufferError or Ok && _stream->AvailOut == 0)
            {
                // The content is complete; the checksum after it may still be unread.
                _stream->NextOut = &spare;
                _stream->AvailOut = 1;
                status = InflateNative(_stream, NoFlush);
                if (_stream->AvailOut == 0) return -1;
            }
            else if (_stream->AvailOut != 0)
            {
                return -1;
            }

            return status == StreamEnd ? _stream->NextIn - source : -1;
        }
    }

    /// <summary>The CRC-32 of some bytes, or of what came before and these, as zlib computes it.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        fixed (byte* start = bytes) return Crc32(before, start, bytes.Length);
    }

    /// <summary>The CRC-32 of some bytes, as zlib computes it.</summary>
    public static uint Checksum(byte* source, long length)
    {
        uint checksum = 0;
        while (length > 0)
        {
            var block = (int)Math.Min(length, int.MaxValue);
            checksum = Crc32(checksum, source, block);
            source += block;
            length -= block;
        }

        return checksum;
    }

    public void Dispose()
    {
        LibDeflate.Free(_fast);
        _ = InflateEnd(_stream);
        NativeMemory.Free(_stream);
    }

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_InflateInit2_")]
    private static partial int InflateInit2(ZStream* stream, int windowBits);

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_Inflate")]
    private static partial int InflateNative(ZStream* stream, int flush);

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_InflateReset2_")]
    private static partial int InflateReset2(ZStream* stream, int windowBits);

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_InflateEnd")]
    private static partial int InflateEnd(ZStream* stream);

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_Crc32")]
    private static partial uint Crc32(uint checksum, byte* source, int length);
}
