using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Sums to which one or two contribute nearly all: whoever knows the sum knows the largest, and the second largest can work it out to a
/// few per cent. Judged where the contributions are shown, as columns of a sum and its largest, or as rows under a total.
/// </summary>
internal sealed class Dominance(Policy policy)
{
    private const int MostContributors = 2000;

    /// <summary>Reports the sums of a table that are dominated.</summary>
    public void Judge(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        if (table.IsModelOutput || label == OutputLabel.Codelist) return;
        var (sum, largest, second, amount, contributor) = (-1, -1, -1, -1, -1);
        for (var column = 0; column < table.ColumnCount; column++)
        {
            switch (table.Header(column).Traits)
            {
                case HeaderTraits.Sum: sum = column; break;
                case HeaderTraits.Largest: largest = column; break;
                case HeaderTraits.Second: second = column; break;
                case HeaderTraits.Amount: amount = column; break;
                case HeaderTraits.Contributor: contributor = column; break;
            }
        }

        if (sum >= 0 && largest >= 0) JudgeColumns(table, sum, largest, second, label, hits);
        else if (contributor == 0 && amount >= 0) JudgeRows(table, amount, label, hits);
    }

    private void JudgeColumns(UnderstoodTable table, int sum, int largest, int second, OutputLabel label, Hits hits)
    {
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var (whole, first) = (table.Read(row, sum), table.Read(row, largest));
            if (whole is not { HasValue: true, Value: > 0 } || first is not { HasValue: true, Value: > 0 }) continue;
            var next = second < 0 ? 0 : table.Read(row, second) is { HasValue: true } s ? s.Value : 0;
            if (IsDominated(whole.Value, first.Value, next, second >= 0)) Report(table, row, sum, label, hits);
        }
    }

    private void JudgeRows(UnderstoodTable table, int amount, OutputLabel label, Hits hits)
    {
        var (first, second, sum, at, rows) = (0.0, 0.0, 0.0, -1, 0);
        for (var row = table.FirstRow; row < table.EndRow && rows <= MostContributors; row++)
        {
            var reading = table.Read(row, amount);
            if (!reading.HasValue || RowLabels.IsTotal(table.Profile.RowLabelBytes(row))) continue;
            if (reading.Value < 0) return;
            rows++;
            sum += reading.Value;
            if (reading.Value > first) (first, second, at) = (reading.Value, first, row);
            else if (reading.Value > second) second = reading.Value;
        }

        if (rows is >= 3 and <= MostContributors && sum > 0 && IsDominated(sum, first, second, knowsSecond: true)) Report(table, at, amount, label, hits);
    }

    private bool IsDominated(double sum, double first, double second, bool knowsSecond) =>
        first <= sum && (first + second > policy.DominancePercent / 100.0 * sum || (knowsSecond && sum - first - second < policy.PriorPercent / 100.0 * first));

    private void Report(UnderstoodTable table, int row, int column, OutputLabel label, Hits hits) => CellReport.Add(
        hits, RuleIds.Dominance, table, row, column, label, Confidence.Medium,
        $"One or two contributors make up more than {policy.DominancePercent} % of a sum in row {row + 1}, or the rest is under {policy.PriorPercent} % of the largest.");
}
