namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>Takes the shown values off the relations and parts what does not hang together.</summary>
internal sealed class ComponentBuilder(CountSystem system)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, system.Cells.Count)];
    private readonly KnownRange[] _ranges = [.. system.Cells.Select(c => new KnownRange(c.Least, c.Most, -1, -1))];

    public List<Component> Build()
    {
        var equations = new List<(Equation Equation, int Root)>();
        for (var r = 0; r < system.Relations.Count; r++)
        {
            if (Open(r) is not { } equation) continue;
            if (equation.Unknowns.Length == 1) Narrow(equation);
            else equations.Add((equation, equation.Unknowns[0]));
            foreach (var cell in equation.Unknowns) Join(equation.Unknowns[0], cell);
        }

        var unknowns = Enumerable.Range(0, system.Cells.Count).Where(c => system.Cells[c].IsUnknown).ToLookup(Root);
        var parts = equations.ToLookup(e => Root(e.Root), e => e.Equation);
        return [.. unknowns.Select(cells => Make([.. cells], parts[cells.Key]))];
    }

    /// <summary>A relation with its shown values taken off; null where it has no unknown.</summary>
    private Equation? Open(int relation)
    {
        List<Term>? open = null;
        Int128 shown = 0;
        foreach (var term in system.Relations[relation].Terms)
        {
            var cell = system.Cells[term.Cell];
            if (cell.IsUnknown) (open ??= []).Add(term);
            else shown += (Int128)term.Factor * cell.Least;
        }

        return open is null
            ? null
            : new Equation(
                relation, [.. open.Select(t => t.Cell)], [.. open.Select(t => t.Factor)],
                Less(system.Relations[relation].Least, shown), Less(system.Relations[relation].Most, shown));
    }

    /// <summary>Takes what an equation with one unknown says over into that unknown's own range.</summary>
    private void Narrow(Equation equation)
    {
        var factor = equation.Factors[0];
        if (factor == 0) return;
        var (least, most) = factor > 0 ? (equation.Least, equation.Most) : (Negative(equation.Most), Negative(equation.Least));
        factor = Math.Abs(factor);
        ref var range = ref _ranges[equation.Unknowns[0]];
        if (least > -CountCell.Unbounded && -Floor(-least, factor) is var low && low > range.Least)
            range = range with { Least = low, LeastBecause = equation.Relation };
        if (most < CountCell.Unbounded && Floor(most, factor) is var high && high < range.Most)
            range = range with { Most = high, MostBecause = equation.Relation };
    }

    private Component Make(int[] cells, IEnumerable<Equation> equations)
    {
        var places = new Dictionary<int, int>(cells.Length);
        for (var i = 0; i < cells.Length; i++) places[cells[i]] = i;
        return new Component(
            cells, [.. cells.Select(c => _ranges[c])], [.. equations.Select(e => e with { Unknowns = Array.ConvertAll(e.Unknowns, c => places[c]) })]);
    }

    private static long Less(long bound, Int128 shown) => Math.Abs(bound) >= CountCell.Unbounded
        ? bound
        : (long)Int128.Clamp(bound - shown, -CountCell.Unbounded, CountCell.Unbounded);

    private static long Negative(long bound) => -bound;

    private static long Floor(long number, long divisor) => number >= 0 ? number / divisor : -((-number + divisor - 1) / divisor);

    private int Root(int cell)
    {
        while (_parents[cell] != cell) cell = _parents[cell] = _parents[_parents[cell]];
        return cell;
    }

    private void Join(int one, int other) => _parents[Root(one)] = Root(other);
}
