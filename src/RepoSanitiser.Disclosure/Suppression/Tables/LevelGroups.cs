namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>
/// Finds groups of levels that all add up to the same number: the sexes, the age bands and the regions of one population, one below the
/// other. Taken for that only where every group that is wholly shown agrees.
/// </summary>
internal sealed class LevelGroups(CountGrid grid, SystemBuilder builder, IReadOnlyList<int> totals)
{
    private const double Nearly = 0.97;
    private const int LeastWhole = 100;

    /// <summary>The groups found: rows of each.</summary>
    public List<int[]> Found { get; } = [];

    /// <summary>Ties the groups to what they have in common.</summary>
    public void Find()
    {
        var groups = Groups();
        if (groups.Count < 2) return;
        var whole = Enumerable.Range(0, grid.Rows.Length).Where(r => IsWhole(r) && !groups.Exists(g => g.Contains(r))).Take(1).ToList();
        var (agree, disagree, near) = (0, 0, false);
        for (var c = 0; c < grid.Columns.Length; c++)
        {
            var sums = groups.Where(g => IsShown(g, c)).Select(g => Sum(g, c)).ToList();
            if (whole.Count == 1 && grid[whole[0], c] is { IsMarked: false } n) sums.Add((n.Least, n.Most));
            near |= sums.Count > 0 && groups.Exists(g => IsNear(g, c, sums[0].Least));
            if (sums.Count < 2) continue;
            var agrees = sums.Max(s => s.Least) <= sums.Min(s => s.Most) && sums.TrueForAll(s => s.Most > 0);
            _ = agrees ? agree++ : disagree++;
        }

        // Rounded sums meet too easily to prove anything without a row that says it is the whole.
        if ((agree == 0 && !near) || disagree > 0 || (grid.IsRounded && whole.Count == 0)) return;
        Found.AddRange(groups);
        for (var c = 0; c < grid.Columns.Length; c++) Tie(groups, whole, c, isSure: agree > 0);
    }

    private void Tie(List<int[]> groups, List<int> whole, int column, bool isSure)
    {
        var usable = groups.Where(g => g.All(r => grid[r, column] is not null)).ToList();
        if (usable.Count == 0 || (usable.Count == 1 && whole.Count == 0)) return;
        var isShown = whole.Count == 1 && grid[whole[0], column] is not null;
        // With neither a whole nor a group that is wholly shown, nothing is known of what they add up to.
        if (!isShown && !usable.Exists(g => IsShown(g, column))) return;
        var n = isShown ? builder.Count(grid, whole[0], column) : builder.Hidden(new CountCell(0, CountCell.Unbounded, false));
        foreach (var group in usable)
        {
            var to = isShown ? Places.Row(grid, whole[0]) : "what the other groups of levels add up to";
            builder.Tie(
                Relation.Sum([.. group.Select(r => builder.Count(grid, r, column))], n),
                new RelationNote(RelationKind.Sum, $"{Places.Rows(grid, group)} of {Places.Column(grid, grid.Columns[column])} add up to {to}", isSure));
        }
    }

    /// <summary>Whether the shown levels of a group leave its marks so little of the whole that this is no chance.</summary>
    private bool IsNear(int[] group, int column, long whole)
    {
        if (group.Any(r => grid[r, column] is null) || IsShown(group, column)) return false;
        var shown = group.Sum(r => grid[r, column] is { IsMarked: false } cell ? cell.Least : 0);
        return whole >= LeastWhole && shown <= whole && shown >= Nearly * whole;
    }

    private bool IsShown(int[] group, int column) => Array.TrueForAll(group, r => grid[r, column] is { IsMarked: false });

    private (long Least, long Most) Sum(int[] group, int column) =>
        (group.Sum(r => grid[r, column]!.Value.Least), group.Sum(r => grid[r, column]!.Value.Most));

    private bool IsWhole(int row) => grid.Keys.Any(k => TotalWords.Names(grid.Text(row, k)) || grid.Text(row, k) is "N" or "n");

    /// <summary>Rows that share the text of the first key, or that stand below a heading without counts.</summary>
    private List<int[]> Groups()
    {
        var groups = new List<int[]>();
        if (grid.Keys.Length == 0) return groups;
        var (rows, name) = (new List<int>(), "");
        void End()
        {
            if (rows.Count > 1) groups.Add([.. rows]);
            rows.Clear();
        }

        for (var r = 0; r < grid.Rows.Length; r++)
        {
            if (IsWhole(r) || totals.Contains(r))
            {
                End();
                continue;
            }

            if (IsHeading(r) || (grid.Keys.Length > 1 && grid.Text(r, grid.Keys[0]) is { Length: > 0 } text && text != name))
            {
                End();
                name = grid.Text(r, grid.Keys[0]);
            }

            if (!IsHeading(r)) rows.Add(r);
        }

        End();
        return groups;
    }

    private bool IsHeading(int row) => Enumerable.Range(0, grid.Columns.Length).All(c => grid[row, c] is null);
}
