using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using RepoSanitiser.Core;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.Proof;

/// <summary>
/// Makes the keyed fingerprints of content. Each is two hashes under keys of their own: SipHash-2-4, quick enough for every line of a
/// history, and an HMAC, which decides. Neither can be guessed from without the key.
/// </summary>
internal sealed class ContentKey
{
    private const int MacBytes = 16;
    private readonly byte[] _mac;
    private readonly ulong _k0;
    private readonly ulong _k1;

    public ContentKey(FingerprintKey key)
    {
        _mac = HMACSHA256.HashData(key.Bytes, "reposan content mark"u8);
        var quick = HMACSHA256.HashData(key.Bytes, "reposan content hash"u8);
        _k0 = BinaryPrimitives.ReadUInt64LittleEndian(quick);
        _k1 = BinaryPrimitives.ReadUInt64LittleEndian(quick.AsSpan(8));
    }

    /// <summary>The fingerprint of a piece of content.</summary>
    public ContentMark Mark(ReadOnlySpan<byte> content) => new(content.Length, Hash(content), Mac(content));

    /// <summary>The hash that decides, in hex.</summary>
    public string Mac(ReadOnlySpan<byte> content)
    {
        Span<byte> mac = stackalloc byte[32];
        HMACSHA256.HashData(_mac, content, mac);
        return Convert.ToHexStringLower(mac[..MacBytes]);
    }

    /// <summary>SipHash-2-4 (Aumasson and Bernstein, 2012).</summary>
    public ulong Hash(ReadOnlySpan<byte> content)
    {
        var v0 = _k0 ^ 0x736f6d6570736575UL;
        var v1 = _k1 ^ 0x646f72616e646f6dUL;
        var v2 = _k0 ^ 0x6c7967656e657261UL;
        var v3 = _k1 ^ 0x7465646279746573UL;
        var last = (ulong)content.Length << 56;
        while (content.Length >= 8)
        {
            Mix(BinaryPrimitives.ReadUInt64LittleEndian(content), ref v0, ref v1, ref v2, ref v3);
            content = content[8..];
        }

        for (var i = 0; i < content.Length; i++) last |= (ulong)content[i] << (8 * i);
        Mix(last, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xff;
        for (var i = 0; i < 4; i++) Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Mix(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v2 += v3;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
