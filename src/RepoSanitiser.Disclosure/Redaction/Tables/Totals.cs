using System.Globalization;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>
/// Makes totals the sum of the rounded counts. Only totals that were exact sums before are touched, by their label and by arithmetic.
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
        var (before, after, changed) = (0L, 0L, false);
        foreach (var row in shape.DataRows)
        {
            if (Count(row, column) is not { } count) continue;
            if (shape.IsTotal(row))
            {
                if (count == before && changed) Set(row, column, after, plan);
                (before, after, changed) = (0, 0, false);
                continue;
            }

            before += count;
            after += Shown(row, column, count, plan);
            changed |= plan.Has(row, column);
        }
    }

    private void RecomputeRow(int row, int total, TablePlan plan)
    {
        if (Count(row, total) is not { } claimed) return;
        var (before, after, changed) = (0L, 0L, false);
        for (var column = 0; column < shape.Table.ColumnCount; column++)
        {
            if (column == total || !shape.Counts(column) || Count(row, column) is not { } count) continue;
            before += count;
            after += Shown(row, column, count, plan);
            changed |= plan.Has(row, column);
        }

        if (changed && before == claimed) Set(row, total, after, plan);
    }

    /// <summary>The count of a cell as it is now; null where it is none.</summary>
    private long? Count(int row, int column)
    {
        if (column >= shape.Table.Width(row)) return null;
        var value = CellValue.Read(shape.Table[row, column]);
        return value.Kind is CellKind.Count && value.Number <= 1e15 ? (long)value.Number : null;
    }

    /// <summary>What a cell adds to a sum of what is shown.</summary>
    private static long Shown(int row, int column, long count, TablePlan plan)
    {
        if (plan.Of(row, column) is not { } change) return count;
        return long.TryParse(change.Text, NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var shown) ? shown : 0;
    }

    private void Set(int row, int column, long sum, TablePlan plan)
    {
        var like = shape.Table.GetString(row, column);
        var text = sum.ToString(like.Contains(',', StringComparison.Ordinal) ? "N0" : "D", CultureInfo.InvariantCulture);
        plan.Replace(new CellChange(row, column, text, plan.Changes.First().Rule, "the sum of what is shown", "recomputed"));
    }
}
