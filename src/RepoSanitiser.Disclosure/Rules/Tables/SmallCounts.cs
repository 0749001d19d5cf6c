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
        // The first column of a table of counts names its rows, also where it is itself a number of something.
        if (columns.Count > 1 && columns[0] is { Index: 0, IsAscending: true }) columns.RemoveAt(0);
        if (columns.Count == 0) return;
        var found = columns.ConvertAll(c => (Column: c, Small: FindSmall(table, c)));
        if (found.TrueForAll(f => f.Small.Count == 0)) return;
        var roundings = columns.ConvertAll(c => RoundingOf(table, c));
        var whole = roundings.Aggregate(Rounding.Start, (sum, r) => sum + r);
        for (var i = 0; i < found.Count; i++)
        {
            if (roundings[i].Holds || whole.Holds) continue;
            foreach (var row in found[i].Small) Report(table, found[i].Column, row, label, hits);
        }
    }

    private static bool IsCount(TableProfile table, ColumnProfile column, bool isOutput)
    {
        // Whatever its cells are: the header is asked first because it costs less.
        if (column.Filled == 0 || HeaderWords.Of(column.Words, withShares: true) == HeaderSense.NotCount) return false;
        if (column.Of(CellKind.Count) + column.Of(CellKind.CountWithShare) < 0.8 * column.Filled) return false;
        var withShares = column.Of(CellKind.CountWithShare) * 2 > column.Filled;
        switch (HeaderWords.Of(column.Words, withShares))
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

    /// <summary>The rows of a column that hold a small count; what can't be one by its first bytes is not even read.</summary>
    private List<int> FindSmall(TableProfile table, ColumnProfile column)
    {
        var small = new List<int>();
        var digits = policy.SmallCountMax.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        var named = column.Compact.Contains("midpoint6", StringComparison.Ordinal);
        for (var row = table.Table.HeaderRows; row < table.Table.RowCount; row++)
        {
            var cell = table.Table[row, column.Index];
            if (cell.IsEmpty || cell[0] is < (byte)'1' or > (byte)'9') continue;
            if (cell.Length > digits && cell[digits] is >= (byte)'0' and <= (byte)'9' or (byte)',') continue;
            var value = CellValue.Read(cell);
            if (value.Kind is not (CellKind.Count or CellKind.CountWithShare) || value.Number > policy.SmallCountMax) continue;
            if (named && value.Number % 3 == 0) continue;
            if (!HeaderWords.RowCountsNobody(table.RowLabel(row))) small.Add(row);
        }

        return small;
    }

    private static Rounding RoundingOf(TableProfile table, ColumnProfile column)
    {
        var rounding = Rounding.Start;
        for (var row = table.Table.HeaderRows; row < table.Table.RowCount && rounding.Open; row++)
        {
            var value = CellValue.Read(table.Table[row, column.Index]);
            if (value.Kind is CellKind.Count or CellKind.CountWithShare && value.Number != 0) rounding = rounding.With((long)value.Number);
        }

        return rounding;
    }

    private void Report(TableProfile table, ColumnProfile column, int row, OutputLabel label, Hits hits) => hits.Add(RuleIds.SmallCount, () =>
    {
        var rule = RuleCatalogue.Get(RuleIds.SmallCount);
        var value = table.Table.GetString(row, column.Index);
        var sure = HeaderWords.Of(column.Words, withShares: false) == HeaderSense.Count;
        return new RuleHit(
            rule.Id,
            rule.SeverityIn(label),
            sure ? Confidence.High : Confidence.Medium,
            TableRules.Locate(table, row, column),
            TableRules.Content(value, table.RowLabel(row), column.Header),
            $"A count from 1 to {policy.SmallCountMax} in row {row + 1}, column {column.Index + 1} of a frequency table.",
            new Sensitive(value));
    });

    /// <summary>What all numbers above zero are multiples of; few numbers prove nothing.</summary>
    private readonly record struct Rounding(int Count, bool Fives, bool Sixes, bool Midpoints, bool Sevens, bool Tens)
    {
        public static Rounding Start => new(0, true, true, true, true, true);

        /// <summary>Whether any rounding is still possible.</summary>
        public bool Open => Fives || Sixes || Midpoints || Sevens || Tens;

        public bool Holds => Count >= LeastForRounding && Open;

        public Rounding With(long number) => new(
            Count + 1, Fives && number % 5 == 0, Sixes && number % 6 == 0, Midpoints && number % 6 == 3, Sevens && number % 7 == 0, Tens && number % 10 == 0);

        public static Rounding operator +(Rounding a, Rounding b) => new(
            a.Count + b.Count, a.Fives && b.Fives, a.Sixes && b.Sixes, a.Midpoints && b.Midpoints, a.Sevens && b.Sevens, a.Tens && b.Tens);
    }
}
