using RepoSanitiser.Disclosure.Suppression;

namespace RepoSanitiser.Tests.Disclosure.Suppression;

/// <summary>
/// Writes down every table of whole numbers that fits what is shown of a two-way table, cell by cell, and notes which values each
/// cell had. Knows nothing of flows, of narrowing or of the system's relations.
/// </summary>
internal sealed class IntegerSearch
{
    private readonly TwoWayTable _table;
    private readonly int _cap;
    private readonly int[] _now;
    private readonly int[] _rowSums;
    private readonly int[] _columnSums;
    private readonly bool[][] _seen;
    private int _left;

    private IntegerSearch(TwoWayTable table, int threshold, int steps)
    {
        _table = table;
        // Nothing bounds a cell that could be larger than every number shown together with the threshold.
        _cap = (int)table.Shown.Where(c => c.Most < CountCell.Unbounded).Sum(c => c.Most) + threshold + 2;
        _now = new int[table.Values.Length];
        _rowSums = new int[table.Rows];
        _columnSums = new int[table.Columns];
        _seen = [.. table.Values.Select(_ => new bool[_cap + 1])];
        _left = steps;
    }

    /// <summary>For each cell the values it had in some table that fits, or null where there are too many tables to write down.</summary>
    public static IReadOnlyList<SortedSet<int>>? Feasible(TwoWayTable table, int threshold, int steps = 300_000)
    {
        var search = new IntegerSearch(table, threshold, steps);
        search.Fill(0);
        return search._left <= 0
            ? null
            : [.. search._seen.Select(s => new SortedSet<int>(Enumerable.Range(0, s.Length).Where(v => s[v])))];
    }

    /// <summary>
    /// The rule in its own words: the set meets 1 to k (0 to k where zeros are marked) but lacks some of those values. The one word
    /// added: a marked total of marked parts, each of which is at least 1, is not meant to be less than there are of them.
    /// </summary>
    public static bool IsRecoverable(TwoWayTable table, int cell, IReadOnlyCollection<int> feasible, int threshold)
    {
        var from = LeastMeant(table, cell);
        var to = (int)Math.Min(table.Shown[cell].Most, threshold);
        var hidden = Enumerable.Range(from, Math.Max(0, to - from + 1)).ToList();
        return hidden.Exists(feasible.Contains) && !hidden.TrueForAll(feasible.Contains);
    }

    private static int LeastMeant(TwoWayTable table, int cell)
    {
        int Inner(Func<int, int, bool> within) => Enumerable.Range(0, table.Rows).Sum(r => Enumerable.Range(0, table.Columns).Sum(c =>
            within(r, c) && table.Shown[table.Inner(r, c)].IsMarked ? (int)table.Shown[table.Inner(r, c)].Least : 0));
        int Meant(int total, Func<int, int, bool> within) =>
            table.Shown[total].IsMarked ? Math.Max((int)table.Shown[total].Least, Inner(within)) : 0;
        var rows = table.HasRowTotals ? Enumerable.Range(0, table.Rows).Select(r => (Total: table.RowTotal(r), Least: Meant(table.RowTotal(r), (x, _) => x == r))).ToList() : [];
        var columns = table.HasColumnTotals ? Enumerable.Range(0, table.Columns).Select(c => (Total: table.ColumnTotal(c), Least: Meant(table.ColumnTotal(c), (_, x) => x == c))).ToList() : [];
        if (cell == table.Grand) return Math.Max((int)table.Shown[cell].Least, Math.Max(rows.Sum(r => r.Least), columns.Sum(c => c.Least)));
        return rows.Concat(columns).Where(t => t.Total == cell).Select(t => t.Least).DefaultIfEmpty((int)table.Shown[cell].Least).Single();
    }

    private void Fill(int cell)
    {
        if (_left-- <= 0) return;
        var (row, column) = (cell / _table.Columns, cell % _table.Columns);
        if (cell == _table.Rows * _table.Columns)
        {
            Note();
            return;
        }

        var (least, most) = Domain(cell);
        if (_table.HasRowTotals) most = Math.Min(most, Domain(_table.RowTotal(row)).Most - _rowSums[row]);
        if (_table.HasColumnTotals) most = Math.Min(most, Domain(_table.ColumnTotal(column)).Most - _columnSums[column]);
        if (_table.HasGrandTotal && (_table.HasRowTotals || _table.HasColumnTotals)) most = Math.Min(most, Domain(_table.Grand).Most - _rowSums.Sum());
        for (var value = least; value <= most && _left > 0; value++)
        {
            _now[cell] = value;
            _rowSums[row] += value;
            _columnSums[column] += value;
            if ((column < _table.Columns - 1 || RowFits(row)) && (row < _table.Rows - 1 || ColumnFits(column))) Fill(cell + 1);
            _rowSums[row] -= value;
            _columnSums[column] -= value;
        }
    }

    private bool RowFits(int row) => !_table.HasRowTotals || Fits(_table.RowTotal(row), _rowSums[row]);

    private bool ColumnFits(int column) => !_table.HasColumnTotals || Fits(_table.ColumnTotal(column), _columnSums[column]);

    private bool Fits(int cell, int value) => Domain(cell) is var (least, most) && value >= least && value <= most;

    private (int Least, int Most) Domain(int cell) => ((int)_table.Shown[cell].Least, (int)Math.Min(_cap, _table.Shown[cell].Most));

    private void Note()
    {
        var sum = _rowSums.Sum();
        var grandIsTold = _table.HasGrandTotal && (_table.HasRowTotals || _table.HasColumnTotals);
        if (grandIsTold && !Fits(_table.Grand, sum)) return;
        for (var cell = 0; cell < _table.Rows * _table.Columns; cell++) _seen[cell][_now[cell]] = true;
        for (var row = 0; row < _table.Rows; row++) See(_table.RowTotal(row), _rowSums[row]);
        for (var column = 0; column < _table.Columns; column++) See(_table.ColumnTotal(column), _columnSums[column]);
        See(_table.Grand, sum);
    }

    private void See(int cell, int value)
    {
        if (value <= _cap) _seen[cell][value] = true;
    }
}
