using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Rules.Tables;
using RepoSanitiser.Disclosure.Understanding;
using CellKind = RepoSanitiser.Disclosure.Rules.Tables.CellKind;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>Tells the numbers of a table from what names its rows and columns: names stay.</summary>
internal sealed class TableShape
{
    private const double Most = 0.5;

    private readonly bool[] _names;

    /// <summary>Reads a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="accused">Columns in which something was found: they hold results, whatever they look like.</param>
    public TableShape(Table table, IReadOnlySet<int> accused)
    {
        Table = table;
        Understood = new UnderstoodTable(table, null);
        _names = new bool[table.ColumnCount];
        for (var column = 0; column < _names.Length; column++) _names[column] = !accused.Contains(column) && IsNaming(column);
    }

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>What its columns and cells mean.</summary>
    public UnderstoodTable Understood { get; }

    /// <summary>The rows below the headers.</summary>
    public IEnumerable<int> DataRows => Enumerable.Range(Table.HeaderRows, Table.RowCount - Table.HeaderRows);

    /// <summary>What names a row.</summary>
    public string RowLabel(int row) => Understood.RowLabel(row);

    /// <summary>Whether a cell below the headers holds a result: a number, or text with numbers in it; no mark, no name.</summary>
    public bool IsResult(int row, int column)
    {
        if (column >= Table.Width(row) || _names[column]) return false;
        var cell = Table[row, column];
        return cell.ContainsAnyInRange((byte)'0', (byte)'9') && !Shows(cell) && Understood.Read(row, column).Kind is not (ReadingKind.Empty or ReadingKind.Mark);
    }

    /// <summary>Whether a cell counts nobody: zero is kept where its row is redacted.</summary>
    public bool IsZero(int row, int column) =>
        Understood.Role(column) is ColumnRole.Count or ColumnRole.Denominator or ColumnRole.Unknown && Understood.Read(row, column) is { HasValue: true, Value: 0 };

    /// <summary>Whether a column holds shares or rates.</summary>
    public bool IsShare(int column) => Understood.Role(column) is ColumnRole.Percentage or ColumnRole.Rate;

    /// <summary>Whether a cell shows the mark already.</summary>
    public static bool Shows(ReadOnlySpan<byte> cell) => cell.IndexOf("REDACTED"u8) >= 0;

    /// <summary>Whether a cell shows the mark and, in brackets after it, a number.</summary>
    public static bool ShowsBesideMark(ReadOnlySpan<byte> cell) =>
        Shows(cell) && cell.IndexOf((byte)'(') is >= 0 and var open && cell[open..].ContainsAnyInRange((byte)'0', (byte)'9');

    /// <summary>Whether a column holds people or events.</summary>
    public bool Counts(int column) => !_names[column] && Understood.Role(column) is ColumnRole.Count or ColumnRole.Denominator;

    /// <summary>Whether the label of a row says that it sums up others.</summary>
    public bool IsTotal(int row) => IsTotal(RowLabel(row));

    /// <summary>Whether a label, or a header, says that it sums up others.</summary>
    public static bool IsTotal(string label) =>
        HeaderWords.Split(label) is var words && words.Any(w => w is "total" or "totals" or "overall" or "all" or "sum");

    private bool IsNaming(int column) => Understood.Role(column) switch
    {
        _ when column == 0 => Table.ColumnCount > 1,
        ColumnRole.Category => !IsTextOfNumbers(column),
        ColumnRole.Code or ColumnRole.Date or ColumnRole.Identifier => true,
        ColumnRole.Unknown => IsOfFlags(column),
        _ => false,
    };

    /// <summary>Whether all cells are 0 or 1, and both are met: such a column says which group a row is about.</summary>
    private bool IsOfFlags(int column)
    {
        var (zeros, ones) = (0, 0);
        foreach (var row in DataRows)
        {
            if (column >= Table.Width(row)) continue;
            var cell = Table[row, column];
            if (cell is [(byte)'0']) zeros++;
            else if (cell is [(byte)'1']) ones++;
            else if (!CellValue.IsEmptyOrMark(cell)) return false;
        }

        return zeros > 0 && ones > 0;
    }

    /// <summary>Whether most cells are text of numbers, as in 0.89 (0.72-1.08); a range of ages has neither point nor bracket.</summary>
    private bool IsTextOfNumbers(int column)
    {
        if (!Understood.Profile.Columns[column].Mostly(CellKind.Text, Most)) return false;
        var (numeric, filled) = (0, 0);
        foreach (var row in DataRows.Take(ColumnProfile.Sample))
        {
            var (digits, letters) = (0, 0);
            foreach (var b in Table[row, column])
            {
                if (b is >= (byte)'0' and <= (byte)'9') digits++;
                else if ((b | 0x20) is >= (byte)'a' and <= (byte)'z') letters++;
            }

            if (digits + letters == 0) continue;
            filled++;
            if (digits > letters && Table[row, column].ContainsAny("(."u8)) numeric++;
        }

        return numeric > Most * filled;
    }
}
