namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>What kind of statement ties counts together.</summary>
public enum RelationKind
{
    /// <summary>Parts add up to a total.</summary>
    Sum,

    /// <summary>A percentage or proportion ties a count to its denominator.</summary>
    Share,

    /// <summary>A rate and a person-time give the count of events.</summary>
    Rate,
}

/// <summary>A count in a relation.</summary>
/// <param name="Cell">Its place among the cells of the system.</param>
/// <param name="Factor">What it is multiplied by.</param>
public readonly record struct Term(int Cell, long Factor);

/// <summary>Counts, each times its factor, add up to something between two bounds.</summary>
/// <param name="Kind">What says so.</param>
/// <param name="Terms">The counts; each cell once.</param>
/// <param name="Least">The smallest sum; minus <see cref="CountCell.Unbounded"/> for none.</param>
/// <param name="Most">The largest sum; <see cref="CountCell.Unbounded"/> for none.</param>
public sealed record Relation(RelationKind Kind, IReadOnlyList<Term> Terms, long Least, long Most)
{
    // Further digits would narrow nothing that a count can show, and the products have to stay exact.
    private const int MostDecimals = 8;

    /// <summary>The cell that shows the percentage or rate: without it the relation is not known. Null for sums.</summary>
    public int? StatedBy { get; init; }

    /// <summary>The parts add up to the total.</summary>
    public static Relation Sum(IEnumerable<int> parts, int total) =>
        new(RelationKind.Sum, [.. parts.Select(p => new Term(p, 1)), new Term(total, -1)], 0, 0);

    /// <summary>A count lies between two bounds.</summary>
    public static Relation Between(RelationKind kind, int cell, double least, double most, int? statedBy) =>
        new(kind, [new Term(cell, 1)], (long)Math.Ceiling(least - Slack(least)), (long)Math.Floor(most + Slack(most))) { StatedBy = statedBy };

    /// <summary>
    /// A share shown to some decimals: numerator over denominator, times the scale, rounds to it. Both ends of the rounding count as
    /// possible, because programs differ in what they do with a half.
    /// </summary>
    /// <param name="numerator">The count that the share is of.</param>
    /// <param name="denominator">The count that it is a share in.</param>
    /// <param name="shown">The share as printed.</param>
    /// <param name="decimals">Its decimals as printed.</param>
    /// <param name="scale">100 for a percentage, 1 for a proportion.</param>
    /// <param name="statedBy">The cell that shows it.</param>
    public static IEnumerable<Relation> Share(int numerator, int denominator, double shown, int decimals, int scale, int? statedBy)
    {
        var unit = (long)Math.Pow(10, Math.Min(decimals, MostDecimals));
        // In half units of the last decimal; one more on each side where decimals were left out.
        var halves = 2 * (long)Math.Round(shown * unit);
        var width = decimals > MostDecimals ? 2 : 1;
        var factor = 2 * unit * scale;
        yield return new Relation(
            RelationKind.Share, [new Term(numerator, factor), new Term(denominator, -Math.Max(0, halves - width))], 0, CountCell.Unbounded)
        { StatedBy = statedBy };
        yield return new Relation(
            RelationKind.Share, [new Term(numerator, factor), new Term(denominator, -(halves + width))], -CountCell.Unbounded, 0)
        { StatedBy = statedBy };
    }

    private static double Slack(double value) => 1e-9 * Math.Max(1, Math.Abs(value));
}
