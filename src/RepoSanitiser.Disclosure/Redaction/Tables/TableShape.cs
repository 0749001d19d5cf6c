using System.Collections.Frozen;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Rules.Tables;
using CellKind = RepoSanitiser.Disclosure.Rules.Tables.CellKind;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>Tells the numbers of a table from what names its rows and columns: names stay.</summary>
internal sealed class TableShape
{
    private const double Mostly = 0.5;

    // Columns of numbers that name their row: an age band of 1 to 5 is no result.
    private static readonly FrozenSet<string> NamingWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "id", "code", "codes", "year", "years", "month", "months", "week", "weeks", "day", "days", "date", "time", "age", "ageband", "agegroup",
        "index", "rank", "order", "quintile", "quintiles", "quartile", "decile", "deciles", "imd", "dose", "cat", "category", "group", "strata",
        "stratum", "variable", "level", "sex", "region", "stp", "ccg", "msoa", "practice", "ethnicity", "eth5", "eth16", "model", "cohort",
        "lag", "version", "period", "wave");

    private readonly TableProfile _profile;
    private readonly bool[] _names;

    /// <summary>Reads a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="accused">Columns in which something was found: they hold results, whatever they look like.</param>
    public TableShape(Table table, IReadOnlySet<int> accused)
    {
        Table = table;
        _profile = new TableProfile(table, null);
        _names = [.. _profile.Columns.Select(c => !accused.Contains(c.Index) && IsNaming(c))];
    }

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>The rows below the headers.</summary>
    public IEnumerable<int> DataRows => Enumerable.Range(Table.HeaderRows, Table.RowCount - Table.HeaderRows);

    /// <summary>Whether a column names rows.</summary>
    public bool Names(int column) => _names[column];

    /// <summary>What names a row.</summary>
    public string RowLabel(int row) => _profile.RowLabel(row);

    /// <summary>Whether a cell below the headers holds a result: a number, or text with numbers in it; no mark, no name.</summary>
    public bool IsResult(int row, int column)
    {
        if (column >= Table.Width(row) || _names[column]) return false;
        var cell = Table[row, column];
        return !CellValue.IsEmptyOrMark(cell) && !Shows(cell) && cell.ContainsAnyInRange((byte)'0', (byte)'9');
    }

    /// <summary>Whether a cell shows the mark already.</summary>
    public static bool Shows(ReadOnlySpan<byte> cell) => cell.IndexOf("REDACTED"u8) >= 0;

    /// <summary>Whether a column counts: its cells are whole numbers and its header says nothing else.</summary>
    public bool Counts(int column)
    {
        var profile = _profile.Columns[column];
        if (_names[column] || profile.Filled == 0 || _profile.IsOfModel && HeaderWords.Of(profile.Words, false) != HeaderSense.Count) return false;
        var withShares = profile.Of(CellKind.CountWithShare) * 2 > profile.Filled;
        return HeaderWords.Of(profile.Words, withShares) != HeaderSense.NotCount
            && profile.Of(CellKind.Count) + profile.Of(CellKind.CountWithShare) >= 0.8 * profile.Filled;
    }

    /// <summary>Whether the label of a row says that it sums up others.</summary>
    public bool IsTotal(int row) => IsTotal(RowLabel(row));

    /// <summary>Whether a label, or a header, says that it sums up others.</summary>
    public static bool IsTotal(string label) =>
        HeaderWords.Split(label) is var words && words.Any(w => w is "total" or "totals" or "overall" or "all" or "sum");

    private bool IsNaming(ColumnProfile column)
    {
        if (column.Filled == 0) return column.Index == 0;
        if (column.Index == 0) return _profile.Columns.Count > 1;
        if (column.Mostly(CellKind.Date, Mostly)) return true;
        if (column.Mostly(CellKind.Text, Mostly)) return !MostlyDigits(column);
        return HeaderWords.Of(column.Words, false) != HeaderSense.Count && column.Words.Any(NamingWords.Contains) && column.Mostly(CellKind.Count, Mostly);
    }

    /// <summary>Whether text holds numbers in most cells (12 to 15; 0.89 (0.72-1.08)) and more digits than letters.</summary>
    private bool MostlyDigits(ColumnProfile column)
    {
        var (numeric, filled) = (0, 0);
        foreach (var row in DataRows.Take(ColumnProfile.Sample))
        {
            var (digits, letters) = (0, 0);
            foreach (var b in Table[row, column.Index])
            {
                if (b is >= (byte)'0' and <= (byte)'9') digits++;
                else if ((b | 0x20) is >= (byte)'a' and <= (byte)'z') letters++;
            }

            if (digits + letters == 0) continue;
            filled++;
            if (digits > letters) numeric++;
        }

        return numeric > Mostly * filled;
    }
}
