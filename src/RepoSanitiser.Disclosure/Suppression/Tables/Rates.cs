using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>
/// Finds rows where a rate and a person-time give the events. By how much the rate was multiplied, the rows that show all three say; or,
/// where all events are marked, that the products are whole numbers.
/// </summary>
internal sealed class Rates(CountGrid grid, SystemBuilder builder)
{
    private const int Enough = 2;

    /// <summary>How wide the products may be for their being whole to say something.</summary>
    private const double Narrow = 0.1;

    /// <summary>How near a product is to the count that it proves, and the smallest count that proves anything.</summary>
    private const double Whole = 0.05;
    private const int LeastExact = 5;

    private static readonly double[] Times = [.. new[] { 100_000d, 10_000, 1000, 100, 10, 1 }.SelectMany(t => new[] { t, t * 365.25, t * 365 }).OrderDescending()];

    /// <summary>Ties events to rate and person-time.</summary>
    public void Find()
    {
        var times = grid.Table.Columns(ColumnRole.PersonTime).ToList();
        if (times.Count == 0) return;
        foreach (var rate in grid.Table.Columns(ColumnRole.Rate))
        {
            foreach (var time in times.OrderBy(t => Math.Abs(t - rate)).Take(3))
            {
                if (Enumerable.Range(0, grid.Columns.Length).OrderBy(c => Math.Abs(grid.Columns[c] - rate)).Take(6).Any(c => Tie(c, rate, time))) break;
            }
        }
    }

    private bool Tie(int count, int rate, int time)
    {
        foreach (var per in Times)
        {
            if (!Agrees(count, rate, time, per)) continue;
            for (var r = 0; r < grid.Rows.Length; r++)
            {
                if (grid[r, count] is null || Product(r, rate, time, per) is not var (least, most)) continue;
                var stated = builder.Statement(new TableCell(grid.Index, grid.Rows[r], rate));
                builder.Tie(
                    Relation.Between(RelationKind.Rate, builder.Count(grid, r, count), least, most, stated),
                    new RelationNote(
                        RelationKind.Rate,
                        $"the rate in {Places.Column(grid, rate)} of {Places.Row(grid, r)} times the person-time in {Places.Column(grid, time)} is the count",
                        true));
            }

            return true;
        }

        return false;
    }

    private bool Agrees(int count, int rate, int time, double per)
    {
        var (fits, whole, marked, exact) = (0, 0, 0, 0);
        for (var r = 0; r < grid.Rows.Length; r++)
        {
            if (grid[r, count] is not { } cell || Product(r, rate, time, per) is not var (least, most)) continue;
            if (most - least <= Narrow && cell.IsMarked)
            {
                marked++;
                if (Math.Floor(most) >= Math.Ceiling(least) && most >= 1) whole++;
            }

            if (cell.IsMarked) continue;
            if (cell.Most < least || cell.Least > most) return false;
            // A product so wide that anything fits it says nothing.
            if (cell.Least > 0 && most - least < 0.3 * cell.Least) fits++;
            if (cell.Least >= LeastExact && cell.Least == cell.Most && most - least < 0.1 * cell.Least && Math.Abs(((least + most) / 2) - cell.Least) <= Whole) exact++;
        }

        // One row whose product is its count leaves no doubt about the scale.
        if (exact > 0 && whole == marked) return true;
        return fits >= Enough ? true : fits == 0 ? whole > Enough && whole == marked : whole == marked && whole > 0;
    }

    /// <summary>The bounds of rate times person-time; null where one of them is not shown.</summary>
    private (double Least, double Most)? Product(int row, int rate, int time, double per)
    {
        var (r, t) = (grid.Read(row, rate), grid.Read(row, time));
        if (r is not { Kind: ReadingKind.Number, Value: >= 0 } || t is not { Kind: ReadingKind.Number, Value: >= 0 }) return null;
        var (rates, times) = (new ShownShare(r.Value, r.Decimals), new ShownShare(t.Value, t.Decimals));
        return (Math.Max(0, r.Value - rates.Half) * Math.Max(0, t.Value - times.Half) / per, (r.Value + rates.Half) * (t.Value + times.Half) / per);
    }
}
