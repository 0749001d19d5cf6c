using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Small counts that were taken out, rounded or never shown, but that a share or a rate gives back: times the denominator or the
/// person-time of its row, or times the total that the other rows of its column tell. Reported at the share or rate.
/// </summary>
internal sealed class ImpliedCounts(Policy policy)
{
    private const int LeastProofs = 2;

    /// <summary>Shares that have to agree with the counts beside them, of those that can be compared.</summary>
    private const double Agreeing = 0.8;

    /// <summary>Without counts to compare with: how rarely chance may make all products whole.</summary>
    private const double Chance = 1e-4;

    private static readonly double[] Scales = [1, 100, 1000, 10_000, 100_000, 1_000_000];

    /// <summary>Reports the shares and rates of a table that give small counts away.</summary>
    public void Judge(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        if (table.Shares.IsEmpty || (table.IsModelOutput && !HasPersonTime(table))) return;
        var partners = new Partners(table);
        foreach (var column in table.Shares)
        {
            if (IsCompleteness(table.Profile.Columns[column])) JudgeCompleteness(table, column, label, hits);
            else if (table.Role(column) == ColumnRole.Percentage) JudgeShare(table, column, partners, label, hits);
            else if (partners.Of(column, ColumnRole.PersonTime) is >= 0 and var time)
                JudgeProduct(table, new Relation(partners.Of(column, ColumnRole.Count), column, time), Scales, label, hits);
        }
    }

    private static bool IsCompleteness(ColumnProfile column) => column.Compact is "completerate" or "completionrate";

    /// <summary>R's skim prints how many values are missing and the share that is not: together they say how many there are.</summary>
    private void JudgeCompleteness(UnderstoodTable table, int column, OutputLabel label, Hits hits)
    {
        if (table.Profile.Columns.FirstOrDefault(c => c.Compact is "nmissing") is not { } missing) return;
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var (m, r) = (table.Read(row, missing.Index), table.Read(row, column));
            if (!m.IsCount || r.Kind != ReadingKind.Number || r.Value is <= 0 or >= 0.5) continue;
            var rate = Span.Shown(r.Value, r.Decimals);
            if ((rate * new Span(m.Value, m.Value) / (1 - r.Value)).IsSmall(policy.SmallCountMax)) Report(table, row, column, isRate: false, label, hits);
        }
    }

    private static bool HasPersonTime(UnderstoodTable table)
    {
        for (var column = 0; column < table.ColumnCount; column++)
        {
            if (table.Header(column).Role == ColumnRole.PersonTime) return true;
        }

        return false;
    }

    private void JudgeShare(UnderstoodTable table, int column, Partners partners, OutputLabel label, Hits hits)
    {
        var count = partners.Of(column, ColumnRole.Count);
        var whole = partners.Of(column, ColumnRole.Denominator);
        if (whole >= 0 && JudgeProduct(table, new Relation(count, column, whole), [1, 100], label, hits)) return;
        if (count >= 0) JudgeColumnTotal(table, count, column, label, hits);
    }

    /// <summary>Shares of a denominator on the row, or rates of person-time on it.</summary>
    /// <returns>Whether the columns hang together so.</returns>
    private bool JudgeProduct(UnderstoodTable table, Relation relation, double[] scales, OutputLabel label, Hits hits)
    {
        var rows = Rows(table, relation);
        if (rows.Count == 0 || ScaleOf(table, relation, rows, scales) is not { } scale) return false;
        var implied = rows.ConvertAll(r => r.Product / scale);
        if (AreOfRounded(table, relation, rows, implied)) return true;
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Count is { } shown && table.Rounding(relation.Count) is null && shown.Width == 0) continue;
            if (implied[i].IsSmall(policy.SmallCountMax)) Report(table, rows[i].Row, relation.Share, relation.IsRate(table), label, hits);
        }

        return true;
    }

    /// <summary>The rows in which share and denominator are shown.</summary>
    private static List<Line> Rows(UnderstoodTable table, Relation relation)
    {
        var rows = new List<Line>();
        var rounding = table.Rounding(relation.Whole);
        var decimals = DecimalsOf(table, relation.Share);
        var isTime = table.Role(relation.Whole) == ColumnRole.PersonTime;
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var share = table.Read(row, relation.Share);
            if (share.Kind != ReadingKind.Number || share.Value < 0) continue;
            var whole = table.Read(row, relation.Whole);
            if (!whole.HasValue || whole.Value <= 0) continue;
            var count = relation.Count < 0 ? Reading.Empty : table.Read(row, relation.Count);
            var of = isTime ? Span.Shown(whole.Value, whole.Decimals) : Span.Counted(whole.Value, rounding);
            if (isTime && whole.Decimals == 0) of = new Span(whole.Value, whole.Value);
            rows.Add(new Line(row, Span.Shown(share.Value, decimals) * of, count.IsCount ? Span.Counted(count.Value, table.Rounding(relation.Count)) : null, count.Value));
        }

        return rows;
    }

    /// <summary>The digits after the point that a column's numbers were printed with: programs leave off the last zeros of each.</summary>
    private static int DecimalsOf(UnderstoodTable table, int column)
    {
        var most = 0;
        for (var row = table.FirstRow; row < table.EndRow; row++) most = Math.Max(most, table.Read(row, column) is { Kind: ReadingKind.Number } r ? r.Decimals : 0);
        return most;
    }

    /// <summary>The scale by which shares times denominators are the counts shown; without counts, by which all are whole numbers.</summary>
    private static double? ScaleOf(UnderstoodTable table, Relation relation, List<Line> rows, double[] scales)
    {
        var shown = rows.Count(r => r.Count is { High: > 0 });
        foreach (var scale in scales)
        {
            var agree = rows.Count(r => r.Count is { High: > 0 } c && c.Meets(r.Product / scale));
            if (shown >= LeastProofs && agree >= LeastProofs && agree >= Agreeing * shown) return scale;
        }

        if (shown >= LeastProofs) return null;
        return relation.IsRate(table) ? WholeScale(rows, scales) : HeaderScale(table, relation, rows);
    }

    private static double? WholeScale(List<Line> rows, double[] scales)
    {
        foreach (var scale in scales)
        {
            var chance = 1.0;
            foreach (var row in rows)
            {
                var implied = row.Product / scale;
                var (first, last) = implied.Whole;
                if (implied.High < 0.01) continue;
                chance = first > last ? 1 : chance * Math.Min(1, implied.Width + 1e-3);
                if (first > last) break;
            }

            if (chance < Chance) return scale;
        }

        return null;
    }

    /// <summary>What headers say, where no count is shown: shares of people that no column counts.</summary>
    private static double? HeaderScale(UnderstoodTable table, Relation relation, List<Line> rows)
    {
        if (table.Confidence(relation.Share) < Confidence.High || table.Confidence(relation.Whole) < Confidence.High) return null;
        var most = 0.0;
        foreach (var line in rows) most = Math.Max(most, table.Read(line.Row, relation.Share).Value);
        return most > 100 ? null : most > 1 ? 100 : 1;
    }

    /// <summary>Whether shares were worked out from counts already rounded: then they say no more than those.</summary>
    private static bool AreOfRounded(UnderstoodTable table, Relation relation, List<Line> rows, List<Span> implied)
    {
        var rounding = (relation.Count >= 0 ? table.Rounding(relation.Count) : null) ?? table.Rounding(relation.Whole);
        if (rounding is not { } r) return false;
        var (fit, all) = (0, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            // The product of the count shown, not of what it may have been.
            var product = implied[i];
            if (product.Width > r.Base && rows[i].Count is null) continue;
            all++;
            var shown = rows[i].Value;
            if (double.IsNaN(shown) ? product.HoldsMultiple(r) : product.Meets(new Span(shown, shown))) fit++;
        }

        return fit >= 0.95 * all;
    }

    /// <summary>Shares of one total: each count shown with its share tells the total, and the total turns a share into its count.</summary>
    private void JudgeColumnTotal(UnderstoodTable table, int count, int share, OutputLabel label, Hits hits)
    {
        if (!MayHaveMarks(table, count)) return;
        foreach (var (from, to) in Blocks.Of(table))
        {
            foreach (var scale in (ReadOnlySpan<double>)[100, 1])
            {
                var (total, proofs, disproofs) = TotalOf(table, count, share, scale, from, to);
                if (proofs < LeastProofs || disproofs > 0) continue;
                JudgeOfTotal(table, count, share, total, scale, from, to, label, hits);
                break;
            }
        }
    }

    /// <summary>Whether some cell of a column is no number by its first byte: only where a count was taken out can a share give it back.</summary>
    private static bool MayHaveMarks(UnderstoodTable table, int column)
    {
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            if (table.Table[row, column] is not [>= (byte)'0' and <= (byte)'9', ..]) return true;
        }

        return false;
    }

    private static (Span Total, int Proofs, int Disproofs) TotalOf(UnderstoodTable table, int count, int share, double scale, int from, int to)
    {
        var (total, proofs, disproofs) = (new Span(1, double.PositiveInfinity), 0, 0);
        var decimals = DecimalsOf(table, share);
        for (var row = from; row < to; row++)
        {
            var (n, p) = (table.Read(row, count), table.Read(row, share));
            if (!n.IsCount || n.Value == 0 || p.Kind != ReadingKind.Number || p.Value <= 0) continue;
            var told = new Span(n.Value, n.Value) / (Span.Shown(p.Value, decimals) / scale);
            var both = total.And(told);
            if (both.Low > both.High * (1 + 1e-9)) disproofs++;
            else (total, proofs) = (both, proofs + 1);
        }

        return (total, proofs, disproofs);
    }

    private void JudgeOfTotal(
        UnderstoodTable table, int count, int share, Span total, double scale, int from, int to, OutputLabel label, Hits hits)
    {
        var decimals = DecimalsOf(table, share);
        for (var row = from; row < to; row++)
        {
            if (table.Read(row, count).Kind != ReadingKind.Mark) continue;
            var p = table.Read(row, share);
            if (p.Kind != ReadingKind.Number || p.Value <= 0) continue;
            if ((Span.Shown(p.Value, decimals) * total / scale).IsSmall(policy.SmallCountMax)) Report(table, row, share, isRate: false, label, hits);
        }
    }

    private void Report(UnderstoodTable table, int row, int column, bool isRate, OutputLabel label, Hits hits) => CellReport.Add(
        hits, RuleIds.ImpliedSmallCount, table, row, column, label, Confidence.High,
        $"The {(isRate ? "rate times the person-time" : "share times its denominator")} gives a count from 1 to {policy.SmallCountMax} in row {row + 1}.");

    private readonly record struct Relation(int Count, int Share, int Whole)
    {
        public bool IsRate(UnderstoodTable table) => table.Role(Share) == ColumnRole.Rate;
    }

    /// <param name="Row">The row.</param>
    /// <param name="Product">Share times denominator, unscaled.</param>
    /// <param name="Count">What the count shown stands for; null where it is taken out or never shown.</param>
    /// <param name="Value">The count shown; not a number where there is none.</param>
    private readonly record struct Line(int Row, Span Product, Span? Count, double Value);
}
