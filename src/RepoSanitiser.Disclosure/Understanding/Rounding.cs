namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>How counts were rounded.</summary>
/// <param name="Base">The step: 5, 6, 7, 10, …</param>
/// <param name="IsMidpoint">Whether they stand in the middle of a step: 3, 9, 15 for steps of 6.</param>
public readonly record struct Rounding(int Base, bool IsMidpoint)
{
    /// <summary>Whether a count could be a result of this rounding; 0 always can.</summary>
    public bool Allows(double count) => count == 0 || count % Base == (IsMidpoint ? Base / 2 : 0);

    /// <summary>The least count that is rounded to this one.</summary>
    public double Least(double count) => IsMidpoint
        ? (count == 0 ? 0 : Math.Max(1, count - Base / 2 + 1))
        : Math.Max(0, count - Base / 2);

    /// <summary>The largest count that is rounded to this one.</summary>
    public double Most(double count) => IsMidpoint && count == 0 ? 0 : count + Base / 2;
}

/// <summary>Finds out how counts were rounded: all of them are multiples of one base, and they are enough to prove it.</summary>
internal struct RoundingEvidence()
{
    /// <summary>Counts above zero that prove a base of 5 or more: unrounded ones fit it once in 5 to the power of 6.</summary>
    private const int Enough = 6;

    private static readonly Rounding[] Known = [new(10, false), new(7, false), new(6, false), new(6, true), new(5, false)];

    private int _possible = (1 << 5) - 1;

    /// <summary>Counts above zero seen so far.</summary>
    public int Counts { get; private set; }

    /// <summary>Whether any rounding is still possible.</summary>
    public readonly bool IsOpen => _possible != 0;

    /// <summary>Takes one more count.</summary>
    public void Add(double count)
    {
        if (count <= 0) return;
        Counts++;
        for (var i = 0; i < Known.Length; i++)
        {
            if ((_possible & (1 << i)) != 0 && !Known[i].Allows(count)) _possible &= ~(1 << i);
        }
    }

    /// <summary>Whether no count spoke against a rounding.</summary>
    public readonly bool Allows(Rounding rounding) => Array.IndexOf(Known, rounding) is >= 0 and var at && (_possible & (1 << at)) != 0;

    /// <summary>Takes what was found in another column.</summary>
    public void Add(RoundingEvidence other)
    {
        Counts += other.Counts;
        _possible &= other._possible;
    }

    /// <summary>The rounding that all counts fit, the coarsest first; null where none does or too few speak for it.</summary>
    public readonly Rounding? Found(int enough = Enough)
    {
        if (Counts < enough) return null;
        for (var i = 0; i < Known.Length; i++)
        {
            if ((_possible & (1 << i)) != 0) return Known[i];
        }

        return null;
    }
}
