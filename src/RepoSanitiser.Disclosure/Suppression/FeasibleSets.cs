namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>
/// The feasible set of every marked cell of a system: what somebody with pencil and paper, and patience, could narrow it to. Exact for
/// two-way tables with any of their margins, and for whatever else adds up without cycles; elsewhere a sound outer bound, sharpened
/// by a search for tables that fit, and exact where that search ends.
/// </summary>
public sealed class FeasibleSets
{
    /// <summary>Steps that one component's flows may take: beyond, the remaining cells get outer bounds.</summary>
    private const long MostWork = 20_000_000;

    private readonly CountSystem _system;
    private readonly int _threshold;
    private readonly long _reach;
    private readonly FeasibleSet[] _sets;
    private readonly IReadOnlyList<int>[] _because;
    private readonly long[] _claims;
    private readonly HashSet<int> _misfits = [];
    private SearchedSets? _searched;

    private FeasibleSets(CountSystem system, int threshold, long reach)
    {
        _system = system;
        _threshold = Math.Min(threshold, FeasibleSet.LargestThreshold);
        _reach = Math.Max(reach, _threshold + 1);
        _sets = [.. system.Cells.Select(c => FeasibleSet.Between(c.Least, c.Most, Exactness.Exact))];
        _because = new IReadOnlyList<int>[_sets.Length];
        Array.Fill(_because, []);
        _claims = Claims.Of(system);
    }

    /// <summary>Whether any values at all fit what is shown. Where none do, a relation was taken for one that is not, or a mark does
    /// not mean what it was taken to mean; nothing is then said of any cell that hangs together with it.</summary>
    public bool IsConsistent => _misfits.Count == 0;

    /// <summary>The marked cells that give away more than their mark says.</summary>
    public IReadOnlyList<int> Recoverable { get; private set; } = [];

    /// <summary>The feasible set of a cell.</summary>
    public FeasibleSet this[int cell] => _sets[cell];

    /// <summary>Whether some values fit what is shown of a cell and all that hangs together with it.</summary>
    public bool Fits(int cell) => !_misfits.Contains(cell);

    /// <summary>Places of the relations that narrowed a recoverable cell, the one that tells most first.</summary>
    public IReadOnlyList<int> Because(int cell) => _because[cell];

    /// <summary>Works out the feasible sets.</summary>
    /// <param name="system">What is shown.</param>
    /// <param name="threshold">The largest count that is redacted.</param>
    /// <param name="reach">How far up exact sets are told; beyond the threshold nothing is disclosed by them, and their largest value is
    /// an upper bound only.</param>
    public static FeasibleSets Of(CountSystem system, int threshold, long reach = 0)
    {
        var sets = new FeasibleSets(system, threshold, reach);
        // What narrowing found out is taken as shown: what hung together by it alone falls apart.
        foreach (var component in Component.Of(sets.Narrowed()))
        {
            if (!sets.Solve(component)) sets._misfits.UnionWith(component.Cells);
        }

        sets.Recoverable = [.. Enumerable.Range(0, system.Cells.Count).Where(sets.IsRecoverable)];
        return sets;
    }

    /// <summary>The system with what is found out by narrowing every unknown by one relation after the other.</summary>
    private CountSystem Narrowed()
    {
        var cells = _system.Cells.ToArray();
        foreach (var component in Component.Of(_system))
        {
            var bounds = new Bounds(component);
            if (!bounds.Narrow())
            {
                _misfits.UnionWith(component.Cells);
                continue;
            }

            var exact = bounds.IsSettled && component is { IsTree: true, IsOfSums: true };
            for (var u = 0; u < component.Cells.Length; u++)
            {
                var cell = component.Cells[u];
                var certain = exact || bounds.Least[u] == bounds.Most[u];
                _because[cell] = Chain(component, bounds, u);
                _sets[cell] = FeasibleSet.Between(bounds.Least[u], bounds.Most[u], certain ? Exactness.Exact : Exactness.Outer);
                cells[cell] = cells[cell] with { Least = bounds.Least[u], Most = bounds.Most[u] };
            }
        }

        return new CountSystem(cells, _system.Relations);
    }

    // A mark that prints a bound below the threshold says itself that larger values are not meant.
    private bool IsRecoverable(int cell) => _system.Cells[cell].IsMarked && !_misfits.Contains(cell)
        && _sets[cell].IsRecoverable(_claims[cell], Math.Min(_threshold, _system.Cells[cell].Most));

    private bool Solve(Component component)
    {
        if (Array.TrueForAll(component.Cells, c => _sets[c].Exactness == Exactness.Exact)) return true;
        var bounds = new Bounds(component);
        if (!bounds.Narrow()) return false;
        if (bounds.IsSettled && component is { IsTree: true, IsOfSums: true })
        {
            for (var u = 0; u < component.Cells.Length; u++)
                _sets[component.Cells[u]] = FeasibleSet.Between(bounds.Least[u], bounds.Most[u], Exactness.Exact);
            return true;
        }

        return FlowNetwork.Of(component, bounds.Least, bounds.Most) is { } network
            ? SolveFlow(component, bounds, network)
            : (_searched ??= new SearchedSets(_system, _sets, _threshold)).Sharpen(component, bounds);
    }

    private bool SolveFlow(Component component, Bounds bounds, FlowNetwork network)
    {
        if (!network.Settle()) return false;
        for (var u = 0; u < component.Cells.Length && network.Work < MostWork; u++)
        {
            if (!_system.Cells[component.Cells[u]].IsMarked || IsBeyond(bounds, u)) continue;
            if (network.SeenLeast[u] <= bounds.Least[u] && network.SeenMost[u] >= Math.Min(_reach, bounds.Most[u]))
            {
                _sets[component.Cells[u]] = FeasibleSet.Between(bounds.Least[u], bounds.Most[u], Exactness.Exact);
                continue;
            }

            var most = network.Largest(u, _reach);
            var mostBecause = Equations(component, network);
            var least = network.Smallest(u);
            var leastBecause = Equations(component, network);
            _sets[component.Cells[u]] = FeasibleSet.Between(least, most >= _reach ? bounds.Most[u] : most, Exactness.Exact);
            if (most < bounds.Most[u] && most < _threshold) _because[component.Cells[u]] = mostBecause;
            else if (least > bounds.Least[u]) _because[component.Cells[u]] = leastBecause;
        }

        return true;
    }

    /// <summary>Whether an unknown is known to lie above the threshold: nothing small can then be told from it.</summary>
    private bool IsBeyond(Bounds bounds, int unknown) => bounds.Least[unknown] >= _reach;

    private static List<int> Equations(Component component, FlowNetwork network) =>
        [.. network.StoppedBy.Where(n => n < component.Equations.Length).Select(n => component.Equations[n].Relation)];

    /// <summary>The relations by which narrowing reached an unknown's bounds, nearest first.</summary>
    private List<int> Chain(Component component, Bounds bounds, int unknown)
    {
        const int Longest = 4;
        var chain = new List<int>();
        var open = new Queue<int>([bounds.MostBecause[unknown], bounds.LeastBecause[unknown]]);
        while (chain.Count < Longest && open.TryDequeue(out var relation))
        {
            if (relation < 0 || chain.Contains(relation)) continue;
            chain.Add(relation);
            foreach (var term in _system.Relations[relation].Terms)
            {
                if (Array.BinarySearch(component.Cells, term.Cell) is not (>= 0 and var other)) continue;
                open.Enqueue(bounds.MostBecause[other]);
                open.Enqueue(bounds.LeastBecause[other]);
            }
        }

        return chain;
    }
}
