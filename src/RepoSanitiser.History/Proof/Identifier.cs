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

    private const int FewestDigits = 4;

    /// <summary>The tag, in hex; null where the value names nobody by itself.</summary>
    public static string? Tag(FingerprintKey key, string rule, Sensitive? value, Location location) =>
        IsOne(value, location) ? Convert.ToHexStringLower(key.ContentTag(rule, "value " + Bare(value!.Value))) : null;

    /// <summary>Whether a value names somebody by itself: a number or an address, never the header of a column.</summary>
    public static bool IsOne(Sensitive? value, Location location)
    {
        if (value is not { } kept || IsHeader(value, location)) return false;
        var bare = Bare(kept);
        return bare.Length >= Shortest && (bare.Count(char.IsAsciiDigit) >= FewestDigits || kept.Reveal().Contains('@', StringComparison.Ordinal));
    }

    /// <summary>Whether the value is its column's header, as where a rule saw a whole column.</summary>
    private static bool IsHeader(Sensitive? value, Location location) => location.Cell is { Header: { } header } && value?.Reveal() == header;

    private static string Bare(Sensitive value) => string.Concat(value.Reveal().Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
