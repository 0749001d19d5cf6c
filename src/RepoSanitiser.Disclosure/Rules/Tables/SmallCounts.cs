using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Counts of one up to the policy's threshold in frequency tables. Whether a column counts people is told from its header first and
/// its values second; what its header calls a rate, an estimate, a code or an index never counts anybody.
/// </summary>
internal sealed class SmallCounts(Policy policy)
{
    private const int LeastForRounding = 6;

    /// <summary>Reports the small counts of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="label">What is known of its place: without a place among outputs, only headers that say so make a count.</param>
    /// <param name="hits">Where hits go.</param>
    public void Judge(TableProfile table, OutputLabel label, Hits hits)
    {
        if (label == OutputLabel.Codelist || table.Rows == 0) return;
        var isOutput = label is OutputLabel.Output or OutputLabel.ModeratelySensitive or OutputLabel.HighlySensitive;
        var columns = table.Columns.Where(c => IsCount(table, c, isOutput)).ToList();
        if (columns.Count == 0) return;
        var found = columns.Select(c => (Column: c, Read: Read(table, c))).ToList();
        if (found.All(f => f.Read.Small.Count == 0)) return;
        var whole = found.Aggregate(default(Rounding), (sum, f) => sum + f.Read.Rounding);
        foreach (var (column, read) in found)
        {
            if (read.Small.Count == 0 || read.Rounding.IsRounded || (whole.IsRounded && read.Rounding.Fits(whole))) continue;
            foreach (var row in read.Small) Report(table, column, row, label, hits);
        }
    }

    private static bool IsCount(TableProfile table, ColumnProfile column, bool isOutput)
    {
        if (column.Filled == 0 || column.Of(CellKind.Count) + column.Of(CellKind.CountWithShare) < 0.8 * column.Filled) return false;
        var withShares = column.Of(CellKind.CountWithShare) * 2 > column.Filled;
        switch (HeaderWords.Of(column.Header, withShares))
        {
            case HeaderSense.NotCount:
                return false;
            case HeaderSense.Count:
                return !column.IsIndex || column.Filled < 4;
        }

        // A header that names a group: only in an output, beside a column of labels, and only where the numbers go beyond codes.
        return isOutput && !table.IsOfModel && column.Index > 0 && column.Span.Max >= 20 && !column.IsIndex
            && !(column.Span.Min >= 1900 && column.Span.Max <= 2100) && column.Span.Min < column.Span.Max
            && !(column.Filled > 2 && column.Sum is >= 99 and <= 101);
    }

    /// <summary>All rows of a column, once: where its small counts are, and what its numbers are multiples of.</summary>
    private (List<int> Small, Rounding Rounding) Read(TableProfile table, ColumnProfile column)
    {
        var small = new List<int>();
        var rounding = default(Rounding);
        var named = column.Compact.Contains("midpoint6", StringComparison.Ordinal);
        for (var row = table.Table.HeaderRows; row < table.Table.RowCount; row++)
        {
            var value = CellValue.Read(table.Table[row, column.Index]);
            if (value.Kind is not (CellKind.Count or CellKind.CountWithShare) || value.Number == 0) continue;
            rounding = rounding.With(value.Number);
            if (value.Number > policy.SmallCountMax || (named && value.Number % 3 == 0)) continue;
            if (!HeaderWords.RowCountsNobody(table.RowLabel(row))) small.Add(row);
        }

        return (small, rounding);
    }

    private void Report(TableProfile table, ColumnProfile column, int row, OutputLabel label, Hits hits) => hits.Add(RuleIds.SmallCount, () =>
    {
        var rule = RuleCatalogue.Get(RuleIds.SmallCount);
        var value = table.Table.GetString(row, column.Index);
        var sure = HeaderWords.Of(column.Header, withShares: false) == HeaderSense.Count;
        return new RuleHit(
            rule.Id,
            label == OutputLabel.DummyData ? Severity.Low : rule.Severity,
            sure ? Confidence.High : Confidence.Medium,
            TableRules.Locate(table, row, column),
            TableRules.Content(value, table.RowLabel(row), column.Header),
            $"A count from 1 to {policy.SmallCountMax} in row {row + 1}, column {column.Index + 1} of a frequency table.",
            new Sensitive(value));
    });

    /// <summary>What the numbers above zero are multiples of; few numbers prove nothing.</summary>
    private readonly record struct Rounding(int Count, int Fives, int Sixes, int Midpoints, int Sevens, int Tens)
    {
        public bool IsRounded => Count >= LeastForRounding && (Fives == Count || Sixes == Count || Midpoints == Count || Sevens == Count || Tens == Count);

        public Rounding With(double number) => new(
            Count + 1,
            Fives + (number % 5 == 0 ? 1 : 0),
            Sixes + (number % 6 == 0 ? 1 : 0),
            Midpoints + (number % 6 == 3 ? 1 : 0),
            Sevens + (number % 7 == 0 ? 1 : 0),
            Tens + (number % 10 == 0 ? 1 : 0));

        public bool Fits(Rounding whole) =>
            (whole.Fives == whole.Count && Fives == Count) || (whole.Midpoints == whole.Count && Midpoints == Count);

        public static Rounding operator +(Rounding a, Rounding b) => new(
            a.Count + b.Count, a.Fives + b.Fives, a.Sixes + b.Sixes, a.Midpoints + b.Midpoints, a.Sevens + b.Sevens, a.Tens + b.Tens);
    }
}
