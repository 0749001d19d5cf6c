using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>A share as printed.</summary>
/// <param name="Value">Its number.</param>
/// <param name="Decimals">Digits after its point.</param>
internal readonly record struct ShownShare(double Value, int Decimals)
{
    /// <summary>Half of its last digit.</summary>
    public double Half => 0.5 * Math.Pow(10, -Math.Min(Decimals, 12)) + (1e-9 * Math.Abs(Value));
}

/// <summary>Where the shares of a column of counts stand: in brackets behind them, or in a column of their own.</summary>
/// <param name="Count">The column of counts, by its place among them.</param>
/// <param name="Column">The column of the table that shows the shares.</param>
internal readonly record struct ShareSource(int Count, int Column)
{
    /// <summary>Every column of shares, with the columns of counts it may be of, nearest first.</summary>
    public static IEnumerable<IReadOnlyList<ShareSource>> Of(CountGrid grid)
    {
        for (var c = 0; c < grid.Columns.Length; c++)
        {
            var column = grid.Columns[c];
            if (Enumerable.Range(0, grid.Rows.Length).Any(r => !double.IsNaN(grid.Read(r, column).Share))) yield return [new ShareSource(c, column)];
        }

        for (var column = 0; column < grid.Table.ColumnCount; column++)
        {
            if (grid.Table.Role(column) is not (ColumnRole.Percentage or ColumnRole.Rate)) continue;
            var at = column;
            yield return [.. Enumerable.Range(0, grid.Columns.Length).OrderBy(c => Distance(grid.Columns[c], at)).Take(6).Select(c => new ShareSource(c, at))];
        }
    }

    /// <summary>The share of a row; null where none is shown.</summary>
    public ShownShare? At(CountGrid grid, int row)
    {
        var reading = grid.Read(row, Column);
        if (IsInBrackets(grid)) return double.IsNaN(reading.Share) ? null : new ShownShare(reading.Share, reading.ShareDecimals);
        return reading is { Kind: ReadingKind.Number, Value: >= 0 } ? new ShownShare(reading.Value, reading.Decimals) : null;
    }

    /// <summary>The cell that shows the share of a row, among the cells of the system.</summary>
    public int StatedBy(CountGrid grid, SystemBuilder builder, int row) =>
        IsInBrackets(grid) ? builder.Count(grid, row, Count) : builder.Statement(new TableCell(grid.Index, grid.Rows[row], Column));

    private bool IsInBrackets(CountGrid grid) => grid.Columns[Count] == Column;

    // A share stands right of what it is of more often than left.
    private static int Distance(int count, int share) => count < share ? 2 * (share - count) : 1 + (2 * (count - share));
}
