using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>Means, medians and spreads of few people, whether the table has a column or a row for each statistic; and smallest and largest
/// values, which are those of one person.</summary>
internal sealed class SmallSummaries(Policy policy)
{
    /// <summary>Rows of the longest table that has a row for each statistic.</summary>
    private const int MostStatistics = 100;

    /// <summary>Reports the summaries of few people and the extremes of a table.</summary>
    public void Judge(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        if (label == OutputLabel.Codelist) return;
        JudgeColumns(table, label, hits);
        JudgeRows(table, label, hits);
    }

    private void JudgeColumns(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        // The standard error of an estimate describes the model.
        if (table.IsModelOutput) return;
        Partners? partners = null;
        for (var column = 0; column < table.ColumnCount; column++)
        {
            var role = table.Header(column).Role;
            if (role is ColumnRole.Minimum or ColumnRole.Maximum) JudgeExtremes(table, column, label, hits);
            if (role is not (ColumnRole.Mean or ColumnRole.Median or ColumnRole.Spread)) continue;
            partners ??= new Partners(table);
            var count = partners.Of(column, ColumnRole.Count);
            if (count < 0) count = partners.Of(column, ColumnRole.Denominator);
            if (count < 0 || table.Rounding(count) is not null) continue;
            for (var row = table.FirstRow; row < table.EndRow; row++)
            {
                if (DescribesFew(table.Read(row, count)) && table.Read(row, column).Kind == ReadingKind.Number) Report(table, row, column, label, hits);
            }
        }
    }

    private void JudgeRows(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        if (!HasStatisticRows(table)) return;
        var counts = -1;
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var role = RowLabels.Role(table.Profile.RowLabelBytes(row));
            if (role == ColumnRole.Count) counts = row;
            if (counts < 0 || role is not (ColumnRole.Mean or ColumnRole.Median or ColumnRole.Spread)) continue;
            for (var column = 1; column < table.Table.Width(row); column++)
            {
                if (DescribesFew(table.Read(counts, column)) && CellReader.Read(table.Table[row, column], out _).HasValue) Report(table, row, column, label, hits);
            }
        }
    }

    /// <summary>Whether a row is named mean, median or spread: read off the first bytes, because every table is asked.</summary>
    private static bool HasStatisticRows(UnderstoodTable table)
    {
        if (table.EndRow - table.FirstRow > MostStatistics) return false;
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var cell = table.Table[row, 0];
            // mean, median, average, sd, std, iqr, variance, p50, and what ends in mean, median or sd.
            if (cell.Length is < 2 or > 40 || ((cell[0] | 0x20) is not ('m' or 'a' or 's' or 'i' or 'v' or 'p') && (cell[^1] | 0x20) is not ('n' or 'd'))) continue;
            if (RowLabels.Role(table.Profile.RowLabelBytes(row)) is ColumnRole.Mean or ColumnRole.Median or ColumnRole.Spread) return true;
        }

        return false;
    }

    /// <summary>A small count, or one that was taken out as small while what describes it stands.</summary>
    private bool DescribesFew(Reading count) =>
        (count.IsCount && count.Value >= 1 && count.Value <= policy.SmallCountMax)
        || (count.Kind == ReadingKind.Mark && (count.MarkMax is null || count.MarkMax <= policy.SmallCountMax));

    private static void JudgeExtremes(UnderstoodTable table, int column, OutputLabel label, Hits hits)
    {
        if (table.IsModelOutput || label is OutputLabel.None) return;
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var reading = table.Read(row, column);
            if (!reading.HasValue || reading.Value == 0) continue;
            CellReport.Add(
                hits, RuleIds.ExtremeValue, table, row, column, label, Confidence.Medium,
                $"A smallest or largest value, which is that of one person, in row {row + 1}.");
        }
    }

    private void Report(UnderstoodTable table, int row, int column, OutputLabel label, Hits hits) => CellReport.Add(
        hits, RuleIds.SmallSummary, table, row, column, label, Confidence.High,
        $"A summary of {policy.SmallCountMax} people or fewer in row {row + 1}, column {column + 1}.");
}
