using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace RepoSanitiser.Incidents.Ledger;

/// <summary>
/// What stands for a released file in everything that is signed: a hash of its path and content under a nonce of 256 bits. Whoever has the
/// nonce can check a file against it; once the nonce is dropped it says nothing of either, and every signature over it still holds.
/// </summary>
/// <param name="Path">The path in the study repository.</param>
/// <param name="Sha256">The SHA-256 of the content, in hex.</param>
/// <param name="Nonce">The nonce, in hex.</param>
public sealed record FileCommitment(string Path, string Sha256, string Nonce)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Bytes of a nonce.</summary>
    public const int NonceBytes = 32;

    /// <summary>The commitment, in hex.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(
        [.. "reposan file\0"u8, .. Convert.FromHexString(Nonce), .. Convert.FromHexString(Sha256), .. Encoding.UTF8.GetBytes(Path)]));

    /// <summary>Whether a text is 256 bits in lower case hex.</summary>
    public static bool IsHex(string? text) => text is { Length: 64 } && text.AsSpan().IndexOfAnyExcept(HexDigits) < 0;

    /// <summary>Whether hash and nonce are what they have to be.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsWellFormed => IsHex(Sha256) && IsHex(Nonce) && Path.Length > 0;
}
