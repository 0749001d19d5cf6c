using System.Buffers.Binary;
using System.Security.Cryptography;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Objects;

/// <summary>An object as it lies in a pack.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Offset">Where its entry begins.</param>
/// <param name="Checksum">The CRC-32 of the entry's bytes.</param>
internal readonly record struct PackedObject(ObjectId Id, long Offset, uint Checksum);

/// <summary>Writes a pack's index, version 2, which <see cref="PackIndex"/> reads.</summary>
internal static class PackIndexFile
{
    private const uint Large = 0x80000000;

    /// <summary>The bytes of an index.</summary>
    /// <param name="objects">The objects of the pack, each id once; they are put in order.</param>
    /// <param name="checksum">The checksum at the pack's end.</param>
    /// <param name="format">The repository's hash.</param>
    public static byte[] Of(List<PackedObject> objects, ReadOnlySpan<byte> checksum, ObjectFormat format)
    {
        objects.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        using var file = new MemoryStream();
        file.Write([0xff, (byte)'t', (byte)'O', (byte)'c', 0, 0, 0, 2]);
        Span<byte> id = stackalloc byte[32];
        var counts = new uint[256];
        foreach (var entry in objects)
        {
            entry.Id.CopyTo(id);
            counts[id[0]]++;
        }

        uint upTo = 0;
        foreach (var count in counts) Write(file, upTo += count);
        foreach (var entry in objects)
        {
            entry.Id.CopyTo(id);
            file.Write(id[..entry.Id.Length]);
        }

        foreach (var entry in objects) Write(file, entry.Checksum);
        var large = new List<long>();
        foreach (var entry in objects)
        {
            if (entry.Offset < Large)
            {
                Write(file, (uint)entry.Offset);
                continue;
            }

            Write(file, Large | (uint)large.Count);
            large.Add(entry.Offset);
        }

        foreach (var offset in large)
        {
            Write(file, (uint)(offset >> 32));
            Write(file, (uint)offset);
        }

        file.Write(checksum);
        // git's way to check a file, not a protection of anything.
        using var hash = IncrementalHash.CreateHash(format == ObjectFormat.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        hash.AppendData(file.GetBuffer().AsSpan(0, (int)file.Length));
        file.Write(hash.GetHashAndReset());
        return file.ToArray();
    }

    private static void Write(MemoryStream file, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        file.Write(bytes);
    }
}
