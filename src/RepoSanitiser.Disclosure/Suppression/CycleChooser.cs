namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>Protects redacted cells one by one by the cheapest cycles through them, in the network of all that may be redacted.</summary>
internal sealed class CycleChooser
{
    private readonly SuppressionTask _task;
    private readonly int[] _unitOf;
    private readonly List<Part> _parts = [];
    private readonly Dictionary<int, (Part Part, int Unknown)> _places = [];
    private readonly HashSet<int> _opened = [];

    private CycleChooser(SuppressionTask task, int[] unitOf)
    {
        _task = task;
        _unitOf = unitOf;
    }

    /// <summary>Takes the task; null where its equations are nowhere those of a flow.</summary>
    /// <param name="task">What is to be redacted.</param>
    /// <param name="unitOf">The unit of each cell; -1 for what stays.</param>
    /// <param name="attempt">Which costs to give to what is otherwise alike.</param>
    public static CycleChooser? Of(SuppressionTask task, int[] unitOf, int attempt)
    {
        var chooser = new CycleChooser(task, unitOf);
        // A total of several groups of levels is in more equations than a flow has ends: cycles leave it as it is.
        var uses = new int[unitOf.Length];
        foreach (var term in task.System.Relations.Where(r => r.Kind == RelationKind.Sum).SelectMany(r => r.Terms)) uses[term.Cell]++;
        var all = Enumerable.Range(0, unitOf.Length).Where(c => unitOf[c] >= 0 && uses[c] <= 2).ToHashSet();
        foreach (var component in Component.Of(task.System.WithMarks(all, CountCell.Marked())))
        {
            if (component.Equations.Length == 0) continue;
            long End(int cell, Func<CountCell, long> end, long known) => unitOf[cell] < 0 ? known : end(task.System.Cells[cell]);
            var least = component.Cells.Select((c, i) => End(c, s => s.Least, component.Ranges[i].Least)).ToArray();
            var most = component.Cells.Select((c, i) => End(c, s => s.Most, component.Ranges[i].Most)).ToArray();
            if (FlowNetwork.Of(component, least, most) is not { } network || !network.Settle()) continue;
            var costs = Array.ConvertAll(component.Cells, c => Cost(task, unitOf[c], attempt));
            chooser.Add(new Part(component, network, costs, Array.ConvertAll(component.Cells, c => task.System.Cells[c].IsUnknown)));
        }

        return chooser._parts.Count == 0 ? null : chooser;
    }

    /// <summary>Adds to the units what protects the cells, as far as cycles tell.</summary>
    public void Protect(IReadOnlyList<int> cells, HashSet<int> units)
    {
        foreach (var unit in units) Open(unit);
        foreach (var cell in cells)
        {
            if (!_places.TryGetValue(cell, out var place)) continue;
            Reach(place.Part, place.Unknown, raise: true, units);
            Reach(place.Part, place.Unknown, raise: false, units);
        }
    }

    private void Reach(Part part, int unknown, bool raise, HashSet<int> units)
    {
        while (true)
        {
            if (part.Network.SeenLeast[unknown] <= 1 && part.Network.SeenMost[unknown] >= _task.Threshold) return;
            // The way that is wanted comes last: the cycle begins from there.
            var back = Missing(part, unknown, !raise);
            var missing = Missing(part, unknown, raise);
            if (missing <= 0) return;
            var cycle = new CheapestCycle(part.Network, part.Costs, part.IsOpen).Through(unknown, raise, missing, back);
            if (cycle is null || cycle.Count == 0) return;
            foreach (var unit in cycle.Select(u => _unitOf[part.Component.Cells[u]]))
            {
                units.Add(unit);
                Open(unit);
            }
        }
    }

    private long Missing(Part part, int unknown, bool raise) =>
        Math.Max(0, raise ? _task.Threshold - part.Network.Largest(unknown, _task.Threshold) : part.Network.Smallest(unknown) - 1);

    private void Add(Part part)
    {
        _parts.Add(part);
        for (var u = 0; u < part.Component.Cells.Length; u++) _places[part.Component.Cells[u]] = (part, u);
    }

    private void Open(int unit)
    {
        if (!_opened.Add(unit)) return;
        foreach (var cell in _task.Units[unit].Cells)
        {
            if (!_places.TryGetValue(cell, out var place)) continue;
            place.Part.IsOpen[place.Unknown] = true;
            place.Part.Network.Open(place.Unknown, 1, CountCell.Unbounded);
        }
    }

    private static double Cost(SuppressionTask task, int unit, int attempt)
    {
        if (unit < 0) return double.PositiveInfinity;
        // Spread by a fixed hash, so that each attempt prefers other cells and every run the same.
        var spread = (uint)((unit + 1) * 2_654_435_761L * (attempt + 1)) % 1000 / 1000d;
        return task.Units[unit].Cost + (attempt == 0 ? 0 : 0.3 * spread);
    }

    private sealed record Part(Component Component, FlowNetwork Network, double[] Costs, bool[] IsOpen);
}
