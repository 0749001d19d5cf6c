using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Counts of all but a few: what they leave of the whole that stands beside them, in its own column, in the header or in the same cell, is
/// a small count that nobody printed.
/// </summary>
internal sealed class SmallComplements(Policy policy)
{
    /// <summary>Reports the counts of a table that leave only a few of their wholes.</summary>
    public void Judge(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        if (table.IsModelOutput) return;
        Partners? partners = null;
        var hasWhole = HasWhole(table);
        for (var column = 0; column < table.ColumnCount; column++)
        {
            if (table.EndsInBracket(column) && ImpliedByBrackets.HeaderTotal(table.Profile.Columns[column].Header) is { } named && table.IsCount(column))
                JudgeColumn(table, column, _ => new Reading(ReadingKind.Number, named, 0, double.NaN, 0, null), -1, label, hits);
            if (!hasWhole || table.Header(column).Role is not (ColumnRole.Count or ColumnRole.Unknown) || !table.Is(column, ColumnRole.Count)) continue;
            var whole = (partners ??= new Partners(table)).Of(column, ColumnRole.Denominator);
            if (whole >= 0 && IsWhole(table, whole)) JudgeColumn(table, column, row => table.Read(row, whole), whole, label, hits);
        }
    }

    private static bool HasWhole(UnderstoodTable table)
    {
        for (var column = 0; column < table.ColumnCount; column++)
        {
            if (IsWhole(table, column)) return true;
        }

        return false;
    }

    /// <summary>Whether a header names what others are parts of. Those at risk change with time, so that what an event leaves of them is
    /// not what no event happened to.</summary>
    private static bool IsWhole(UnderstoodTable table, int column) =>
        table.Header(column).Role == ColumnRole.Denominator && !table.Profile.Columns[column].Compact.Contains("risk", StringComparison.Ordinal);

    private void JudgeColumn(UnderstoodTable table, int column, Func<int, Reading> wholeOf, int columnOfWhole, OutputLabel label, Hits hits)
    {
        List<int>? rows = null;
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var part = table.Read(row, column);
            if (!part.IsCount) continue;
            var whole = wholeOf(row);
            if (!whole.IsCount) continue;
            // A column that once exceeds the other is no part of it.
            if (part.Value > whole.Value) return;
            // A small count that is shown is reported as such.
            if (part.Value > policy.SmallCountMax && IsSmall(whole.Value - part.Value) && !IsShown(table, row, whole.Value - part.Value)
                && !HeaderWords.RowCountsNobody(table.RowLabel(row)))
                (rows ??= []).Add(row);
        }

        // Whether counts were rounded takes a look at all of them, so it is asked last: most columns leave nobody over.
        if (rows is null || table.Rounding(column) is not null || (columnOfWhole >= 0 && table.Rounding(columnOfWhole) is not null)) return;
        foreach (var row in rows)
        {
            CellReport.Add(
                hits, RuleIds.SmallComplement, table, row, column, label, table.Confidence(column),
                $"All but 1 to {policy.SmallCountMax} of a whole that is shown, in row {row + 1}.");
        }
    }

    private static bool IsShown(UnderstoodTable table, int row, double count)
    {
        for (var column = 1; column < table.Table.Width(row); column++)
        {
            if (CellReader.Read(table.Table[row, column], out _) is { IsCount: true } cell && cell.Value == count) return true;
        }

        return false;
    }

    private bool IsSmall(double rest) => rest >= 1 && rest <= policy.SmallCountMax;
}
