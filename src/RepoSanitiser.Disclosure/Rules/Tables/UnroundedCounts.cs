using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Counts that are not multiples of the policy's base; counts whose header says that they were rounded and that were not; shares and
/// rates that were worked out from counts before these were rounded.
/// </summary>
internal sealed class UnroundedCounts(Policy policy)
{
    private const int LeastCompared = 2;

    private readonly Rounding? _asked = policy.RoundingBase > 0 ? new Rounding(policy.RoundingBase, policy.Midpoint6) : null;

    /// <summary>Reports each column that was not rounded, at its first count that shows it.</summary>
    public void Judge(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        if (label is not (OutputLabel.Output or OutputLabel.ModeratelySensitive or OutputLabel.HighlySensitive)) return;
        for (var column = 0; column < table.ColumnCount; column++)
        {
            if (table.Header(column).Role is ColumnRole.Count or ColumnRole.Denominator or ColumnRole.Unknown) JudgeCounts(table, column, label, hits);
        }

        if (table.Shares.IsEmpty) return;
        var partners = new Partners(table);
        foreach (var column in table.Shares) JudgeShares(table, column, partners, label, hits);
    }

    private void JudgeCounts(UnderstoodTable table, int column, OutputLabel label, Hits hits)
    {
        var named = table.Profile.Columns[column].Facts.Rounding;
        // Counts rounded in another accepted way are rounded too.
        if ((named is null && _asked is null) || !table.IsCount(column) || (named is null && table.Rounding(column) is not null)) return;
        var rounding = named ?? _asked!.Value;
        var (first, wrong) = (-1, 0);
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var reading = table.Read(row, column);
            if (!reading.IsCount || reading.Value <= policy.SmallCountMax || rounding.Allows(reading.Value)) continue;
            if (HeaderWords.RowCountsNobody(table.RowLabel(row))) continue;
            if (first < 0) first = row;
            wrong++;
        }

        if (first < 0) return;
        var step = rounding.IsMidpoint ? "midpoints of 6" : $"a base of {rounding.Base}";
        CellReport.Add(
            hits, RuleIds.UnroundedCount, table, first, column, label, named is null ? table.Confidence(column) : Confidence.High,
            $"{wrong} {(wrong == 1 ? "count" : "counts")} in column {column + 1} not rounded to {step}{(named is null ? "" : ", although its header says so")}.");
    }

    /// <summary>A share that is not that of the rounded counts beside it is that of the counts before rounding, and gives those away.</summary>
    private void JudgeShares(UnderstoodTable table, int share, Partners partners, OutputLabel label, Hits hits)
    {
        var (count, whole) = (partners.Of(share, ColumnRole.Count), partners.Of(share, table.Role(share) == ColumnRole.Rate ? ColumnRole.PersonTime : ColumnRole.Denominator));
        if (count < 0 || whole < 0 || table.Role(share) == ColumnRole.Rate || table.Rounding(count) is not { } rounding) return;
        foreach (var scale in (ReadOnlySpan<double>)[100, 1])
        {
            var (close, exact, first) = (0, 0, -1);
            for (var row = table.FirstRow; row < table.EndRow; row++)
            {
                var (n, of, p) = (table.Read(row, count), table.Read(row, whole), table.Read(row, share));
                if (!n.IsCount || !of.IsCount || of.Value <= 0 || p.Kind != ReadingKind.Number) continue;
                var told = Span.Shown(p.Value, p.Decimals) / scale;
                if (told.Meets(new Span(n.Value, n.Value) / of.Value)) exact++;
                else if (told.Meets(Span.Counted(n.Value, rounding) / Span.Counted(of.Value, table.Rounding(whole)))) (close, first) = (close + 1, first < 0 ? row : first);
            }

            if (close < LeastCompared || close * 4 < exact) continue;
            CellReport.Add(
                hits, RuleIds.ShareOfUnroundedCounts, table, first, share, label, Confidence.Medium,
                $"{close} shares in column {share + 1} are not those of the rounded counts beside them.", _asked is null ? Severity.Low : null);
            return;
        }
    }
}
