namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>What anybody who reads a table knows of one count before adding anything up.</summary>
/// <param name="Least">The smallest value it can have.</param>
/// <param name="Most">The largest value it can have; <see cref="Unbounded"/> where nothing says.</param>
/// <param name="IsMarked">Whether a redaction mark stands in its place.</param>
public readonly record struct CountCell(long Least, long Most, bool IsMarked)
{
    /// <summary>Larger than any count: small enough that a few of them still add up without overflow.</summary>
    public const long Unbounded = long.MaxValue / 16;

    /// <summary>Whether more than one value is possible.</summary>
    public bool IsUnknown => Least < Most;

    /// <summary>A count that is shown as it is.</summary>
    public static CountCell Shown(long value) => new(value, value, false);

    /// <summary>A count that is shown rounded.</summary>
    public static CountCell Rounded(long least, long most) => new(least, most, false);

    /// <summary>A count that a mark stands for.</summary>
    /// <param name="printedMost">The upper bound that the mark prints (5 for <c>&lt;=5</c>); null where it prints none.</param>
    /// <param name="zeroIsMarked">Whether zeros are marked too. Where they are kept, a mark says "at least one".</param>
    public static CountCell Marked(int? printedMost = null, bool zeroIsMarked = false) =>
        new(zeroIsMarked ? 0 : 1, printedMost ?? Unbounded, true);
}
