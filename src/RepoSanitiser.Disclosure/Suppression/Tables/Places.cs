using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>Names rows and columns of a table in words: 1-based, as the source shows them, with a header that holds no identifier.</summary>
internal static class Places
{
    public static string Row(CountGrid grid, int row) => $"row {grid.Rows[row] + 1}";

    public static string Rows(CountGrid grid, IReadOnlyList<int> rows) => "rows " + Ranges([.. rows.Select(r => grid.Rows[r] + 1)]);

    public static string Columns(CountGrid grid, IReadOnlyList<int> columns) => "columns " + Ranges([.. columns.Select(c => grid.Columns[c] + 1)]);

    public static string Column(CountGrid grid, int tableColumn)
    {
        var header = grid.Table.Table.Header(tableColumn);
        var name = header is not null && TableRules.SafeHeader(header) is { } safe && !safe.Any(char.IsControl) ? $" (\"{safe}\")" : "";
        return $"column {tableColumn + 1}{name}";
    }

    /// <summary>2 to 5, 7 and 9.</summary>
    private static string Ranges(int[] numbers)
    {
        const int Most = 4;
        Array.Sort(numbers);
        var ranges = new List<string>();
        for (var i = 0; i < numbers.Length;)
        {
            var end = i;
            while (end + 1 < numbers.Length && numbers[end + 1] == numbers[end] + 1) end++;
            ranges.Add(end == i ? $"{numbers[i]}" : end == i + 1 ? $"{numbers[i]}, {numbers[end]}" : $"{numbers[i]} to {numbers[end]}");
            i = end + 1;
        }

        return ranges.Count > Most ? string.Join(", ", ranges.Take(Most)) + ", …" : string.Join(", ", ranges);
    }
}
