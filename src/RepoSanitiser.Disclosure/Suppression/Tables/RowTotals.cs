namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>
/// Finds rows that others add up to: by their label, checked on all columns that show every part; or, for the first and last row, by
/// arithmetic alone.
/// </summary>
internal sealed class RowTotals(CountGrid grid, SystemBuilder builder)
{
    /// <summary>Sums that have to fit where no label speaks for a total.</summary>
    private const int EnoughUnlabelled = 2;

    private readonly List<int> _totals = [];

    /// <summary>Rows found to be totals.</summary>
    public IReadOnlyList<int> Found => _totals;

    /// <summary>Ties parts to their totals.</summary>
    public void Find()
    {
        if (grid.Rows.Length < 3) return;
        var labelled = false;
        foreach (var key in grid.Keys) labelled |= ByKey(key);
        if (labelled) return;
        var all = Enumerable.Range(0, grid.Rows.Length).ToList();
        if (!Tie(all[^1], [.. all.SkipLast(1)], isLabelled: false)) Tie(all[0], [.. all.Skip(1)], isLabelled: false);
    }

    /// <summary>Totals over one key: among rows that are alike in all other keys.</summary>
    private bool ByKey(int key)
    {
        var found = false;
        var names = Enumerable.Range(0, grid.Rows.Length).Select(r => TotalWords.Names(grid.Text(r, key))).ToArray();
        if (!names.Contains(true)) return false;
        foreach (var rows in Enumerable.Range(0, grid.Rows.Length).GroupBy(r => Others(r, key), StringComparer.Ordinal))
        {
            List<int> group = [.. rows];
            List<int> totals = [.. group.Where(r => names[r])];
            if (totals.Count == 0 || totals.Count == group.Count) continue;
            found |= totals.Count == 1 ? Tie(totals[0], [.. group.Where(r => r != totals[0])], isLabelled: true) : Blocks(group, names);
        }

        return found;
    }

    /// <summary>Several totals one below the other: each of its own block, and perhaps one of all of them.</summary>
    private bool Blocks(List<int> rows, bool[] names)
    {
        var (subtotals, parts, found) = (new List<int>(), new List<int>(), false);
        var leads = names[rows[0]] && !names[rows[^1]];
        if (leads) rows = [.. Enumerable.Reverse(rows)];
        foreach (var row in rows)
        {
            if (!names[row])
            {
                parts.Add(row);
                continue;
            }

            if (parts.Count == 0)
            {
                if (subtotals.Count > 1) found |= Tie(row, [.. subtotals], isLabelled: true);
                continue;
            }

            var tied = Tie(row, [.. parts], isLabelled: true);
            if (!tied && subtotals.Count > 0) tied = Tie(row, [.. subtotals, .. parts], isLabelled: true);
            if (tied) subtotals.Add(row);
            found |= tied;
            parts.Clear();
        }

        return found;
    }

    private bool Tie(int total, int[] parts, bool isLabelled)
    {
        if (parts.Length < 2) return false;
        var check = new SumCheck();
        for (var c = 0; c < grid.Columns.Length; c++) check = check.With(Cells(parts, c), grid[total, c]);
        if (check.Misfits > 0 || (isLabelled ? check is { Fits: 0, Open: 0 } : check.Fits < EnoughUnlabelled || grid.IsRounded)) return false;
        _totals.Add(total);
        for (var c = 0; c < grid.Columns.Length; c++)
        {
            if (grid[total, c] is null || Cells(parts, c).Any(p => p is null) || IsOfRounded(total, parts, c)) continue;
            builder.Tie(
                Relation.Sum([.. parts.Select(p => builder.Count(grid, p, c))], builder.Count(grid, total, c)),
                new RelationNote(
                    RelationKind.Sum, $"{Places.Rows(grid, parts)} of {Places.Column(grid, grid.Columns[c])} add up to {Places.Row(grid, total)}", check.Fits > 0));
        }

        return true;
    }

    /// <summary>Whether a total of rounded cells leaves nothing for its marks: it may have been added up after they were taken out.</summary>
    private bool IsOfRounded(int total, int[] parts, int column)
    {
        if (!grid.IsRounded) return false;
        var shown = parts.Where(p => grid[p, column] is { IsMarked: false }).ToList();
        return shown.Count < parts.Length && grid[total, column] is { IsMarked: false }
            && shown.Sum(p => grid.Read(p, grid.Columns[column]).Value) >= grid.Read(total, grid.Columns[column]).Value;
    }

    private List<CountCell?> Cells(int[] rows, int column) => [.. rows.Select(r => grid[r, column])];

    private string Others(int row, int key) => string.Join('\u001f', grid.Keys.Where(k => k != key).Select(k => grid.Text(row, k)));
}
