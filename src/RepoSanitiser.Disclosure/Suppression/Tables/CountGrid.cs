using RepoSanitiser.Disclosure.Rules.Tables;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>The counts of a table as numbers: its columns that count people, and its rows that do.</summary>
internal sealed class CountGrid
{
    /// <summary>Counts of a table beyond which it is no output that anybody adds up.</summary>
    private const int MostCells = 40_000;

    private readonly CountCell?[,] _cells;
    private readonly Dictionary<int, Reading>[] _others;

    /// <summary>Reads a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="index">Which table of its file it is.</param>
    /// <param name="zeroIsMarked">Whether its marks may stand for zero.</param>
    /// <param name="blankIsMarked">Whether to take everything for a mark that could be one: to see whether that adds up.</param>
    public CountGrid(UnderstoodTable table, int index, bool zeroIsMarked, bool blankIsMarked = false)
    {
        Table = table;
        Index = index;
        Columns = [.. Enumerable.Range(0, table.ColumnCount).Where(c => table.Role(c) is ColumnRole.Count or ColumnRole.Denominator)];
        Keys = [.. Enumerable.Range(0, table.ColumnCount).Where(IsKey)];
        Rows = Columns.Length == 0 || (long)Columns.Length * (table.EndRow - table.FirstRow) > MostCells
            ? []
            : [.. Enumerable.Range(table.FirstRow, table.EndRow - table.FirstRow).Where(r => !HeaderWords.RowCountsNobody(table.RowLabel(r)))];
        _cells = new CountCell?[Rows.Length, Columns.Length];
        _others = [.. Rows.Select(_ => new Dictionary<int, Reading>())];
        for (var c = 0; c < Columns.Length; c++)
        {
            var rounding = table.Rounding(Columns[c]);
            if (rounding is not null) IsRounded = true;
            for (var r = 0; r < Rows.Length; r++)
            {
                var reading = blankIsMarked ? table.ReadAsMark(Rows[r], Columns[c]) : table.Read(Rows[r], Columns[c]);
                _cells[r, c] = Cell(reading, rounding, zeroIsMarked);
                HasMarks |= reading.Kind == ReadingKind.Mark;
                HasZeros |= reading is { HasValue: true, Value: 0 };
            }
        }
    }

    /// <summary>The table.</summary>
    public UnderstoodTable Table { get; }

    /// <summary>Which table of its file it is.</summary>
    public int Index { get; }

    /// <summary>The columns of counts.</summary>
    public int[] Columns { get; }

    /// <summary>The columns that name what is counted.</summary>
    public int[] Keys { get; }

    /// <summary>The rows that count people.</summary>
    public int[] Rows { get; }

    /// <summary>Whether any count is marked.</summary>
    public bool HasMarks { get; }

    /// <summary>Whether any count is shown as zero: zeros are kept, then.</summary>
    public bool HasZeros { get; }

    /// <summary>Whether counts were rounded.</summary>
    public bool IsRounded { get; }

    /// <summary>What is known of a count, by its place among rows and columns of counts; null where none stands there.</summary>
    public CountCell? this[int row, int column] => _cells[row, column];

    /// <summary>A cell of any column, by the row's place among the rows that count.</summary>
    public Reading Read(int row, int tableColumn)
    {
        if (!_others[row].TryGetValue(tableColumn, out var reading)) _others[row][tableColumn] = reading = Table.Read(Rows[row], tableColumn);
        return reading;
    }

    /// <summary>The text of a cell.</summary>
    public string Text(int row, int tableColumn) => Table.Table.GetString(Rows[row], tableColumn);

    /// <summary>The cell of the table.</summary>
    public TableCell Place(int row, int column) => new(Index, Rows[row], Columns[column]);

    private bool IsKey(int column) => Table.Role(column) is ColumnRole.Category or ColumnRole.Code or ColumnRole.Date
        || (Table.Role(column) == ColumnRole.Unknown && column == 0);

    private static CountCell? Cell(Reading reading, Rounding? rounding, bool zeroIsMarked)
    {
        if (reading.Kind == ReadingKind.Mark) return CountCell.Marked(reading.MarkMax, zeroIsMarked);
        if (!reading.IsCount || reading.Value >= CountCell.Unbounded) return null;
        return rounding is { } r
            ? CountCell.Rounded((long)r.Least(reading.Value), (long)r.Most(reading.Value))
            : CountCell.Shown((long)reading.Value);
    }
}
