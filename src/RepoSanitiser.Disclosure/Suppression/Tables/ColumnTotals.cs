namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>Finds columns that others add up to: by arithmetic on the rows that show every part, helped by what their header says.</summary>
internal sealed class ColumnTotals(CountGrid grid, SystemBuilder builder)
{
    private const int EnoughUnlabelled = 3;
    private const int MostColumns = 60;

    /// <summary>Ties parts to their totals.</summary>
    public void Find()
    {
        if (grid.Columns.Length is < 3 or > MostColumns) return;
        for (var total = 0; total < grid.Columns.Length; total++)
        {
            var isLabelled = TotalWords.Names(grid.Table.Table.Header(grid.Columns[total]) ?? "");
            foreach (var parts in Candidates(total))
            {
                if (Tie(total, parts, isLabelled)) break;
            }
        }
    }

    /// <summary>All other columns first, then those right before, then those right after, longer runs first.</summary>
    private IEnumerable<int[]> Candidates(int total)
    {
        var last = grid.Columns.Length - 1;
        yield return [.. Enumerable.Range(0, last + 1).Where(c => c != total)];
        for (var from = 0; from <= total - 2; from++) yield return [.. Enumerable.Range(from, total - from)];
        for (var to = last; to >= total + 2; to--) yield return [.. Enumerable.Range(total + 1, to - total)];
    }

    private bool Tie(int total, int[] parts, bool isLabelled)
    {
        var check = new SumCheck();
        for (var r = 0; r < grid.Rows.Length && check.Misfits == 0; r++) check = check.With(Cells(r, parts), grid[r, total]);
        var enough = isLabelled && !grid.IsRounded ? 1 : EnoughUnlabelled;
        if (check.Misfits > 0 || check.Fits < enough || (grid.IsRounded && !isLabelled)) return false;
        for (var r = 0; r < grid.Rows.Length; r++)
        {
            if (grid[r, total] is null || Cells(r, parts).Any(p => p is null) || IsOfRounded(r, total, parts)) continue;
            builder.Tie(
                Relation.Sum([.. parts.Select(p => builder.Count(grid, r, p))], builder.Count(grid, r, total)),
                new RelationNote(
                    RelationKind.Sum, $"{Places.Columns(grid, parts)} of {Places.Row(grid, r)} add up to {Places.Column(grid, grid.Columns[total])}", true));
        }

        return true;
    }

    /// <summary>Whether a total of rounded cells leaves nothing for its marks: it may have been added up after they were taken out.</summary>
    private bool IsOfRounded(int row, int total, int[] parts)
    {
        if (!grid.IsRounded) return false;
        var shown = parts.Where(p => grid[row, p] is { IsMarked: false }).ToList();
        return shown.Count < parts.Length && grid[row, total] is { IsMarked: false }
            && shown.Sum(p => grid.Read(row, grid.Columns[p]).Value) >= grid.Read(row, grid.Columns[total]).Value;
    }

    private List<CountCell?> Cells(int row, int[] columns) => [.. columns.Select(c => grid[row, c])];
}
