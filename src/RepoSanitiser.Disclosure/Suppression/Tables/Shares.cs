namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>
/// Finds what percentages and proportions are of: another count of their row, the total of their column, or a number that is nowhere
/// shown and follows from the rows that show both. Taken for that only where all rows that show everything agree.
/// </summary>
internal sealed class Shares(CountGrid grid, SystemBuilder builder, IReadOnlyList<int> totals, IReadOnlyList<int[]> groups)
{
    private const int Enough = 2;
    private const int MostRows = 1000;

    /// <summary>Shares that leave less than this out, in per cent, are of all there is.</summary>
    private const double NearlyAll = 95;

    private static readonly int[] Scales = [100, 1, 1000, 10_000, 100_000];

    /// <summary>Ties counts to what they are shares of.</summary>
    public void Find()
    {
        if (grid.Rows.Length > MostRows) return;
        foreach (var sources in ShareSource.Of(grid))
        {
            foreach (var source in sources)
            {
                if (OfRow(source) || OfColumn(source)) break;
            }
        }
    }

    private bool OfRow(ShareSource source)
    {
        var others = Enumerable.Range(0, grid.Columns.Length).Where(c => c != source.Count).OrderBy(c => Math.Abs(grid.Columns[c] - grid.Columns[source.Count])).Take(8);
        foreach (var other in others)
        {
            foreach (var scale in Scales)
            {
                if (!Agrees(source, other, scale)) continue;
                foreach (var row in Enumerable.Range(0, grid.Rows.Length)) TieToRow(source, other, scale, row);
                return true;
            }
        }

        return false;
    }

    private bool Agrees(ShareSource source, int other, int scale)
    {
        var fits = 0;
        for (var r = 0; r < grid.Rows.Length; r++)
        {
            if (source.At(grid, r) is not { } share || grid[r, source.Count] is not { IsMarked: false } count || grid[r, other] is not { IsMarked: false } whole) continue;
            if (whole.Most == 0) continue;
            var (least, most) = (scale * (double)count.Least / whole.Most, scale * (double)count.Most / Math.Max(1, whole.Least));
            if (share.Value + share.Half < least || share.Value - share.Half > most) return false;
            if (count.Least > 0 && whole.Least > count.Most) fits++;
        }

        return fits >= Enough;
    }

    private void TieToRow(ShareSource source, int other, int scale, int row)
    {
        if (source.At(grid, row) is not { } share || grid[row, source.Count] is null || grid[row, other] is null) return;
        var note = new RelationNote(
            RelationKind.Share,
            $"the share in {Places.Column(grid, source.Column)} of {Places.Row(grid, row)} is of {Places.Column(grid, grid.Columns[other])}", true);
        Tie(builder.Count(grid, row, source.Count), builder.Count(grid, row, other), share, scale, source.StatedBy(grid, builder, row), note);
    }

    private bool OfColumn(ShareSource source)
    {
        foreach (var scale in Scales.Take(2))
        {
            if (Whole([.. Enumerable.Range(0, grid.Rows.Length)], source, scale) is { } whole)
            {
                TieToColumn(source, scale, whole);
                return true;
            }
        }

        return false;
    }

    /// <summary>What all shares of some rows can be of: the bounds of one number; null where no one number fits, or too few rows tell.</summary>
    private CountCell? Whole(IReadOnlyList<int> rows, ShareSource source, int scale)
    {
        var (least, most, fits) = (0d, (double)CountCell.Unbounded, 0);
        foreach (var r in rows)
        {
            if (source.At(grid, r) is not { } share || grid[r, source.Count] is not { IsMarked: false } count || count.Most == 0) continue;
            if (share.Value > scale + share.Half) return null;
            least = Math.Max(least, scale * count.Least / (share.Value + share.Half));
            if (share.Value > share.Half) most = Math.Min(most, scale * count.Most / (share.Value - share.Half));
            if (share.Value < scale && count.Least > 0) fits++;
        }

        least = Math.Ceiling(least - (1e-9 * least));
        most = Math.Floor(most + (1e-9 * most));
        return fits >= Enough && least <= most && least >= 1 ? new CountCell((long)least, (long)most, false) : null;
    }

    private void TieToColumn(ShareSource source, int scale, CountCell whole)
    {
        var shown = totals.Where(t => grid[t, source.Count] is { IsMarked: false } cell && cell.Least <= whole.Most && cell.Most >= whole.Least).Take(1).ToList();
        // How large it is, the shares say for as long as they are shown.
        var n = shown.Count > 0 ? builder.Count(grid, shown[0], source.Count) : builder.Hidden(new CountCell(1, CountCell.Unbounded, false));
        var name = shown.Count > 0 ? Places.Row(grid, shown[0]) : "one number that the rows which show both agree on";
        for (var r = 0; r < grid.Rows.Length; r++)
        {
            if ((shown.Count > 0 && r == shown[0]) || source.At(grid, r) is not { } share || grid[r, source.Count] is null) continue;
            var note = new RelationNote(RelationKind.Share, $"the share in {Places.Column(grid, source.Column)} of {Places.Row(grid, r)} is of {name}", true);
            Tie(builder.Count(grid, r, source.Count), n, share, scale, source.StatedBy(grid, builder, r), note);
        }

        if (shown.Count > 0) return;
        foreach (var group in groups.Count > 0 ? groups : [[.. Enumerable.Range(0, grid.Rows.Length).Where(r => !totals.Contains(r))]])
        {
            if (!IsAll(group, source, scale, whole)) continue;
            builder.Tie(
                Relation.Sum([.. group.Select(r => builder.Count(grid, r, source.Count))], n),
                new RelationNote(
                    RelationKind.Sum,
                    $"the shares in {Places.Column(grid, source.Column)} of {Places.Rows(grid, group)} give what {Places.Column(grid, grid.Columns[source.Count])} adds up to",
                    true));
        }
    }

    /// <summary>Whether rows are all there is of a whole: their shares leave next to nothing out, and their counts no more than that.</summary>
    private bool IsAll(int[] rows, ShareSource source, int scale, CountCell whole)
    {
        if (rows.Length < 3 || rows.Any(r => grid[r, source.Count] is null)) return false;
        var shares = rows.Select(r => source.At(grid, r)).OfType<ShownShare>().ToList();
        var (sum, slack) = (100 / (double)scale * shares.Sum(s => s.Value), 100 / (double)scale * shares.Sum(s => s.Half));
        if (sum + slack < NearlyAll || sum - slack > 100) return false;
        var least = rows.Sum(r => grid[r, source.Count]!.Value is { IsMarked: false } c ? c.Least : 0);
        var isShown = rows.All(r => grid[r, source.Count] is { IsMarked: false });
        return least <= whole.Most && (!isShown || rows.Sum(r => grid[r, source.Count]!.Value.Most) >= whole.Least);
    }

    private void Tie(int numerator, int denominator, ShownShare share, int scale, int statedBy, RelationNote note)
    {
        if (share.Value > scale) return;
        foreach (var relation in Relation.Share(numerator, denominator, share.Value, share.Decimals, scale, statedBy)) builder.Tie(relation, note);
    }
}
