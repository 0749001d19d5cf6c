using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules.Lines;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Shares without counts beside them, in a file that says somewhere what they are of: "N = 200" in a title, a header or a sentence, or a
/// total of another table. Only a total by which every share of the column is one of a whole number of people is taken for theirs.
/// </summary>
internal sealed partial class ImpliedByTotal(Policy policy)
{
    private const int LeastShares = 2;
    private const int LeastUnproven = 3;
    private const int MostTotals = 50;
    private const double LargestTotal = 1e8;

    /// <summary>How rarely chance may make all shares those of whole numbers, for a total to be proven.</summary>
    private const double Chance = 0.02;

    private static readonly Rounding[] Roundings = [new(10, false), new(7, false), new(6, false), new(6, true), new(5, false)];

    /// <summary>Reports the shares that a total of the file turns into small counts.</summary>
    /// <param name="tables">The tables of the file that count people by groups.</param>
    /// <param name="documents">Everything read of the file.</param>
    /// <param name="label">What is known of its place.</param>
    /// <param name="hits">Where hits go.</param>
    public void Judge(IReadOnlyList<UnderstoodTable> tables, IReadOnlyList<Document> documents, OutputLabel label, Hits hits)
    {
        if (label == OutputLabel.Codelist) return;
        List<double>? totals = null;
        foreach (var table in tables)
        {
            if (table.IsModelOutput || table.Shares.IsEmpty) continue;
            var partners = new Partners(table);
            foreach (var column in table.Shares)
            {
                if (table.Role(column) != ColumnRole.Percentage || table.Confidence(column) < Confidence.Medium || table.Profile.Columns[column].Words.Contains("rate", StringComparer.Ordinal)) continue;
                if (partners.Of(column, ColumnRole.Count) >= 0 || partners.Of(column, ColumnRole.Denominator) >= 0) continue;
                totals ??= Totals(tables, documents);
                if (totals.Count > 0) Judge(table, column, totals, label, hits);
            }
        }
    }

    private void Judge(UnderstoodTable table, int column, List<double> totals, OutputLabel label, Hits hits)
    {
        var shares = new List<(int Row, Span Share)>();
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            if (table.Read(row, column) is { Kind: ReadingKind.Number, Value: >= 0 and <= 100 } reading) shares.Add((row, Span.Shown(reading.Value, reading.Decimals)));
        }

        if (shares.Count < LeastShares) return;
        var scale = shares.Exists(s => s.Share.Low > 1) ? 100 : 1;
        foreach (var total in totals)
        {
            var counts = shares.ConvertAll(s => (s.Row, Count: s.Share * new Span(total, total) / scale));
            if (counts.Exists(c => c.Count.Whole is var (first, last) && first > last) || AreRounded(counts)) continue;
            // None and all are whole numbers of any total; of many totals one fits more easily than one of one.
            var chance = counts.Aggregate((double)totals.Count, (all, c) => all * (c.Count.Low <= 0 || c.Count.High >= total ? 1 : Math.Min(1, c.Count.Width)));
            if (chance > Chance && (totals.Count > 1 || counts.Count < LeastUnproven)) continue;
            foreach (var (row, count) in counts)
            {
                if (count.IsSmall(policy.SmallCountMax)) Report(table, row, column, isProven: chance <= Chance, label, hits);
            }

            return;
        }
    }

    /// <summary>Whether all counts could be rounded ones, so that the shares say no more than those.</summary>
    private static bool AreRounded(List<(int Row, Span Count)> counts) =>
        counts.Count > LeastShares && Array.Exists(Roundings, r => counts.TrueForAll(c => c.Count.Width < r.Base / 2.0 && c.Count.HoldsMultiple(r)));

    private static List<double> Totals(IReadOnlyList<UnderstoodTable> tables, IReadOnlyList<Document> documents)
    {
        var totals = new SortedSet<double>();
        foreach (var table in tables)
        {
            AddHeaders(table.Table, totals);
            for (var column = 0; column < table.ColumnCount; column++)
            {
                if (table.MayCount(column) && table.IsCount(column)) AddTotalRows(table, column, totals);
            }
        }

        foreach (var document in documents)
        {
            if (document is TextDocument text) AddSaid(text.Text.Bytes.Span, totals);
        }

        return [.. totals.Where(t => t is > 0 and < LargestTotal).Take(MostTotals)];
    }

    private static void AddHeaders(Table table, SortedSet<double> totals)
    {
        for (var row = 0; row < table.HeaderRows; row++)
        {
            for (var column = 0; column < table.Width(row); column++) AddSaid(table[row, column], totals);
        }
    }

    private static void AddTotalRows(UnderstoodTable table, int column, SortedSet<double> totals)
    {
        for (var row = table.FirstRow; row < table.EndRow; row++)
        {
            if (totals.Count < MostTotals && RowLabels.IsTotal(table.Profile.RowLabelBytes(row)) && table.Read(row, column) is { IsCount: true } total && table.Rounding(column) is null) totals.Add(total.Value);
        }
    }

    private static void AddSaid(ReadOnlySpan<byte> bytes, SortedSet<double> totals)
    {
        if (!HoldsNumber(bytes)) return;
        // A character a byte keeps the offsets.
        var text = Encoding.Latin1.GetString(bytes);
        var shown = new ShownText(bytes);
        foreach (var match in Said().EnumerateMatches(text))
        {
            if (totals.Count >= MostTotals) return;
            if (!shown.IsShown(match.Index)) continue;
            var said = text.AsSpan(match.Index, match.Length);
            var digits = said[said.IndexOfAnyInRange('0', '9')..].ToString().Replace(",", "", StringComparison.Ordinal);
            if (double.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var total)) totals.Add(total);
        }
    }

    /// <summary>Whether some number of two digits or more is in a text: most headers hold none.</summary>
    private static bool HoldsNumber(ReadOnlySpan<byte> bytes)
    {
        for (var at = bytes.IndexOfAnyInRange((byte)'0', (byte)'9'); at >= 0 && at + 1 < bytes.Length;)
        {
            if (bytes[at + 1] is (>= (byte)'0' and <= (byte)'9') or (byte)',') return true;
            var next = bytes[(at + 1)..].IndexOfAnyInRange((byte)'0', (byte)'9');
            if (next < 0) return false;
            at += 1 + next;
        }

        return false;
    }

    private void Report(UnderstoodTable table, int row, int column, bool isProven, OutputLabel label, Hits hits) => CellReport.Add(
        hits, RuleIds.ImpliedSmallCount, table, row, column, label, isProven ? Confidence.Medium : Confidence.Low,
        $"The share times a total that the file says elsewhere gives a count from 1 to {policy.SmallCountMax} in row {row + 1}.", isProven ? null : Severity.Low);

#pragma warning disable MA0009 // Every repetition is bounded, so that going back is too; and code made beforehand costs a start nothing.
    [GeneratedRegex(@"\b(n ?= ?|(total|overall|population|cohort|sample|denominator|base)( (size|population|number|n|of))?( (is|was|were))?[:=]? ?)[0-9][0-9,]{1,10}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Said();
#pragma warning restore MA0009
}
