using RepoSanitiser.Core;

namespace RepoSanitiser.History.Proof;

/// <summary>
/// The tag of a value by itself, without the labels of its row and column: an identifier is the same one in a table, in a letter and in a
/// message, with blanks in it or without.
/// </summary>
internal static class Identifier
{
    /// <summary>Shorter values (counts, ages, parts of postcodes) are the same by chance.</summary>
    private const int Shortest = 7;

    /// <summary>The tag, in hex; null where the value names nobody by itself.</summary>
    public static string? Tag(FingerprintKey key, string rule, Sensitive? value)
    {
        if (value is not { } kept) return null;
        var bare = string.Concat(kept.Reveal().Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return bare.Length < Shortest ? null : Convert.ToHexStringLower(key.ContentTag(rule, "value " + bare));
    }
}
