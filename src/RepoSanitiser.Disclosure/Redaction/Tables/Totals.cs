using System.Globalization;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>
/// Makes totals the sum of the rounded counts. Only totals that were exact sums before are touched, by their label and by arithmetic. A
/// total one of whose parts shows no number keeps what it has: a sum of the rest would say that the hidden part counts nobody.
/// </summary>
internal sealed class Totals(TableShape shape)
{
    /// <summary>Plans new values for the totals below and beside the cells that change.</summary>
    public void Recompute(TablePlan plan)
    {
        for (var column = 0; column < shape.Table.ColumnCount; column++)
        {
            if (shape.Counts(column)) RecomputeColumn(column, plan);
        }

        var total = Enumerable.Range(0, shape.Table.ColumnCount).LastOrDefault(c => TableShape.IsTotal(shape.Table.Header(c) ?? ""), -1);
        if (total < 0 || !shape.Counts(total)) return;
        foreach (var row in shape.DataRows) RecomputeRow(row, total, plan);
    }

    private void RecomputeColumn(int column, TablePlan plan)
    {
        var sum = new Sum();
        foreach (var row in shape.DataRows)
        {
            if (!shape.IsTotal(row))
            {
                Add(ref sum, row, column, plan);
                continue;
            }

            Settle(sum, row, column, plan);
            sum = new Sum();
        }
    }

    private void RecomputeRow(int row, int total, TablePlan plan)
    {
        var sum = new Sum();
        for (var column = 0; column < shape.Table.ColumnCount; column++)
        {
            if (column != total && shape.Counts(column)) Add(ref sum, row, column, plan);
        }

        Settle(sum, row, total, plan);
    }

    /// <summary>Adds a part to a sum.</summary>
    private void Add(ref Sum sum, int row, int column, TablePlan plan)
    {
        if (Count(row, column) is not { } count)
        {
            // An empty cell counts nobody; whatever else is no number may stand for somebody.
            sum.IsOpen |= column < shape.Table.Width(row) && !shape.Table[row, column].IsEmpty;
            return;
        }

        sum.Before += count;
        sum.IsChanged |= plan.Has(row, column);
        if (Shown(row, column, count, plan) is { } shown) sum.After += shown;
        else sum.IsOpen = true;
    }

    /// <summary>Gives a total its new value, where all of its parts are shown and it is not hidden itself.</summary>
    private void Settle(Sum sum, int row, int column, TablePlan plan)
    {
        if (!sum.IsOpen && sum.IsChanged && Count(row, column) == sum.Before && !plan.Hides(row, column)) Set(row, column, sum.After, plan);
    }

    /// <summary>The count of a cell as it is now; null where it is none.</summary>
    private long? Count(int row, int column)
    {
        if (column >= shape.Table.Width(row)) return null;
        var value = CellValue.Read(shape.Table[row, column]);
        return value.Kind is CellKind.Count && value.Number <= 1e15 ? (long)value.Number : null;
    }

    /// <summary>What a cell adds to a sum of what is shown; null where it shows no number.</summary>
    private static long? Shown(int row, int column, long count, TablePlan plan)
    {
        if (plan.Of(row, column) is not { } change) return count;
        const NumberStyles Written = NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint;
        return long.TryParse(change.Text, Written, CultureInfo.InvariantCulture, out var shown) ? shown : null;
    }

    private void Set(int row, int column, long sum, TablePlan plan)
    {
        var like = shape.Table.GetString(row, column);
        var text = sum.ToString(like.Contains(',', StringComparison.Ordinal) ? "N0" : "D", CultureInfo.InvariantCulture);
        plan.Replace(new CellChange(row, column, text, plan.Changes.First().Rule, "the sum of what is shown", "recomputed"));
    }

    /// <summary>The parts of a total so far: their sum before and after, whether any changes, and whether any shows no number.</summary>
    private record struct Sum(long Before, long After, bool IsChanged, bool IsOpen);
}
