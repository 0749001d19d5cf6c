namespace RepoSanitiser.Disclosure.Rules;

/// <summary>
/// Which families of rules could match on some line of a text: a set of bits, one a family, found by literal keywords alone. A family
/// without its bit can't match, whatever the file's name.
/// </summary>
/// <param name="Bits">One bit for each pattern of the catalogue that has keywords, in the catalogue's order.</param>
public readonly record struct LineTriggers(ulong Bits)
{
    /// <summary>
    /// Bytes that a scan of a changed region has to reach beyond it on each side, so that no keyword across its edge is missed: the
    /// longest keyword less one, and a little more for keywords to come. A test holds the catalogue to it.
    /// </summary>
    public const int Margin = 31;

    /// <summary>Families that there is room for: one bit is kept for words of tables.</summary>
    internal const int Most = 63;

    /// <summary>No family.</summary>
    public static LineTriggers None => default;

    /// <summary>Every family: of a text that was not looked at.</summary>
    public static LineTriggers All => new(ulong.MaxValue);

    /// <summary>Whether any family could match.</summary>
    public bool Any => Bits != 0;

    /// <summary>Families of either.</summary>
    public static LineTriggers operator |(LineTriggers left, LineTriggers right) => new(left.Bits | right.Bits);

    /// <summary>Families of both.</summary>
    public static LineTriggers operator &(LineTriggers left, LineTriggers right) => new(left.Bits & right.Bits);

    /// <summary>Families of either.</summary>
    public static LineTriggers BitwiseOr(LineTriggers left, LineTriggers right) => left | right;

    /// <summary>Families of both.</summary>
    public static LineTriggers BitwiseAnd(LineTriggers left, LineTriggers right) => left & right;
}
