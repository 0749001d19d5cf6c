using System.Runtime.InteropServices;

namespace RepoSanitiser.Git.Objects;

/// <summary>The CRC-32 that pack indexes have, worked out by the zlib that ships with the runtime.</summary>
internal static unsafe partial class Crc32
{
    /// <summary>The checksum of some bytes, or of what came before and these.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        fixed (byte* start = bytes) return Native(before, start, bytes.Length);
    }

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_Crc32")]
    private static partial uint Native(uint checksum, byte* bytes, int length);
}
