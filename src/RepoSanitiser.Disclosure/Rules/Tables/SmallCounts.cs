using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Counts of one up to the policy's threshold in frequency tables. Whether a column counts people is told from its header first and
/// its values second; what its header calls a rate, an estimate, a code or an index never counts anybody.
/// </summary>
internal sealed class SmallCounts(Policy policy)
{
    /// <summary>Reports the small counts of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="label">What is known of its place: without a place among outputs, only headers that say so make a count.</param>
    /// <param name="hits">Where hits go.</param>
    public void Judge(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        var isOutput = label is OutputLabel.Output or OutputLabel.ModeratelySensitive or OutputLabel.HighlySensitive;
        for (var column = 0; column < table.ColumnCount; column++)
        {
            if (IsOfValues(table, column)) JudgeValues(table, column, label, hits);
            else if (table.IsCount(column) && (isOutput || table.Confidence(column) == Confidence.High)) JudgeCounts(table, column, label, hits);
        }
    }

    private void JudgeCounts(UnderstoodTable table, int column, OutputLabel label, Hits hits)
    {
        var small = FindSmall(table, column);
        if (small.Count == 0 || table.Rounding(column) is not null) return;
        foreach (var row in small) Report(table, column, row, table.Confidence(column), label, hits);
    }

    /// <summary>A column whose rows say what its numbers are: name, value.</summary>
    private static bool IsOfValues(UnderstoodTable table, int column) =>
        column > 0 && table.Profile.Columns[column] is { Compact: "value" or "values" or "val" or "result" or "overall" } profile
        && profile.Of(CellKind.Count) > 0;

    private void JudgeValues(UnderstoodTable table, int column, OutputLabel label, Hits hits)
    {
        foreach (var row in FindSmall(table, column))
        {
            if (RowLabels.Role(table.RowLabel(row)) == ColumnRole.Count) Report(table, column, row, Confidence.Medium, label, hits);
        }
    }

    /// <summary>The rows of a column that hold a small count; what can't be one by its first bytes is not even read.</summary>
    private List<int> FindSmall(UnderstoodTable understood, int column)
    {
        var (small, table) = (new List<int>(), understood.Table);
        var digits = policy.SmallCountMax.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        var named = RoundingOfColumns.Named(understood.Profile.Columns[column]);
        for (var row = table.HeaderRows; row < table.RowCount; row++)
        {
            var cell = table[row, column];
            if (cell.IsEmpty || cell[0] is < (byte)'0' or > (byte)'9') continue;
            var isPlain = cell[0] != (byte)'0' && (cell.Length <= digits || cell[digits] is not (>= (byte)'0' and <= (byte)'9' or (byte)','));
            // "0.3% (4)" begins with its share.
            if (!isPlain && cell[^1] is not ((byte)')' or (byte)']')) continue;
            var value = CellReader.Read(cell, out _);
            if (!value.IsCount || value.Decimals > 1 || value.Value < 1 || value.Value > policy.SmallCountMax) continue;
            if (named is { } rounding && rounding.Allows(value.Value)) continue;
            if (!HeaderWords.RowCountsNobody(understood.RowLabel(row))) small.Add(row);
        }

        return small;
    }

    private void Report(UnderstoodTable table, int column, int row, Confidence confidence, OutputLabel label, Hits hits) => CellReport.Add(
        hits, RuleIds.SmallCount, table, row, column, label, confidence,
        $"A count from 1 to {policy.SmallCountMax} in row {row + 1}, column {column + 1} of a frequency table.");
}
