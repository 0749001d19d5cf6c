using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>Cells that hold a count and its whole: "196 of 200", "196/200 (98%)". Either the count or what it leaves may be small.</summary>
internal sealed class PartsOfWholes(Policy policy)
{
    private const int FirstCells = 8;

    /// <summary>A whole below this is a score or a dose as easily.</summary>
    private const double LeastWhole = 10;

    /// <summary>Reports the small counts and the small rests of such cells.</summary>
    public void Judge(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        if (table.IsModelOutput) return;
        for (var column = 1; column < table.ColumnCount; column++)
        {
            if (MayHold(table, column) && table.Header(column) is { Role: ColumnRole.Count or ColumnRole.Denominator or ColumnRole.Percentage } or { Role: ColumnRole.Unknown, Confidence: < Confidence.High })
                Judge(table, column, label, hits);
        }
    }

    private void Judge(UnderstoodTable table, int column, OutputLabel label, Hits hits)
    {
        var (small, filled, read) = (new List<(int Row, bool IsRest)>(), 0, 0);
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var cell = table.Table[row, column];
            if (CellValue.IsEmptyOrMark(cell)) continue;
            filled++;
            if (!TryRead(cell, out var part, out var whole)) continue;
            if (part > whole) return;
            read++;
            if (whole < LeastWhole) continue;
            if (IsSmall(part)) small.Add((row, false));
            else if (IsSmall(whole - part)) small.Add((row, true));
        }

        if (2 * read <= filled) return;
        foreach (var (row, isRest) in small)
        {
            CellReport.Add(
                hits, isRest ? RuleIds.SmallComplement : RuleIds.SmallCount, table, row, column, label, Confidence.Medium,
                isRest ? $"All but 1 to {policy.SmallCountMax} of the whole in the same cell, in row {row + 1}." : $"A count from 1 to {policy.SmallCountMax} of the whole in the same cell, in row {row + 1}.");
        }
    }

    private bool IsSmall(double count) => count >= 1 && count <= policy.SmallCountMax;

    /// <summary>Whether one of the first cells is of the form: a look at a few bytes spares most columns the rest.</summary>
    private static bool MayHold(UnderstoodTable table, int column)
    {
        if (table.Profile.Columns[column].IsPlain) return false;
        for (var row = table.FirstRow; row < Math.Min(table.EndRow, table.FirstRow + FirstCells); row++)
        {
            var cell = table.Table[row, column];
            if (cell.Length > 3 && cell[0] is >= (byte)'0' and <= (byte)'9' && (cell.Contains((byte)'/') || cell.IndexOf(" of "u8) > 0) && TryRead(cell, out _, out _)) return true;
        }

        return false;
    }

    private static bool TryRead(ReadOnlySpan<byte> cell, out double part, out double whole)
    {
        whole = 0;
        if (!CellReader.Number(cell, out part, out var decimals, out var used) || decimals > 0) return false;
        var rest = cell[used..].TrimStart((byte)' ');
        var word = rest.StartsWith("/"u8) ? 1 : rest.StartsWith("of "u8) ? 3 : rest.StartsWith("out of "u8) ? 7 : 0;
        if (word == 0) return false;
        rest = rest[word..].TrimStart((byte)' ');
        if (!CellReader.Number(rest, out whole, out decimals, out used) || decimals > 0) return false;
        rest = rest[used..].TrimStart((byte)' ');
        return rest.IsEmpty || CellReader.Share(rest, out _, out _);
    }
}
