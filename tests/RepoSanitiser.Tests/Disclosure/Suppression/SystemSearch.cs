using RepoSanitiser.Disclosure.Suppression;

namespace RepoSanitiser.Tests.Disclosure.Suppression;

/// <summary>
/// Tries every value of every unknown of a small system, whatever ties them together, and notes which values occurred in a solution. A
/// relation is looked at once all its cells have a value; nothing is narrowed.
/// </summary>
internal sealed class SystemSearch
{
    private readonly CountSystem _system;
    private readonly int[] _unknowns;
    private readonly long[] _values;
    private readonly bool[][] _seen;
    private readonly List<Relation>[] _decidedBy;
    private readonly int _cap;
    private int _left;

    private SystemSearch(CountSystem system, int cap, int steps)
    {
        (_system, _cap, _left) = (system, cap, steps);
        _unknowns = [.. Enumerable.Range(0, system.Cells.Count).Where(c => system.Cells[c].IsUnknown)];
        _values = [.. system.Cells.Select(c => c.Least)];
        _seen = [.. system.Cells.Select(_ => new bool[cap + 1])];
        _decidedBy = [.. _unknowns.Select(_ => new List<Relation>())];
        foreach (var relation in system.Relations)
        {
            var last = relation.Terms.Max(t => Array.IndexOf(_unknowns, t.Cell));
            if (last >= 0) _decidedBy[last].Add(relation);
        }
    }

    /// <summary>For each cell the values up to a cap that it had in some solution; null where there are too many to try.</summary>
    public static IReadOnlyList<SortedSet<int>>? Feasible(CountSystem system, int cap, int steps = 300_000)
    {
        var search = new SystemSearch(system, cap, steps);
        search.Fill(0);
        return search._left <= 0 ? null : [.. search._seen.Select(s => new SortedSet<int>(Enumerable.Range(0, s.Length).Where(v => s[v])))];
    }

    private void Fill(int at)
    {
        if (_left-- <= 0) return;
        if (at == _unknowns.Length)
        {
            foreach (var cell in _unknowns) _seen[cell][_values[cell]] = true;
            return;
        }

        var unknown = _system.Cells[_unknowns[at]];
        for (var value = unknown.Least; value <= Math.Min(unknown.Most, _cap) && _left > 0; value++)
        {
            _values[_unknowns[at]] = value;
            if (_decidedBy[at].TrueForAll(Holds)) Fill(at + 1);
        }
    }

    private bool Holds(Relation relation)
    {
        var sum = relation.Terms.Sum(t => t.Factor * _values[t.Cell]);
        return sum >= relation.Least && sum <= relation.Most;
    }
}
