namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>Whether parts that are said to add up to totals do, wherever all of them are shown.</summary>
/// <param name="Fits">How often they do, in sums that say something.</param>
/// <param name="Misfits">How often they do not, or could not whatever the marks stand for.</param>
/// <param name="Open">How often a mark leaves it open.</param>
internal readonly record struct SumCheck(int Fits, int Misfits, int Open)
{
    /// <summary>Checks one sum.</summary>
    /// <param name="parts">The parts; one that is null leaves the sum out.</param>
    /// <param name="total">What they are said to add up to.</param>
    public SumCheck With(IReadOnlyList<CountCell?> parts, CountCell? total)
    {
        if (total is not { } sum || parts.Any(p => p is null)) return this;
        var (least, most, marked, filled) = (0L, 0L, sum.IsMarked, 0);
        foreach (var part in parts)
        {
            // A mark may stand for a zero here: whether parts are those of a total does not depend on that.
            least += part!.Value.IsMarked ? 0 : part.Value.Least;
            most = Math.Min(CountCell.Unbounded, most + part.Value.Most);
            marked |= part.Value.IsMarked;
            if (part.Value is { IsMarked: false, Least: > 0 }) filled++;
        }

        if (least > sum.Most || most < sum.Least) return this with { Misfits = Misfits + 1 };
        if (marked) return this with { Open = Open + 1 };
        // One part alone, or none, equals its total by chance: a column copied, a row of zeros.
        return filled > 1 ? this with { Fits = Fits + 1 } : this;
    }
}
