using System.Runtime.CompilerServices;
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
    private readonly int _digits = policy.SmallCountMax.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;

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
            else if (table.MayCount(column) && table.IsCount(column) && (isOutput || table.Confidence(column) == Confidence.High)) JudgeCounts(table, column, label, hits);
        }
    }

    /// <summary>Whether a cell may be a small count, by its first bytes: 3, 3.0, "3 (0.2%)", n=3, a digit of another script; or by its last,
    /// as "0.2% (3)".</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsCandidate(ReadOnlySpan<byte> cell)
    {
        if (cell[0] is < (byte)'0' or > (byte)'9') return cell[0] >= 0x80 || ((cell[0] | 0x20) == 'n' && cell.Contains((byte)'='));
        if (cell[^1] is (byte)')' or (byte)']' && cell.Contains((byte)'%') && cell[^2] != (byte)'%') return true;
        if (cell[0] == (byte)'0') return false;
        if (cell.Length <= _digits) return true;
        if (cell[_digits] is (>= (byte)'0' and <= (byte)'9') or (byte)',') return false;
        // 3.2 and 3.04 are no counts; 3.0 may be.
        if (cell.Length <= _digits + 1 || cell[_digits] != (byte)'.') return true;
        return cell[_digits + 1] == (byte)'0' && (cell.Length == _digits + 2 || cell[_digits + 2] is < (byte)'0' or > (byte)'9');
    }

    private void JudgeCounts(UnderstoodTable table, int column, OutputLabel label, Hits hits)
    {
        var small = FindSmall(table, column);
        if (small.Count == 0 || table.Rounding(column) is not null) return;
        if (CountsOfNobody.AreFlags(table, column) || CountsOfNobody.IsPanel(table, column)) return;
        // The commonest value of a column, in a description of it.
        if (CountsOfNobody.IsDescription(table.Profile)) small.RemoveAll(row => table.RowLabel(row) is "top" or "unique");
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
            if (RowLabels.CountsSomebody(table.RowLabel(row))) Report(table, column, row, Confidence.Medium, label, hits);
        }
    }

    /// <summary>The rows of a column that hold a small count; what can't be one by its first bytes is not even read.</summary>
    private List<int> FindSmall(UnderstoodTable understood, int column)
    {
        var (small, table) = (new List<int>(), understood.Table);
        var named = understood.Profile.Columns[column].Facts.Rounding;
        for (var row = table.HeaderRows; row < table.RowCount; row++)
        {
            var cell = table[row, column];
            if (cell.IsEmpty || !IsCandidate(cell)) continue;
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
