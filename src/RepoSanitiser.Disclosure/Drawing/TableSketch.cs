using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Drawing;

/// <summary>One cell of a sketch.</summary>
/// <param name="Text">What to show: the value's shape, or the value where values are shown.</param>
/// <param name="IsMarked">Whether a finding lies here.</param>
public readonly record struct SketchCell(string Text, bool IsMarked);

/// <summary>One row of a sketch.</summary>
/// <param name="Row">The table's row, from 1; 0 for headers, -1 where rows are left out.</param>
/// <param name="Cells">Its cells.</param>
public sealed record SketchRow(int Row, IReadOnlyList<SketchCell> Cells);

/// <summary>
/// The part of a table around its findings, for a terminal: the rows with findings and those beside them, the columns with findings, the
/// one that names the rows, and as many others as there is room for. Values are masked unless asked for.
/// </summary>
public static class TableSketch
{
    private const int MostColumns = 8;
    private const int LongestText = 24;
    private const string Hidden = "···";

    /// <summary>Sketches a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="marked">Cells with findings, 0-based.</param>
    /// <param name="showValues">Whether to show values: on a terminal only.</param>
    /// <param name="mostRows">Rows with findings that are shown.</param>
    public static IReadOnlyList<SketchRow> Of(Table table, IReadOnlySet<(int Row, int Column)> marked, bool showValues, int mostRows)
    {
        var columns = ColumnsOf(table, marked);
        var sketch = new List<SketchRow>();
        if (table.HeaderRows > 0) sketch.Add(new SketchRow(0, columns.ConvertAll(c => new SketchCell(Header(table, c), false))));
        var rows = RowsOf(table, marked, mostRows);
        var last = table.HeaderRows - 1;
        foreach (var row in rows)
        {
            if (row > last + 1) sketch.Add(new SketchRow(-1, []));
            sketch.Add(new SketchRow(row + 1, columns.ConvertAll(c => new SketchCell(Cell(table, row, c, showValues), marked.Contains((row, c))))));
            last = row;
        }

        if (last < table.RowCount - 1) sketch.Add(new SketchRow(-1, []));
        return sketch;
    }

    private static List<int> ColumnsOf(Table table, IReadOnlySet<(int Row, int Column)> marked)
    {
        var chosen = new SortedSet<int> { 0 };
        foreach (var column in marked.Select(m => m.Column).Distinct().Order().Take(MostColumns - 1)) chosen.Add(column);
        for (var distance = 1; distance < table.ColumnCount && chosen.Count < MostColumns; distance++)
        {
            foreach (var column in chosen.ToList())
            {
                foreach (var beside in (ReadOnlySpan<int>)[column - distance, column + distance])
                {
                    if (beside >= 0 && beside < table.ColumnCount && chosen.Count < MostColumns) chosen.Add(beside);
                }
            }
        }

        return [.. chosen];
    }

    private static SortedSet<int> RowsOf(Table table, IReadOnlySet<(int Row, int Column)> marked, int mostRows)
    {
        var rows = new SortedSet<int>();
        foreach (var row in marked.Select(m => m.Row).Distinct().Order().Take(mostRows))
        {
            for (var near = Math.Max(table.HeaderRows, row - 1); near <= Math.Min(table.RowCount - 1, row + 1); near++) rows.Add(near);
            rows.Add(row);
        }

        return rows;
    }

    private static string Header(Table table, int column) => table.Header(column) switch
    {
        null => "",
        var header => Short(TableRules.SafeHeader(header) ?? Hidden),
    };

    private static string Cell(Table table, int row, int column, bool showValues)
    {
        var cell = table[row, column];
        if (cell.IsEmpty) return "";
        var text = table.GetString(row, column);
        if (showValues) return Short(text);
        return text.Length <= 3 ? Hidden : Short(new Sensitive(text).Mask());
    }

    private static string Short(string text) => text.Length <= LongestText ? text : text[..(LongestText - 1)] + "…";
}
