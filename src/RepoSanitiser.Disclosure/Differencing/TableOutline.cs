using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Differencing;

/// <summary>What of a table is enough to tell which others it may be compared with: cheap to make, and nothing to hold on to.</summary>
/// <param name="Ordinal">The table's place among those of its file.</param>
/// <param name="Headers">A hash of its headers.</param>
/// <param name="Labels">A hash of its first column, in any order.</param>
public readonly record struct TableOutline(int Ordinal, ulong Headers, ulong Labels)
{
    /// <summary>Rows of the longest table that is compared: a longer one is no release.</summary>
    internal const int MostRows = 20_000;

    /// <summary>The outline of a table; null for one that is not compared, because it has no headers or no rows, or too many.</summary>
    public static TableOutline? Of(Table table, int ordinal)
    {
        if (table.HeaderRows == 0 || table.ColumnCount < 2 || table.RowCount == table.HeaderRows || table.RowCount > MostRows) return null;
        var headers = TextHash.Start;
        for (var column = 0; column < table.ColumnCount; column++) headers = TextHash.Add(headers, table[table.HeaderRows - 1, column]);
        var labels = 0UL;
        for (var row = table.HeaderRows; row < table.RowCount; row++) labels += TextHash.Add(TextHash.Start, table[row, 0]);
        return new TableOutline(ordinal, headers, labels);
    }
}
