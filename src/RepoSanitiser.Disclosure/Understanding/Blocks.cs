namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>Parts of a table one below the other: the levels of each variable, told by a first column that repeats the variable's name.</summary>
internal static class Blocks
{
    /// <summary>The parts, as rows from one up to another; the whole where nothing divides it.</summary>
    public static IEnumerable<(int From, int To)> Of(UnderstoodTable table)
    {
        if (!Divides(table))
        {
            yield return (table.FirstRow, table.EndRow);
            yield break;
        }

        var from = table.FirstRow;
        for (var row = from + 1; row <= table.EndRow; row++)
        {
            if (row < table.EndRow && (table.Table[row, 0].IsEmpty || table.Table[row, 0].SequenceEqual(table.Table[from, 0]))) continue;
            yield return (from, row);
            from = row;
        }
    }

    /// <summary>Whether the first column names groups of rows: fewer names than half the rows.</summary>
    private static bool Divides(UnderstoodTable table)
    {
        if (table.ColumnCount < 3 || table.Role(0) is not (ColumnRole.Category or ColumnRole.Unknown or ColumnRole.Date)) return false;
        var (changes, rows) = (0, table.EndRow - table.FirstRow);
        for (var row = table.FirstRow + 1; row < table.EndRow; row++)
        {
            if (!table.Table[row, 0].IsEmpty && !table.Table[row, 0].SequenceEqual(table.Table[row - 1, 0])) changes++;
        }

        return changes > 0 && changes < rows / 2;
    }
}
