using System.Collections.Frozen;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>
/// Finds the steps by which a cohort was made: cases, less those excluded for each reason, leave those included. A label says which is
/// which; where every count of a column is shown, they have to add up.
/// </summary>
internal sealed class Flows(CountGrid grid, SystemBuilder builder)
{
    private const int MostRows = 200;

    private static readonly FrozenSet<string> Leaving = FrozenSet.Create(
        StringComparer.Ordinal,
        "excluded", "excluding", "exclusion", "exclusions", "exclude", "dropped", "removed", "unmatched", "ineligible", "without", "no", "not", "missing");

    private static readonly FrozenSet<string> Staying = FrozenSet.Create(
        StringComparer.Ordinal, "included", "including", "remaining", "remain", "matched", "final", "analysed", "analyzed", "eligible", "kept", "left", "retained");

    /// <summary>Ties those who left and those who stayed to those there were before.</summary>
    public void Find()
    {
        if (grid.Keys.Length == 0 || grid.Rows.Length is < 3 or > MostRows) return;
        var (whole, left) = (-1, new List<int>());
        for (var row = 0; row < grid.Rows.Length; row++)
        {
            var words = HeaderWords.Split(grid.Text(row, grid.Keys[^1]));
            if (words.Exists(Leaving.Contains))
            {
                if (whole >= 0) left.Add(row);
                continue;
            }

            if (left.Count > 0 && words.Exists(Staying.Contains)) Tie(whole, [.. left, row]);
            (whole, left) = (row, []);
        }
    }

    private void Tie(int whole, int[] parts)
    {
        var check = new SumCheck();
        for (var c = 0; c < grid.Columns.Length; c++) check = check.With([.. parts.Select(p => grid[p, c])], grid[whole, c]);
        if (check.Misfits > 0 || check.Open == 0 || grid.IsRounded) return;
        for (var c = 0; c < grid.Columns.Length; c++)
        {
            if (grid[whole, c] is null || parts.Any(p => grid[p, c] is null)) continue;
            builder.Tie(
                Relation.Sum([.. parts.Select(p => builder.Count(grid, p, c))], builder.Count(grid, whole, c)),
                new RelationNote(
                    RelationKind.Sum, $"those who left and stayed in {Places.Rows(grid, parts)} of {Places.Column(grid, grid.Columns[c])} are those of {Places.Row(grid, whole)}",
                    check.Fits > 0));
        }
    }
}
