using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>
/// Finds the blanks, dashes, stars and NAs of counts that a total shows to stand for somebody: it is larger than the sum of the parts
/// that are shown.
/// </summary>
internal static class MarksByTotals
{
    /// <summary>Rows beyond which nobody prints a total.</summary>
    private const int MostRows = 5000;

    private static readonly KeywordScanner Words = new(
        new[] { "total", "all", "overall", "sum", "subtotal", "everyone", "altogether", "any" }.Select(w => new Keyword(w, 1UL)));

    /// <summary>The cells, by row and column of the table.</summary>
    public static IReadOnlySet<(int Row, int Column)> Of(UnderstoodTable table)
    {
        var found = new HashSet<(int Row, int Column)>();
        if (table.EndRow - table.FirstRow is < 2 or > MostRows || !MayHoldTotal(table)) return found;
        var grid = new CountGrid(table, index: 0, zeroIsMarked: true, blankIsMarked: true);
        var builder = new SystemBuilder();
        new RowTotals(grid, builder).Find();
        new ColumnTotals(grid, builder).Find();
        foreach (var relation in builder.Relations)
        {
            if (!IsShort(relation, builder)) continue;
            foreach (var term in relation.Terms.Where(t => t.Factor > 0 && builder.Cells[t.Cell].IsMarked))
            {
                if (builder.Places[term.Cell] is { } place) found.Add((place.Row, place.Column));
            }
        }

        return found;
    }

    /// <summary>Whether the parts that are shown leave something of a total that is shown, however both were rounded.</summary>
    private static bool IsShort(Relation sum, SystemBuilder builder)
    {
        var (parts, total) = (0L, 0L);
        foreach (var term in sum.Terms)
        {
            var cell = builder.Cells[term.Cell];
            if (term.Factor < 0 && cell.IsMarked) return false;
            if (term.Factor < 0) total += cell.Least;
            else if (!cell.IsMarked) parts += cell.Most;
        }

        return parts < total;
    }

    /// <summary>Whether some label or header may name a total, by its bytes.</summary>
    private static bool MayHoldTotal(UnderstoodTable table)
    {
        for (var column = 0; column < table.ColumnCount; column++)
        {
            var isCount = table.IsCount(column);
            var end = isCount ? table.FirstRow : table.EndRow;
            for (var row = 0; row < end; row++)
            {
                if (column < table.Table.Width(row) && Words.Scan(table.Table[row, column]) != 0) return true;
            }
        }

        return false;
    }
}
