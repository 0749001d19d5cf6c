namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>
/// Chooses what to redact besides what has to be, so that every redacted cell could still be anything its mark stands for. The choice
/// is held against <see cref="FeasibleSets"/> before it is given: what it says is left unprotected is all that is.
/// </summary>
public sealed class CellSuppressor
{
    /// <summary>Cells times checks that may be spent on leaving out what is not needed after all.</summary>
    private const long MostWork = 1_500_000;

    /// <summary>Units that are tried out in one step where no cycle tells which would help.</summary>
    private const int MostTrials = 24;

    private readonly SuppressionTask _task;
    private readonly int[] _unitOf;
    private readonly int[][] _relationsOf;
    private long _work;

    private CellSuppressor(SuppressionTask task)
    {
        _task = task;
        _unitOf = new int[task.System.Cells.Count];
        Array.Fill(_unitOf, -1);
        for (var u = 0; u < task.Units.Count; u++)
        {
            foreach (var cell in task.Units[u].Cells) _unitOf[cell] = u;
        }

        var lists = new List<int>[_unitOf.Length];
        for (var i = 0; i < lists.Length; i++) lists[i] = [];
        for (var r = 0; r < task.System.Relations.Count; r++)
        {
            foreach (var term in task.System.Relations[r].Terms) lists[term.Cell].Add(r);
        }

        _relationsOf = Array.ConvertAll(lists, l => l.ToArray());
    }

    /// <summary>Chooses.</summary>
    public static SuppressionChoice Choose(SuppressionTask task)
    {
        var suppressor = new CellSuppressor(task);
        SuppressionChoice? best = null;
        var bestCost = double.PositiveInfinity;
        for (var attempt = 0; attempt < suppressor.Attempts; attempt++)
        {
            var units = suppressor.Attempt(attempt);
            var left = suppressor.Check(units).Recoverable;
            var cost = units.Sum(u => task.Units[u].Cost) + (1e6 * left.Count);
            if (cost < bestCost) (best, bestCost) = (new SuppressionChoice(units, left), cost);
            if (units.Count == task.Primary.Count) break;
        }

        return best!;
    }

    // Small tables are cheap to go through again with other costs for what is otherwise alike.
    private int Attempts => _unitOf.Length switch
    {
        <= 150 => 8,
        <= 1000 => 3,
        _ => 1,
    };

    private HashSet<int> Attempt(int attempt)
    {
        var units = new HashSet<int>(_task.Primary);
        var cycles = CycleChooser.Of(_task, _unitOf, attempt);
        var hopeless = new HashSet<int>();
        while (true)
        {
            var sets = Check(units);
            var open = sets.Recoverable.Where(c => !hopeless.Contains(c)).ToList();
            if (open.Count == 0)
            {
                if (FillBlocks(units, attempt)) continue;
                break;
            }

            var before = units.Count;
            cycles?.Protect(open, units);
            if (units.Count > before) continue;
            foreach (var cell in open)
            {
                if (Helpful(units, cell, sets) is { } unit) units.Add(unit);
                else hopeless.Add(cell);
                break;
            }
        }

        Prune(units);
        return units;
    }

    private FeasibleSets Check(IEnumerable<int> units)
    {
        _work += _unitOf.Length;
        return FeasibleSets.Of(_task.System.WithMarks(units.SelectMany(u => _task.Units[u].Cells).ToHashSet(), CountCell.Marked()), _task.Threshold);
    }

    /// <summary>A further unit for each block that has some redacted, but fewer than it has to.</summary>
    private bool FillBlocks(HashSet<int> units, int attempt)
    {
        var before = units.Count;
        foreach (var block in units.GroupBy(u => _task.Units[u].Block).Where(b => b.Count() < _task.LeastOfBlock).ToList())
        {
            var rest = Enumerable.Range(0, _task.Units.Count).Where(u => _task.Units[u].Block == block.Key && !units.Contains(u));
            var cheapest = rest.OrderBy(u => _task.Units[u].Cost).ThenBy(u => (u + attempt) % _task.Units.Count).Take(_task.LeastOfBlock - block.Count());
            units.UnionWith([.. cheapest]);
        }

        return units.Count > before;
    }

    /// <summary>Leaves out, dearest first, what is not needed after all.</summary>
    private void Prune(HashSet<int> units)
    {
        var left = Check(units).Recoverable.Count;
        foreach (var unit in units.Where(u => !_task.Primary.Contains(u)).OrderByDescending(u => _task.Units[u].Cost).ToList())
        {
            if (_work > MostWork) return;
            if (units.Count(u => _task.Units[u].Block == _task.Units[unit].Block) is var inBlock && inBlock > 1 && inBlock <= _task.LeastOfBlock) continue;
            units.Remove(unit);
            if (Check(units).Recoverable.Count > left) units.Add(unit);
        }
    }

    /// <summary>The unit that, redacted too, helps most; null where none is left that could.</summary>
    private int? Helpful(HashSet<int> units, int cell, FeasibleSets sets)
    {
        var relations = sets.Because(cell).Concat(_relationsOf[cell]).Distinct();
        var near = relations.SelectMany(r => _task.System.Relations[r].Terms).Select(t => _unitOf[t.Cell]).Where(u => u >= 0 && !units.Contains(u)).Distinct();
        var ranked = near.OrderByDescending(u => Closing(units, u)).ThenBy(u => _task.Units[u].Cost).Take(Math.Clamp(40_000 / _unitOf.Length, 2, MostTrials)).ToList();
        if (ranked.Count < 2) return ranked.Count == 0 ? null : ranked[0];
        var now = sets.Recoverable.Count;
        var tried = ranked.ConvertAll(u => (Unit: u, Left: Check(units.Append(u)).Recoverable.Count));
        var best = tried.MinBy(t => t.Left);
        return best.Left < now ? best.Unit : ranked[0];
    }

    /// <summary>How well a unit's cells pair with cells that are alone in an equation.</summary>
    private double Closing(HashSet<int> units, int unit)
    {
        var closing = -_task.Units[unit].Cost / 2;
        foreach (var cell in _task.Units[unit].Cells)
        {
            foreach (var relation in _relationsOf[cell])
            {
                closing += _task.System.Relations[relation].Terms.Count(t => IsMarked(units, t.Cell)) switch
                {
                    0 => -1,
                    1 => 2,
                    _ => 0.2,
                };
            }
        }

        return closing;
    }

    private bool IsMarked(HashSet<int> units, int cell) => _task.System.Cells[cell].IsMarked || (_unitOf[cell] >= 0 && units.Contains(_unitOf[cell]));
}
