using System.Security.Cryptography;
using System.Text;

namespace RepoSanitiser.Core;

/// <summary>
/// The secret that fingerprints are keyed with. A plain hash of a small count could be guessed by trying all counts;
/// an HMAC under a key that only the team holds can't.
/// </summary>
public sealed class FingerprintKey
{
    /// <summary>Length of a key in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _key;

    /// <summary>Takes a key of <see cref="Length"/> bytes.</summary>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public FingerprintKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length) throw new ArgumentException($"A fingerprint key has {Length} bytes.", nameof(key));
        _key = key.ToArray();
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(_key, "reposan key id"u8))[..16];
    }

    /// <summary>Names the key without giving it away: 16 hex digits.</summary>
    public string Id { get; }

    /// <summary>The key itself, for export.</summary>
    public ReadOnlySpan<byte> Bytes => _key;

    /// <summary>The key of one incident: its certificates' fingerprints are made with it, so that who looks after a clone can be given
    /// what finds that leak again, and nothing by which other findings could be guessed.</summary>
    public FingerprintKey ForIncident(string incident) => new(Mac("incident", incident));

    /// <summary>A tag of what a rule saw, independent of where it lies: safe to keep in a cache.</summary>
    public byte[] ContentTag(string rule, string content) => Mac("content", rule, content);

    /// <summary>The fingerprint of a finding: 32 hex digits over rule, path and content tag, never over commit or line.</summary>
    public string Fingerprint(string rule, string path, ReadOnlySpan<byte> contentTag) =>
        Convert.ToHexStringLower(Mac("finding", rule, path, Convert.ToHexStringLower(contentTag)).AsSpan(0, 16));

    private byte[] Mac(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts) text.Append(part.Length).Append(':').Append(part).Append(';');
        return HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text.ToString()));
    }
}
