using System.Globalization;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Counts that were taken out while their share in brackets stands: [REDACTED] (0.3%). The total comes from the column's header,
/// "Exposed (N=1,204)", or from the counts that stand with their shares.
/// </summary>
internal sealed class ImpliedByBrackets(Policy policy)
{
    /// <summary>Reports marks whose shares give a small count away.</summary>
    public void Judge(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        for (var column = 0; column < table.ColumnCount; column++)
        {
            if (table.EndsInBracket(column) && table.IsCount(column)) Judge(table, column, label, hits);
        }
    }

    private void Judge(UnderstoodTable table, int column, OutputLabel label, Hits hits)
    {
        List<(int Row, Reading Mark)>? marks = null;
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            var cell = table.Table[row, column];
            if (cell.IsEmpty || cell[^1] is not ((byte)')' or (byte)']')) continue;
            var reading = table.Read(row, column);
            if (reading.Kind == ReadingKind.Mark && reading.Share > 0) (marks ??= []).Add((row, reading));
        }

        if (marks is null) return;
        foreach (var (row, mark) in marks)
        {
            if (TotalOf(table, column, row) is not { } total) continue;
            if (!(Span.Shown(mark.Share, mark.ShareDecimals) * total / 100).IsSmall(policy.SmallCountMax)) continue;
            CellReport.Add(
                hits, RuleIds.ImpliedSmallCount, table, row, column, label, Confidence.High,
                $"The share left in brackets times its total gives a count from 1 to {policy.SmallCountMax} in row {row + 1}.");
        }
    }

    /// <summary>What a share in a column is of: the header's N, or what all counts with shares in the same part of the table agree on.</summary>
    private static Span? TotalOf(UnderstoodTable table, int column, int row)
    {
        if (HeaderTotal(table.Profile.Columns[column].Header) is { } named) return new Span(named, named);
        foreach (var (from, to) in Blocks.Of(table))
        {
            if (row < from || row >= to) continue;
            var (total, proofs) = (new Span(1, double.PositiveInfinity), 0);
            for (var other = from; other < to; other++)
            {
                var reading = table.Read(other, column);
                if (reading.Kind != ReadingKind.CountWithShare || reading.Value <= 0 || reading.Share <= 0) continue;
                total = total.And(new Span(reading.Value, reading.Value) / (Span.Shown(reading.Share, reading.ShareDecimals) / 100));
                proofs++;
            }

            return proofs >= 2 && !total.IsEmpty ? total : null;
        }

        return null;
    }

    /// <summary>The number in "N=1,204" or "n = 1204"; null where the header names none.</summary>
    internal static double? HeaderTotal(string header)
    {
        for (var at = header.IndexOf('=', StringComparison.Ordinal); at > 0; at = header.IndexOf('=', at + 1))
        {
            var before = header[..at].TrimEnd();
            if (before.Length == 0 || before[^1] is not ('n' or 'N')) continue;
            var digits = string.Concat(header[(at + 1)..].TrimStart().TakeWhile(c => char.IsAsciiDigit(c) || c is ',').Where(char.IsAsciiDigit));
            if (digits.Length is > 0 and < 12) return double.Parse(digits, CultureInfo.InvariantCulture);
        }

        return null;
    }
}
