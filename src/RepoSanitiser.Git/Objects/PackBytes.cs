using System.Buffers.Binary;

namespace RepoSanitiser.Git.Objects;

/// <summary>The parts of a pack's format that do not depend on what is in it.</summary>
internal static class PackBytes
{
    /// <summary>The most bytes that the header of an entry can have.</summary>
    public const int MostHeader = 12;

    /// <summary>The beginning of a pack with that many objects.</summary>
    public static byte[] Header(int count)
    {
        byte[] header = [.. "PACK\0\0\0\u0002"u8, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), count);
        return header;
    }

    /// <summary>Writes what stands before an entry: its type, and the size of its content.</summary>
    /// <returns>How many bytes that took.</returns>
    public static int WriteHeader(Span<byte> header, int type, long size)
    {
        var at = 0;
        var code = (type << 4) | (int)(size & 15);
        for (size >>= 4; size > 0; size >>= 7)
        {
            header[at++] = (byte)(code | 0x80);
            code = (int)(size & 0x7f);
        }

        header[at++] = (byte)code;
        return at;
    }
}
