using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Tells rows of single persons or records from counts by what columns named as counts hold: nothing but 0 and 1, in many rows that are no
/// groups, because what names them repeats. In a table whose rows are named apart a 1 is a count of one.
/// </summary>
internal static class FlagRows
{
    private const int LeastRows = 20;
    private const double Repeating = 0.2;

    /// <summary>The first column of such a table that is named as a count; null where the table is none.</summary>
    public static ColumnProfile? Find(TableProfile table)
    {
        if (table.Rows < LeastRows || table.IsOfModel) return null;
        ColumnProfile? first = null;
        foreach (var column in table.Columns)
        {
            if (column.Facts.Role.Role is not (ColumnRole.Count or ColumnRole.Denominator)) continue;
            if (!HoldsFlags(table.Table, column.Index)) return null;
            first ??= column;
        }

        return first is not null && NamesRepeat(table) ? first : null;
    }

    private static bool HoldsFlags(Table table, int column)
    {
        var (zeros, ones) = (0, 0);
        for (var row = table.HeaderRows; row < table.RowCount; row++)
        {
            var cell = table[row, column];
            if (cell.SequenceEqual("0"u8)) zeros++;
            else if (cell.SequenceEqual("1"u8)) ones++;
            else if (!CellValue.IsEmptyOrMark(cell)) return false;
        }

        return zeros > 0 && ones > 0;
    }

    /// <summary>Whether at least a fifth of the rows bear the names of an earlier one.</summary>
    private static bool NamesRepeat(TableProfile profile)
    {
        var table = profile.Table;
        var names = profile.Columns.Where(c => Names(table, c)).Select(c => c.Index).ToList();
        if (names.Count == 0) return false;
        var seen = new HashSet<int>();
        for (var row = table.HeaderRows; row < table.RowCount; row++)
        {
            var hash = default(HashCode);
            foreach (var column in names)
            {
                hash.AddBytes(table[row, column]);
                hash.Add(column);
            }

            seen.Add(hash.ToHashCode());
        }

        return seen.Count <= (1 - Repeating) * profile.Rows;
    }

    private static bool Names(Table table, ColumnProfile column) => column.Filled > 0
        && column.Facts.Role.Role is ColumnRole.Unknown or ColumnRole.Category or ColumnRole.Code or ColumnRole.Date or ColumnRole.Identifier
        && !HoldsFlags(table, column.Index);
}
