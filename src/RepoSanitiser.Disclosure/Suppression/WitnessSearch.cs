namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>
/// Looks for values of all unknowns of a component that fit every equation, by halving ranges and narrowing, within a bound on the
/// work. Used where equations are not those of a flow: nested subtotals on both sides, percentages, tables that share margins.
/// </summary>
internal sealed class WitnessSearch(Component component, int steps)
{
    private int _left;

    /// <summary>Values that were seen to fit, per unknown: bits of 0 to 63.</summary>
    public ulong[] Seen { get; } = new ulong[component.Cells.Length];

    /// <summary>Steps that all questions took.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether an unknown can have a value; null where the work was not enough to tell.</summary>
    public bool? CanBe(Bounds bounds, int unknown, int value)
    {
        if ((Seen[unknown] >> value & 1) != 0) return true;
        _left = steps;
        var answer = Search(bounds.Copy(), unknown, value, value);
        Steps += steps - _left;
        return answer;
    }

    private bool? Search(Bounds bounds, int unknown, long least, long most)
    {
        if (_left-- <= 0) return null;
        if (!bounds.Narrow(unknown, least, most)) return false;
        var next = Narrowest(bounds);
        if (next < 0)
        {
            for (var u = 0; u < Seen.Length; u++) Seen[u] |= FeasibleSet.Range(bounds.Least[u], bounds.Most[u]);
            return true;
        }

        var (low, high) = (bounds.Least[next], bounds.Most[next]);
        var middle = high >= CountCell.Unbounded ? low : low + ((high - low) / 2);
        var first = Search(bounds.Copy(), next, low, middle);
        if (first == true) return true;
        var second = Search(bounds, next, middle + 1, high);
        return second == true ? true : first is null || second is null ? null : false;
    }

    private static int Narrowest(Bounds bounds)
    {
        var (narrowest, width) = (-1, long.MaxValue);
        for (var u = 0; u < bounds.Least.Length; u++)
        {
            var wide = bounds.Most[u] - bounds.Least[u];
            if (wide > 0 && wide < width) (narrowest, width) = (u, wide);
        }

        return narrowest;
    }
}
