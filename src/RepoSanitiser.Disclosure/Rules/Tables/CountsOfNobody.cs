using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Tells small numbers that stand where counts of people stand, and count none: what a description of columns says of them, flags that
/// name a row, and the dates of a panel. Asked only where something was found.
/// </summary>
internal static class CountsOfNobody
{
    private const int LeastFlags = 4;
    private const int LeastDates = 4;

    /// <summary>Whether a table is what pandas' describe() prints: a row for each statistic, and none for a person.</summary>
    public static bool IsDescription(TableProfile table)
    {
        var labels = new HashSet<string>(StringComparer.Ordinal);
        for (var row = table.Table.HeaderRows; row < Math.Min(table.Table.RowCount, table.Table.HeaderRows + 16); row++) labels.Add(table.RowLabel(row));
        return labels.Contains("count") && (labels.IsSupersetOf(["unique", "top", "freq"]) || labels.IsSupersetOf(["mean", "std", "50%"]));
    }

    /// <summary>Whether a column is one of several of 0 and 1, not named as counts for the most part, which together name each row apart.</summary>
    public static bool AreFlags(UnderstoodTable understood, int column)
    {
        var table = understood.Table;
        var flags = Enumerable.Range(0, table.ColumnCount).Where(c => HoldsFlags(table, c)).ToList();
        if (flags.Count < LeastFlags || flags.Count == table.ColumnCount || !flags.Contains(column)) return false;
        if (flags.Count(c => understood.Header(c).Role is ColumnRole.Count or ColumnRole.Denominator) > flags.Count / 2) return false;
        var combinations = new HashSet<string>(StringComparer.Ordinal);
        for (var row = table.HeaderRows; row < table.RowCount; row++)
        {
            if (!combinations.Add(string.Concat(flags.Select(c => (char)table[row, c][0])))) return false;
        }

        return true;
    }

    /// <summary>Whether each of several dates is counted as often as every other: a panel has as many rows for each.</summary>
    public static bool IsPanel(UnderstoodTable understood, int column)
    {
        if (understood.Profile.Columns[column].Compact is not ("freq" or "count" or "n")) return false;
        var (dates, all) = (0, double.NaN);
        for (var row = understood.FirstRow; row < understood.EndRow; row++)
        {
            if (CellValue.Read(understood.Table[row, 0]).Kind != CellKind.Date) continue;
            var count = understood.Read(row, column).Value;
            if (dates++ > 0 && count != all) return false;
            all = count;
        }

        return dates >= LeastDates && dates + 1 >= understood.EndRow - understood.FirstRow;
    }

    private static bool HoldsFlags(Documents.Table table, int column)
    {
        for (var row = table.HeaderRows; row < table.RowCount; row++)
        {
            if (column >= table.Width(row) || table[row, column] is not [(byte)'0' or (byte)'1']) return false;
        }

        return true;
    }
}
