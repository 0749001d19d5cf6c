namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>How far a feasible set can be relied on.</summary>
public enum Exactness
{
    /// <summary>Every value in it occurs in some table that fits all that is shown, and no other does.</summary>
    Exact,

    /// <summary>No value outside of it can occur; some inside of it may not either.</summary>
    Outer,
}

/// <summary>The values that a count can have, given all that is shown.</summary>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest; an upper bound where it lies further up than was asked for.</param>
/// <param name="Small">The values from 0 to 63 in it, one bit each.</param>
/// <param name="Exactness">How far it can be relied on, as to the values up to the threshold.</param>
public readonly record struct FeasibleSet(long Least, long Most, ulong Small, Exactness Exactness)
{
    /// <summary>The largest threshold that sets are told for.</summary>
    public const int LargestThreshold = 62;

    /// <summary>Whether a value from 0 to 63 is possible.</summary>
    public bool Has(int value) => (Small >> value & 1) != 0;

    /// <summary>Whether one value alone is left.</summary>
    public bool IsSingle => Least == Most;

    /// <summary>
    /// Whether the mark hides less than it claims to: some of the values that it stands for are possible and some are not.
    /// </summary>
    /// <param name="least">The smallest value that the mark stands for.</param>
    /// <param name="most">The largest count that is redacted, or what the mark prints where that is less.</param>
    public bool IsRecoverable(long least, long most)
    {
        var claimed = Range(least, most);
        return (Small & claimed) != 0 && (Small & claimed) != claimed;
    }

    /// <summary>The set of all values between two.</summary>
    internal static FeasibleSet Between(long least, long most, Exactness exactness) => new(least, most, Range(least, most), exactness);

    /// <summary>Bits of the values between two that lie from 0 to 63.</summary>
    internal static ulong Range(long least, long most)
    {
        if (most < 0 || least > 63 || least > most) return 0;
        var upTo = most >= 63 ? ulong.MaxValue : (1UL << (int)most + 1) - 1;
        return least <= 0 ? upTo : upTo & ~((1UL << (int)least) - 1);
    }
}
