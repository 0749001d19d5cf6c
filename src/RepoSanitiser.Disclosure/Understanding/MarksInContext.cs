using RepoSanitiser.Disclosure.Rules.Tables;
using RepoSanitiser.Disclosure.Suppression.Tables;

namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>Tells whether NA, a dash or a blank stands for what was taken out. The column has to hold counts, shares or rates that were
/// cleared of small numbers, and the row has to hold another number; or a sibling column says of the row that it was redacted; or a total
/// exceeds the counts that are shown.</summary>
internal sealed class MarksInContext(UnderstoodTable table)
{
    /// <summary>A column that shows a count below this was not cleared of small numbers.</summary>
    private const int LeastCleared = 5;

    private enum Answer : byte
    {
        Unasked,
        Yes,
        No,
    }

    private Answer[]? _columns;
    private int? _redactedColumn;
    private IReadOnlySet<(int Row, int Column)>? _byTotals;

    /// <summary>Whether the cell, which holds a blank or an ambiguous sign, is a mark.</summary>
    public bool IsMark(int row, int column)
    {
        if (column >= table.ColumnCount || table.Role(column) is not (ColumnRole.Count or ColumnRole.Denominator or ColumnRole.Percentage or ColumnRole.Rate)) return false;
        if (SaysRedacted(row) is { } says) return says;
        if (table.IsModelOutput) return false;
        _columns ??= new Answer[table.ColumnCount];
        if (_columns[column] == Answer.Unasked) _columns[column] = WasCleared(column) ? Answer.Yes : Answer.No;
        return (_columns[column] == Answer.Yes && HoldsAnotherNumber(row, column)) || IsShortOfTotal(row, column);
    }

    /// <summary>Whether a total says that the cell counts somebody.</summary>
    private bool IsShortOfTotal(int row, int column)
    {
        if (!table.IsCount(column)) return false;
        if (_byTotals is null)
        {
            // To find the totals cells are read, which may ask for this again.
            _byTotals = new HashSet<(int Row, int Column)>();
            _byTotals = MarksByTotals.Of(table);
        }

        return _byTotals.Contains((row, column));
    }

    /// <summary>What a column named "redacted" says of a row; null where there is none.</summary>
    private bool? SaysRedacted(int row)
    {
        var at = _redactedColumn ??= Find();
        if (at < 0) return null;
        var cell = table.Table[row, at];
        return cell.Length is > 0 and <= 4 && (cell[0] | 0x20) is 't' or 'y' or '1';
    }

    private int Find()
    {
        foreach (var column in table.Profile.Columns)
        {
            if (column.Compact is "redacted" or "isredacted" or "suppressed" or "issuppressed" && column.Of(CellKind.Text) + column.Of(CellKind.Count) > 0) return column.Index;
        }

        return -1;
    }

    /// <summary>Counts, at least half of them shown, none of them small.</summary>
    private bool WasCleared(int column)
    {
        if (table.Role(column) is not (ColumnRole.Count or ColumnRole.Denominator) || table.Confidence(column) < Core.Confidence.High) return false;
        var (shown, hidden) = (0, 0);
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var reading = CellReader.Read(table.Table[row, column], out var couldBeMark);
            if (couldBeMark) hidden++;
            if (!reading.HasValue) continue;
            shown++;
            if (reading.Value is > 0 and < LeastCleared) return false;
        }

        return shown > 1 && hidden <= shown;
    }

    private bool HoldsAnotherNumber(int row, int column)
    {
        for (var other = 0; other < table.Table.Width(row); other++)
        {
            if (other == column || table.Role(other) is ColumnRole.Category or ColumnRole.Code or ColumnRole.Date or ColumnRole.Unknown) continue;
            if (CellReader.Read(table.Table[row, other], out _).HasValue) return true;
        }

        return false;
    }
}
