using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>Shares of none or all of a group, which say of everybody in it what they say of the group; and shares of all but a few of it.</summary>
internal sealed class ClassDisclosure(Policy policy)
{
    /// <summary>Reports shares of 0 and 100 % of a denominator that is shown, and those that leave only a few.</summary>
    public void Judge(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        if (table.IsModelOutput || label is OutputLabel.None or OutputLabel.Codelist) return;
        Partners? partners = null;
        foreach (var column in table.Shares)
        {
            if (table.Role(column) != ColumnRole.Percentage) continue;
            partners ??= new Partners(table);
            var whole = partners.Of(column, ColumnRole.Denominator);
            if (whole >= 0) Judge(table, column, whole, label, hits);
        }
    }

    private void Judge(UnderstoodTable table, int share, int whole, OutputLabel label, Hits hits)
    {
        var most = 0.0;
        for (var row = table.FirstRow; row < table.EndRow; row++) most = Math.Max(most, table.Read(row, share) is { HasValue: true } r ? r.Value : 0);
        var all = most > 1 ? 100 : 1;
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var (p, of) = (table.Read(row, share), table.Read(row, whole));
            if (p.Kind != ReadingKind.Number || !of.IsCount || of.Value == 0 || (p.Value != 0 && p.Value < 0.9 * all) || p.Value > all) continue;
            if (RowLabels.IsTotal(table.Profile.RowLabelBytes(row))) continue;
            var shown = Span.Shown(p.Value, p.Decimals) / all;
            var rest = new Span(Math.Max(0, 1 - shown.High), Math.Max(0, 1 - shown.Low)) * Span.Counted(of.Value, table.Rounding(whole));
            var isWhole = p.Value == 0 || p.Value == all;
            if (!isWhole && !rest.IsSmall(policy.SmallCountMax)) continue;
            CellReport.Add(
                hits, isWhole ? RuleIds.ClassDisclosure : RuleIds.SmallComplement, table, row, share, label, Confidence.Medium,
                isWhole ? $"None or all of a group in row {row + 1}." : $"All but 1 to {policy.SmallCountMax} of a group in row {row + 1}.");
        }
    }
}
