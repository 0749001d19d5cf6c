using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Differencing;

/// <summary>The counts of a table by the names of their rows and columns, so that they can be set beside those of another table.</summary>
public sealed class TableFigures
{
    /// <summary>Stands for a count that was taken out.</summary>
    internal const double Redacted = -1;

    private readonly List<(int Column, bool IsRounded)> _columns = [];
    private readonly Dictionary<ulong, int> _columnOf = [];
    private readonly Dictionary<ulong, int> _rowOf = [];
    private readonly double[] _counts;

    private TableFigures(UnderstoodTable table)
    {
        EndRow = table.EndRow;
        var names = new List<int>();
        for (var column = 0; column < table.ColumnCount; column++)
        {
            if (table.IsCount(column)) AddColumn(table, column);
            else if (NamesRows(table, column)) names.Add(column);
        }

        var rows = _columns.Count == 0 ? 0 : table.EndRow - table.FirstRow;
        FirstRow = table.FirstRow;
        _counts = new double[rows * _columns.Count];
        for (var row = 0; row < rows; row++)
        {
            _rowOf.TryAdd(KeyOf(table, row + FirstRow, names), row);
            for (var column = 0; column < _columns.Count; column++) _counts[(row * _columns.Count) + column] = Count(table, row + FirstRow, _columns[column].Column);
        }
    }

    /// <summary>Columns of counts.</summary>
    internal int ColumnCount => _columns.Count;

    private int FirstRow { get; }

    private int EndRow { get; }

    /// <summary>Takes the counts out of a table; null where it has none.</summary>
    public static TableFigures? Of(TableDocument document)
    {
        if (document.Table.RowCount > TableOutline.MostRows) return null;
        var figures = new TableFigures(new UnderstoodTable(document.Table, document.Member));
        return figures._columns.Count == 0 ? null : figures;
    }

    /// <summary>Every cell that both tables have, by the names of its row and column.</summary>
    internal IEnumerable<(int Row, int Column, double Here, double There, bool IsRounded)> Beside(TableFigures other)
    {
        foreach (var (header, here) in _columnOf)
        {
            if (!other._columnOf.TryGetValue(header, out var there)) continue;
            var isRounded = _columns[here].IsRounded || other._columns[there].IsRounded;
            foreach (var (name, row) in _rowOf)
            {
                if (!other._rowOf.TryGetValue(name, out var otherRow)) continue;
                yield return (row + FirstRow, _columns[here].Column, _counts[(row * _columns.Count) + here], other._counts[(otherRow * other._columns.Count) + there], isRounded);
            }
        }
    }

    /// <summary>The counts themselves.</summary>
    internal ReadOnlySpan<double> Counts => _counts;

    /// <summary>Whether the cells that these counts were taken out of are all in a table.</summary>
    internal bool FitsIn(Table table) => EndRow <= table.RowCount && _columns.TrueForAll(c => c.Column < table.ColumnCount);

    private void AddColumn(UnderstoodTable table, int column)
    {
        var header = TextHash.Add(TextHash.Start, table.Table[table.FirstRow - 1, column]);
        // The second column of a name is another one than the first.
        while (!_columnOf.TryAdd(header, _columns.Count)) header++;
        _columns.Add((column, table.Rounding(column) is not null));
    }

    /// <summary>Whether a column says which row it is: names, days and codes, but no mere numbering of rows.</summary>
    private static bool NamesRows(UnderstoodTable table, int column) => table.Role(column) switch
    {
        ColumnRole.Category or ColumnRole.Date or ColumnRole.Identifier => true,
        ColumnRole.Code => !table.Profile.Columns[column].IsIndex,
        ColumnRole.Unknown => column == 0 || table.Profile.Columns[column].Mostly(Rules.Tables.CellKind.Text),
        _ => false,
    };

    private ulong KeyOf(UnderstoodTable table, int row, List<int> names)
    {
        var key = TextHash.Start;
        foreach (var column in names) key = TextHash.Add(key, table.Table[row, column]);
        // Rows of one name, as "Missing" in each section, are told by their order.
        while (_rowOf.ContainsKey(key)) key++;
        return key;
    }

    private static double Count(UnderstoodTable table, int row, int column)
    {
        var reading = table.Read(row, column);
        return reading.Kind == ReadingKind.Mark ? Redacted : reading.IsCount ? reading.Value : double.NaN;
    }
}
