using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>A share that was taken out is what the others leave of 100 %; times the total it is a small count.</summary>
internal sealed class ImpliedByRest(Policy policy)
{
    private const int LeastShares = 2;

    /// <summary>Reports single marks among shares of one total.</summary>
    public void Judge(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        Partners? partners = null;
        foreach (var column in table.Shares)
        {
            if (table.Role(column) != ColumnRole.Percentage || !HasMark(table, column)) continue;
            partners ??= new Partners(table);
            var whole = partners.Of(column, ColumnRole.Denominator);
            var count = partners.Of(column, ColumnRole.Count);
            foreach (var (from, to) in Blocks.Of(table)) JudgeBlock(table, column, count, whole, from, to, label, hits);
        }
    }

    private static bool HasMark(UnderstoodTable table, int column)
    {
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var cell = table.Table[row, column];
            if ((cell.IsEmpty || cell[0] is < (byte)'0' or > (byte)'9') && table.Read(row, column).Kind == ReadingKind.Mark) return true;
        }

        return false;
    }

    private void JudgeBlock(UnderstoodTable table, int share, int count, int whole, int from, int to, OutputLabel label, Hits hits)
    {
        var (marked, marks, shares) = (-1, 0, 0);
        var sum = new Span(0, 0);
        double? total = null;
        for (var row = from; row < to; row++)
        {
            var reading = table.Read(row, share);
            if (RowLabels.IsTotal(table.Profile.RowLabelBytes(row)))
            {
                if (count >= 0 && table.Read(row, count) is { IsCount: true } n) total = n.Value;
                continue;
            }

            if (whole >= 0 && table.Read(row, whole) is { IsCount: true } of) total = total is null || total == of.Value ? of.Value : double.NaN;
            if (reading.Kind == ReadingKind.Mark) (marked, marks) = (row, marks + 1);
            if (reading.Kind != ReadingKind.Number) continue;
            var shown = Span.Shown(reading.Value, reading.Decimals);
            (sum, shares) = (new Span(sum.Low + shown.Low, sum.High + shown.High), shares + 1);
        }

        if (marks != 1 || shares < LeastShares || total is not > 0) return;
        // Shares of groups that overlap, or of several totals, don't leave a rest.
        var hundred = sum.High > 1.5 ? 100 : 1;
        if (sum.Low < 0.8 * hundred || sum.Low > hundred) return;
        var rest = new Span(Math.Max(0, hundred - sum.High), hundred - sum.Low) * new Span(total.Value, total.Value) / hundred;
        if (!rest.IsSmall(policy.SmallCountMax)) return;
        CellReport.Add(
            hits, RuleIds.ImpliedSmallCount, table, marked, share, label, Confidence.Medium,
            $"What the other shares leave of the total is a count from 1 to {policy.SmallCountMax} in row {marked + 1}.");
    }
}
