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
    private readonly int _digits = policy.SmallCountMax.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;

    /// <summary>Reports the small counts of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="label">What is known of its place: without a place among outputs, only headers that say so make a count.</param>
    /// <param name="hits">Where hits go.</param>
    public void Judge(TableProfile table, OutputLabel label, Hits hits)
    {
        if (label == OutputLabel.Codelist || table.Rows == 0) return;
        var small = MayBeSmall(table);
        if (small is null) return;
        var isOutput = label is OutputLabel.Output or OutputLabel.ModeratelySensitive or OutputLabel.HighlySensitive;
        if (!table.Columns.Any(c => small[c.Index] && IsCount(table, c, isOutput))) return;
        var columns = table.Columns.Where(c => IsCount(table, c, isOutput)).ToList();
        // The first column of a table of counts names its rows, also where it is itself a number of something.
        if (columns.Count > 1 && columns[0] is { Index: 0, IsAscending: true }) columns.RemoveAt(0);
        if (columns.Count == 0) return;
        var found = columns.ConvertAll(c => (Column: c, Small: small[c.Index] ? FindSmall(table, c) : []));
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

    /// <summary>The columns in which some cell begins as a small count does: a look at two bytes of each cell, row by row as they lie in
    /// memory, spares most tables the rest. Null where no column has one.</summary>
    private bool[]? MayBeSmall(TableProfile table)
    {
        bool[]? columns = null;
        var text = table.Table.Text.Span;
        for (var row = table.Table.HeaderRows; row < table.Table.RowCount; row++)
        {
            var cells = table.Table.Row(row);
            for (var column = 0; column < cells.Length; column++)
            {
                var (start, length) = (cells[column].Start, cells[column].Length);
                if (length == 0 || text[start] is < (byte)'1' or > (byte)'9') continue;
                if (length > _digits && text[start + _digits] is (>= (byte)'0' and <= (byte)'9') or (byte)',') continue;
                // 3.2 is no count; 3.0 may be.
                if (length > _digits + 1 && text[start + _digits] == (byte)'.' && text[start + _digits + 1] != (byte)'0') continue;
                (columns ??= new bool[table.Columns.Count])[column] = true;
            }
        }

        return columns;
    }

    /// <summary>The rows of a column that hold a small count; what can't be one by its first bytes is not even read.</summary>
    private List<int> FindSmall(TableProfile table, ColumnProfile column)
    {
        var small = new List<int>();
        var named = column.Compact.Contains("midpoint6", StringComparison.Ordinal);
        for (var row = table.Table.HeaderRows; row < table.Table.RowCount; row++)
        {
            var cell = table.Table[row, column.Index];
            if (cell.IsEmpty || cell[0] is < (byte)'1' or > (byte)'9') continue;
            if (cell.Length > _digits && cell[_digits] is >= (byte)'0' and <= (byte)'9' or (byte)',') continue;
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
