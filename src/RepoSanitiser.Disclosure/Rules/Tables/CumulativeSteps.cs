using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>Cumulative counts whose step from one row to the next is small: the step is a count that nobody printed.</summary>
internal sealed class CumulativeSteps(Policy policy)
{
    private const int LeastRows = 3;

    /// <summary>Reports the steps of a table's cumulative columns.</summary>
    public void Judge(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        foreach (var column in table.Profile.Columns)
        {
            if ((table.Header(column.Index).Traits & HeaderTraits.Cumulative) == HeaderTraits.None) continue;
            if (column.Of(CellKind.Count) < LeastRows || !column.Mostly(CellKind.Count)) continue;
            // A step between rounded counts gives nothing away.
            var evidence = new RoundingEvidence();
            for (var row = table.FirstRow; row < table.EndRow && evidence.IsOpen; row++) evidence.Add(table.Read(row, column.Index) is { IsCount: true } r ? r.Value : 0);
            if (evidence.Found(LeastRows) is not null || column.Facts.Rounding is not null) continue;
            foreach (var (from, to) in Blocks.Of(table)) JudgeBlock(table, column.Index, from, to, label, hits);
        }
    }

    private void JudgeBlock(UnderstoodTable table, int column, int from, int to, OutputLabel label, Hits hits)
    {
        var steps = new List<int>();
        var previous = double.NaN;
        for (var row = from; row < to; row++)
        {
            var reading = table.Read(row, column);
            if (!reading.IsCount) continue;
            if (reading.Value < previous) return;
            var step = reading.Value - previous;
            if (step >= 1 && step <= policy.SmallCountMax) steps.Add(row);
            previous = reading.Value;
        }

        foreach (var row in steps)
        {
            CellReport.Add(
                hits, RuleIds.ImpliedSmallCount, table, row, column, label, Confidence.Medium,
                $"The cumulative count goes up by 1 to {policy.SmallCountMax} in row {row + 1}.");
        }
    }
}
