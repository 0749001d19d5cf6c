using RepoSanitiser.Disclosure.Policies;

namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>Parts the cells of tables into what is redacted as one.</summary>
internal sealed class TableUnits
{
    /// <summary>Totals are taken only where nothing else protects as well.</summary>
    private const double OfTotal = 0.05;

    private readonly TableSystem _system;
    private readonly RedactionUnit _unit;
    private readonly Dictionary<(int, int, int), List<int>> _cells = [];
    private readonly Dictionary<(int, int, int), int> _numbers = [];
    private readonly int[] _unitOf;
    private readonly HashSet<int> _statements;
    private readonly HashSet<int> _totals;

    /// <summary>Parts them.</summary>
    public TableUnits(TableSystem system, RedactionUnit unit)
    {
        _system = system;
        _unit = unit;
        _unitOf = new int[system.System.Cells.Count];
        Array.Fill(_unitOf, -1);
        var relations = system.System.Relations;
        _totals = [.. relations.Where(r => r.Kind == RelationKind.Sum && r.Terms.Count > 2).SelectMany(r => r.Terms.Where(t => t.Factor < 0).Select(t => t.Cell))];
        var stated = relations.Where(r => r.StatedBy is { } by && by != r.Terms[0].Cell).Select(r => (Of: r.Terms[0].Cell, By: r.StatedBy!.Value)).Distinct().ToList();
        _statements = [.. stated.Select(s => s.By)];
        for (var cell = 0; cell < _unitOf.Length; cell++)
        {
            if (!_statements.Contains(cell) && system.Place(cell) is { } place && IsOpen(system.System.Cells[cell])) Put(cell, place);
        }

        // A percentage goes with the count that it is of, in whatever row it stands.
        foreach (var (of, by) in stated)
        {
            if (_unitOf[of] >= 0 && system.Place(of) is { } place && _unitOf[by] < 0) Put(by, place);
        }

        Units = [.. _numbers.OrderBy(n => n.Value).Select(n => new SuppressionUnit(_cells[n.Key], n.Key.Item1, Cost(_cells[n.Key])))];
    }

    /// <summary>What is redacted as one.</summary>
    public IReadOnlyList<SuppressionUnit> Units { get; }

    /// <summary>The unit of a cell of the system; -1 for none.</summary>
    public int Of(int cell) => _unitOf[cell];

    /// <summary>Whether a cell shows a percentage or a rate.</summary>
    public bool IsStatement(int cell) => _statements.Contains(cell);

    /// <summary>The unit to redact where a rule asks for a cell: the one it is in; for a cell that nothing ties to another, the one of
    /// its row or table. -1 for none.</summary>
    public int Holding(TableCell cell)
    {
        var known = _system.Find(cell);
        if (known >= 0 && _unitOf[known] >= 0 && !(_unit == RedactionUnit.Cell && IsStatement(known))) return _unitOf[known];
        return _unit == RedactionUnit.Cell ? -1 : _numbers.GetValueOrDefault(Key(cell), -1);
    }

    // Zeros are kept; what is marked already is.
    private static bool IsOpen(CountCell cell) => !cell.IsMarked && cell.Most > 0;

    private (int, int, int) Key(TableCell place) => _unit switch
    {
        RedactionUnit.Table => (place.Table, 0, 0),
        RedactionUnit.Row => (place.Table, place.Row, 0),
        _ => (place.Table, place.Row, place.Column),
    };

    private void Put(int cell, TableCell place)
    {
        var key = Key(place);
        if (!_cells.TryGetValue(key, out var cells))
        {
            _cells[key] = cells = [];
            _numbers[key] = _numbers.Count;
        }

        cells.Add(cell);
        _unitOf[cell] = _numbers[key];
    }

    /// <summary>One; a little more where much is lost.</summary>
    private double Cost(List<int> cells)
    {
        var counts = cells.Where(c => !_statements.Contains(c)).ToList();
        var sum = counts.Sum(c => (double)Math.Min(_system.System.Cells[c].Least, 1_000_000));
        return 1 + (0.004 * Math.Log10(1 + sum)) + (counts.Exists(_totals.Contains) ? OfTotal : 0);
    }
}
