namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>
/// The smallest value that each mark stands for. One, or zero where zeros are marked; and a marked total stands for at least what the
/// marks that it adds up stand for: two marked parts, each at least one, say by themselves that their total is no one, whatever else
/// is shown, and to hide that the marks would have to go.
/// </summary>
internal static class Claims
{
    private const int MostLevels = 6;

    /// <summary>The smallest value of each cell's mark; of a shown cell, zero.</summary>
    public static long[] Of(CountSystem system)
    {
        var claims = system.Cells.Select(c => c.IsMarked ? c.Least : 0).ToArray();
        var sums = system.Relations.Where(r => r.Kind == RelationKind.Sum && r.Least == 0 && r.Most == 0).ToList();
        var changed = true;
        for (var level = 0; changed && level < MostLevels; level++)
        {
            changed = false;
            foreach (var sum in sums) changed |= Raise(sum, system, claims);
        }

        return claims;
    }

    private static bool Raise(Relation sum, CountSystem system, long[] claims)
    {
        var (total, parts) = (-1, 0L);
        foreach (var term in sum.Terms)
        {
            if (term.Factor == -1) total = total < 0 ? term.Cell : int.MaxValue;
            else parts += claims[term.Cell];
        }

        if (total is < 0 or int.MaxValue || !system.Cells[total].IsMarked || parts <= claims[total]) return false;
        claims[total] = parts;
        return true;
    }
}
