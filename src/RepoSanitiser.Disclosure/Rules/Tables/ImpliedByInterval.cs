using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Counts that were taken out while the confidence interval of their rate stands: how many times the upper limit is the lower one depends
/// on the number of events alone. The intervals of the counts that are shown prove that they are such.
/// </summary>
internal sealed class ImpliedByInterval(Policy policy)
{
    private const double Z = 1.959964;
    private const int LeastProofs = 2;
    private const double Near = 0.06;

    /// <summary>Upper over lower limit of the exact interval of a Poisson count from 1 on; with more events the one on the log scale comes near.</summary>
    private static readonly double[] ExactRatios = [220.06, 29.83, 14.171, 9.3970, 7.1872, 5.9308, 5.1247];

    /// <summary>Reports the intervals of a table that give small counts away.</summary>
    public void Judge(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        var (lower, upper) = (-1, -1);
        for (var column = 0; column < table.ColumnCount; column++)
        {
            if (table.Header(column).Role != ColumnRole.Estimate) continue;
            var words = table.Profile.Columns[column].Words;
            if (words.Any(w => w is "lower" or "lci" or "low" or "ll" or "lb")) lower = column;
            else if (words.Any(w => w is "upper" or "uci" or "high" or "ul" or "ub")) upper = column;
        }

        if (lower < 0 || upper < 0) return;
        var count = new Partners(table).Of(lower, ColumnRole.Count);
        if (count < 0) count = table.Columns(ColumnRole.Count).DefaultIfEmpty(-1).First();
        if (count >= 0 && Proves(table, count, lower, upper)) JudgeMarks(table, count, lower, upper, label, hits);
    }

    private static bool Proves(UnderstoodTable table, int count, int lower, int upper)
    {
        var (proofs, shown) = (0, 0);
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            if (table.Read(row, count) is not { IsCount: true, Value: > 0 } n || Ratio(table, row, lower, upper) is not { } ratio) continue;
            shown++;
            var told = Math.Pow(2 * Z / Math.Log(ratio.Low + ratio.Width / 2), 2);
            if (Math.Abs(told - n.Value) <= Near * n.Value + 1) proofs++;
        }

        return proofs >= LeastProofs && proofs >= 0.8 * shown;
    }

    private void JudgeMarks(UnderstoodTable table, int count, int lower, int upper, OutputLabel label, Hits hits)
    {
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            if (table.Read(row, count).Kind != ReadingKind.Mark || Ratio(table, row, lower, upper) is not { } ratio || !TellsFew(ratio)) continue;
            CellReport.Add(
                hits, RuleIds.ImpliedSmallCount, table, row, lower, label, Confidence.Medium,
                $"The confidence interval in row {row + 1} is that of a count from 1 to {policy.SmallCountMax}.");
        }
    }

    /// <summary>Whether the ratio is that of a small count, on the log scale or exactly, and of no larger one.</summary>
    private bool TellsFew(Span ratio)
    {
        var few = false;
        for (var n = 1; n <= policy.SmallCountMax && !few; n++)
        {
            var log = Math.Exp(2 * Z / Math.Sqrt(n));
            few = Holds(ratio, log) || (n <= ExactRatios.Length && Holds(ratio, ExactRatios[n - 1]));
        }

        return few && ratio.Low > Math.Exp(2 * Z / Math.Sqrt(policy.SmallCountMax + 1)) * 1.01;
    }

    private static bool Holds(Span ratio, double of) => ratio.Low <= of * 1.01 && ratio.High >= of * 0.99;

    private static Span? Ratio(UnderstoodTable table, int row, int lower, int upper)
    {
        var (low, high) = (table.Read(row, lower), table.Read(row, upper));
        if (low is not { Kind: ReadingKind.Number, Value: > 0 } || high.Kind != ReadingKind.Number || high.Value <= low.Value) return null;
        var ratio = Span.Shown(high.Value, high.Decimals) / Span.Shown(low.Value, low.Decimals);
        return ratio is { Low: > 1, High: < 1000 } ? ratio : null;
    }
}
