namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>A relation with the values that are shown already taken off: unknowns times factors lie between two bounds.</summary>
/// <param name="Relation">Its place among the relations of the system.</param>
/// <param name="Unknowns">Places among the unknowns of the component.</param>
/// <param name="Factors">What each is multiplied by.</param>
/// <param name="Least">The smallest sum.</param>
/// <param name="Most">The largest sum.</param>
internal sealed record Equation(int Relation, int[] Unknowns, long[] Factors, long Least, long Most);

/// <summary>Unknown counts that hang together by equations: nothing outside says anything of them.</summary>
internal sealed class Component
{
    /// <summary>Takes the unknowns and equations.</summary>
    public Component(int[] cells, long[] least, long[] most, Equation[] equations)
    {
        Cells = cells;
        Least = least;
        Most = most;
        Equations = equations;
        var lists = new List<int>[cells.Length];
        for (var i = 0; i < lists.Length; i++) lists[i] = [];
        for (var e = 0; e < equations.Length; e++)
        {
            foreach (var unknown in equations[e].Unknowns) lists[unknown].Add(e);
        }

        EquationsOf = Array.ConvertAll(lists, l => l.ToArray());
    }

    /// <summary>The place of each unknown among the cells of the system.</summary>
    public int[] Cells { get; }

    /// <summary>The smallest value of each unknown, before any equation.</summary>
    public long[] Least { get; }

    /// <summary>The largest value of each unknown, before any equation.</summary>
    public long[] Most { get; }

    /// <summary>What ties them together.</summary>
    public Equation[] Equations { get; }

    /// <summary>The equations that each unknown is in.</summary>
    public int[][] EquationsOf { get; }

    /// <summary>Whether equations only add and subtract.</summary>
    public bool IsOfSums => Array.TrueForAll(Equations, e => Array.TrueForAll(e.Factors, f => f is 1 or -1));

    /// <summary>Whether no two ways lead from one unknown to another: then narrowing one equation after the other is exact for sums.</summary>
    public bool IsTree
    {
        get
        {
            var links = EquationsOf.Sum(e => e.Length);
            return links == Cells.Length + Equations.Length - 1;
        }
    }

    /// <summary>All components of a system.</summary>
    public static List<Component> Of(CountSystem system) => new ComponentBuilder(system).Build();
}

/// <summary>Takes the shown values off the relations and parts what does not hang together.</summary>
internal sealed class ComponentBuilder(CountSystem system)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, system.Cells.Count)];

    public List<Component> Build()
    {
        var relations = new List<(int Relation, List<Term> Open, long Shown)>();
        for (var r = 0; r < system.Relations.Count; r++)
        {
            if (Open(r) is not { } open) continue;
            relations.Add((r, open.Terms, open.Shown));
            foreach (var term in open.Terms) Join(open.Terms[0].Cell, term.Cell);
        }

        var unknowns = Enumerable.Range(0, system.Cells.Count).Where(c => system.Cells[c].IsUnknown).ToLookup(Root);
        var equations = relations.ToLookup(r => Root(r.Open[0].Cell));
        return [.. unknowns.Select(cells => Make([.. cells], equations[cells.Key]))];
    }

    private (List<Term> Terms, long Shown)? Open(int relation)
    {
        List<Term>? open = null;
        long shown = 0;
        foreach (var term in system.Relations[relation].Terms)
        {
            var cell = system.Cells[term.Cell];
            if (cell.IsUnknown) (open ??= []).Add(term);
            else shown += term.Factor * cell.Least;
        }

        return open is null ? null : (open, shown);
    }

    private Component Make(int[] cells, IEnumerable<(int Relation, List<Term> Open, long Shown)> relations)
    {
        var places = new Dictionary<int, int>(cells.Length);
        for (var i = 0; i < cells.Length; i++) places[cells[i]] = i;
        var equations = relations.Select(r => new Equation(
            r.Relation,
            [.. r.Open.Select(t => places[t.Cell])],
            [.. r.Open.Select(t => t.Factor)],
            Less(system.Relations[r.Relation].Least, r.Shown),
            Less(system.Relations[r.Relation].Most, r.Shown)));
        return new Component(
            cells, [.. cells.Select(c => system.Cells[c].Least)], [.. cells.Select(c => system.Cells[c].Most)], [.. equations]);
    }

    private static long Less(long bound, long shown) => Math.Abs(bound) >= CountCell.Unbounded ? bound : bound - shown;

    private int Root(int cell)
    {
        while (_parents[cell] != cell) cell = _parents[cell] = _parents[_parents[cell]];
        return cell;
    }

    private void Join(int one, int other) => _parents[Root(one)] = Root(other);
}
