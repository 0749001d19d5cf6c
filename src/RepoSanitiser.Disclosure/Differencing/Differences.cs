using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Differencing;

/// <summary>What two tables together give away that neither does alone.</summary>
public enum DifferenceKind
{
    /// <summary>Two versions of a count differ by a small count.</summary>
    Changed,

    /// <summary>A group and a part of it differ by a small count.</summary>
    Rest,

    /// <summary>What this table leaves out, another version of it shows.</summary>
    Shown,

    /// <summary>What another version of the table leaves out, this one shows: with it goes what was left out beside it.</summary>
    Uncovered,
}

/// <summary>One cell in which two tables together give something away.</summary>
/// <param name="Row">The row in the first table, 0-based.</param>
/// <param name="Column">The column in the first table, 0-based.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Confidence">How sure it is that the two tables are what they are taken for.</param>
public readonly record struct Difference(int Row, int Column, DifferenceKind Kind, Severity Severity, Confidence Confidence);

/// <summary>Sets two tables beside each other and finds the counts whose difference is small. Rounded counts give nothing away.</summary>
public static class Differences
{
    private const int FewestForRounding = 4;
    private const int FewestForSame = 3;
    private const int FewestForPart = 4;

    /// <summary>The cells of a table that differ from another version of the same table by a count of 1 to the policy's threshold, and
    /// those that only one of the two leaves out.</summary>
    /// <param name="here">The version that findings lie in.</param>
    /// <param name="there">The other version.</param>
    /// <param name="policy">Says what is small.</param>
    public static IReadOnlyList<Difference> OfVersions(TableFigures here, TableFigures there, Policy policy)
    {
        var (compared, same) = (0, 0);
        var changed = new List<(int Row, int Column)>();
        var shown = new List<(int Row, int Column, DifferenceKind Kind)>();
        foreach (var (row, column, mine, theirs, isRounded) in here.Beside(there))
        {
            if (mine == TableFigures.Redacted && theirs > 0) shown.Add((row, column, DifferenceKind.Shown));
            if (theirs == TableFigures.Redacted && mine > 0) shown.Add((row, column, DifferenceKind.Uncovered));
            if (!(mine >= 0 && theirs >= 0)) continue;
            compared++;
            if (mine == theirs) same++;
            else if (!isRounded && IsSmall(Math.Abs(mine - theirs), policy) && !IsSmall(mine, policy) && !IsSmall(theirs, policy)) changed.Add((row, column));
        }

        var found = new List<Difference>();
        var isSame = compared >= FewestForSame && 2 * same >= compared;
        if (changed.Count > 0 && !AreRounded(here, there))
            found.AddRange(changed.Select(c => new Difference(c.Row, c.Column, DifferenceKind.Changed, isSame ? Severity.Medium : Severity.Low, isSame ? Confidence.High : Confidence.Low)));
        // Numbers of another day say nothing of what was left out on this one.
        if (compared >= FewestForSame && 5 * same >= 4 * compared)
            found.AddRange(shown.Select(c => new Difference(c.Row, c.Column, c.Kind, Severity.Medium, Confidence.Medium)));
        return found;
    }

    /// <summary>The cells of a part of a group that fall short of the whole group by a count of 1 to the policy's threshold.</summary>
    /// <param name="part">The table of the part, in which findings lie.</param>
    /// <param name="whole">The table of the whole group.</param>
    /// <param name="isNamed">Whether their names say that they are such.</param>
    /// <param name="policy">Says what is small.</param>
    /// <returns>Nothing unless every count of the part is at most that of the whole, and the names or most counts say that they belong together.</returns>
    public static IReadOnlyList<Difference> OfPart(TableFigures part, TableFigures whole, bool isNamed, Policy policy)
    {
        var (compared, same) = (0, 0);
        var rest = new List<(int Row, int Column)>();
        foreach (var (row, column, mine, theirs, isRounded) in part.Beside(whole))
        {
            if (!(mine >= 0 && theirs >= 0)) continue;
            if (mine > theirs) return [];
            compared++;
            if (mine == theirs) same++;
            else if (!isRounded && IsSmall(theirs - mine, policy) && !IsSmall(mine, policy) && mine > 0) rest.Add((row, column));
        }

        if (rest.Count == 0 || compared < FewestForPart || (!isNamed && 2 * same < compared) || AreRounded(part, whole)) return [];
        return rest.ConvertAll(c => new Difference(c.Row, c.Column, DifferenceKind.Rest, Severity.Medium, isNamed ? Confidence.Medium : Confidence.Low));
    }

    private static bool IsSmall(double count, Policy policy) => count >= 1 && count <= policy.SmallCountMax;

    /// <summary>Whether all counts of both tables fit one rounding: too few in each column may be enough together.</summary>
    private static bool AreRounded(TableFigures one, TableFigures other)
    {
        var evidence = new RoundingEvidence();
        foreach (var count in one.Counts) evidence.Add(count);
        foreach (var count in other.Counts) evidence.Add(count);
        return evidence.Found(FewestForRounding) is not null;
    }
}
