using RepoSanitiser.Disclosure.Suppression;

namespace RepoSanitiser.Tests.Disclosure.Suppression;

/// <summary>
/// A made-up table of counts with row totals, column totals and a grand total. Cells are numbered row by row, then the row totals,
/// the column totals and the grand total.
/// </summary>
internal sealed class TwoWayTable
{
    /// <summary>Where the random tables of several tests begin, so that they are the same.</summary>
    public const int Seed = 20_261;

    public TwoWayTable(long[,] inner)
    {
        (Rows, Columns) = (inner.GetLength(0), inner.GetLength(1));
        Values = new long[(Rows + 1) * (Columns + 1)];
        for (var r = 0; r < Rows; r++)
        {
            for (var c = 0; c < Columns; c++)
            {
                Values[Inner(r, c)] = inner[r, c];
                Values[RowTotal(r)] += inner[r, c];
                Values[ColumnTotal(c)] += inner[r, c];
                Values[Grand] += inner[r, c];
            }
        }

        Shown = [.. Values.Select(CountCell.Shown)];
    }

    public int Rows { get; }

    public int Columns { get; }

    public long[] Values { get; }

    public CountCell[] Shown { get; }

    public bool HasRowTotals { get; set; } = true;

    public bool HasColumnTotals { get; set; } = true;

    public bool HasGrandTotal { get; set; } = true;

    public int Grand => Values.Length - 1;

    public int Inner(int row, int column) => (row * Columns) + column;

    public int RowTotal(int row) => (Rows * Columns) + row;

    public int ColumnTotal(int column) => (Rows * Columns) + Rows + column;

    /// <summary>The marked cells that the table has.</summary>
    public IEnumerable<int> Marked => Present.Where(i => Shown[i].IsMarked);

    /// <summary>The cells that the table has.</summary>
    public IEnumerable<int> Present => Enumerable.Range(0, Shown.Length).Where(IsThere);

    public CountSystem System
    {
        get
        {
            var relations = new List<Relation>();
            for (var r = 0; HasRowTotals && r < Rows; r++) relations.Add(Relation.Sum(Enumerable.Range(0, Columns).Select(c => Inner(r, c)), RowTotal(r)));
            for (var c = 0; HasColumnTotals && c < Columns; c++) relations.Add(Relation.Sum(Enumerable.Range(0, Rows).Select(r => Inner(r, c)), ColumnTotal(c)));
            if (HasGrandTotal && HasRowTotals) relations.Add(Relation.Sum(Enumerable.Range(0, Rows).Select(RowTotal), Grand));
            if (HasGrandTotal && HasColumnTotals) relations.Add(Relation.Sum(Enumerable.Range(0, Columns).Select(ColumnTotal), Grand));
            return new CountSystem(Shown, relations);
        }
    }

    private bool IsThere(int cell) =>
        cell == Grand ? HasGrandTotal && (HasRowTotals || HasColumnTotals)
        : cell >= ColumnTotal(0) ? HasColumnTotals
        : cell < RowTotal(0) || HasRowTotals;

    /// <summary>Counts as studies have them: most cells well filled, some small, some empty.</summary>
    public static TwoWayTable Random(Random dice, int mostRows, int mostColumns, int largest)
    {
        var (zeros, small) = (dice.NextDouble() * 0.3, dice.NextDouble() * 0.6);
        var inner = new long[dice.Next(1, mostRows + 1), dice.Next(1, mostColumns + 1)];
        for (var r = 0; r < inner.GetLength(0); r++)
        {
            for (var c = 0; c < inner.GetLength(1); c++)
            {
                inner[r, c] = dice.NextDouble() < zeros ? 0 : dice.NextDouble() < small ? dice.Next(1, 6) : dice.Next(6, largest + 1);
            }
        }

        return new TwoWayTable(inner);
    }

    /// <summary>A random table with some of its small cells, and some others, marked, and margins in every state.</summary>
    public static TwoWayTable Planted(Random dice, int threshold)
    {
        var table = Random(dice, 4, 4, 14);
        var zeroIsMarked = dice.Next(4) == 0;
        int? printed = dice.Next(4) == 0 ? dice.Next(3, 8) : null;
        var share = dice.NextDouble();
        for (var cell = 0; cell < table.Values.Length; cell++)
        {
            var value = table.Values[cell];
            var isMargin = cell >= table.Rows * table.Columns;
            if (value > 0 || zeroIsMarked)
            {
                var small = value <= (printed ?? threshold);
                if (small && dice.NextDouble() < 0.8) table.Shown[cell] = CountCell.Marked(printed, zeroIsMarked);
                else if (dice.NextDouble() < share * (isMargin ? 0.3 : 0.6)) table.Shown[cell] = CountCell.Marked(null, zeroIsMarked);
            }

            if (!table.Shown[cell].IsMarked && dice.Next(12) == 0) table.Shown[cell] = CountCell.Rounded(Math.Max(0, value - dice.Next(3)), value + dice.Next(3));
        }

        if (dice.Next(5) == 0) table.HasRowTotals = false;
        if (dice.Next(5) == 0) table.HasColumnTotals = false;
        if (dice.Next(5) == 0) table.HasGrandTotal = false;
        return table;
    }

    /// <summary>The same table before anything was marked.</summary>
    public TwoWayTable Unmarked()
    {
        for (var cell = 0; cell < Shown.Length; cell++)
        {
            if (Shown[cell].IsMarked) Shown[cell] = CountCell.Shown(Values[cell]);
        }

        return this;
    }
}
