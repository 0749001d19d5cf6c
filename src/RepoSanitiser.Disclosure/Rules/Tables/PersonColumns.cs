using System.Collections.Frozen;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Columns that say who somebody is: by a header and values that fit it, or, without a header, by values nearly all of which pass
/// the check of an identifier. Where a table has few rows, numbers that bear a check digit say it by themselves; so they do as headers.
/// </summary>
internal sealed class PersonColumns
{
    private const int LeastWithoutHeader = 5;
    private const int Sample = 200;
    private const double NearlyAll = 0.95;
    private const int ShortestChecked = 9;

    private readonly Identifier[] _identifiers =
    [
        new(RuleCatalogue.Get(RuleIds.NhsNumber), 10, 12, c => IsDigit(c[0]) && IsDigit(c[1]) && IsDigit(c[2]), Validators.IsNhsNumber) { HasCheck = true, MayBeNumber = true },
        new(RuleCatalogue.Get(RuleIds.UkPostcode), 5, 8, c => IsLetter(c[0]) && IsDigit(c[^3]), Validators.IsPostcode),
        new(RuleCatalogue.Get(RuleIds.NationalInsuranceNumber), 9, 13, c => IsLetter(c[0]) && c[^1] is (>= (byte)'A' and <= (byte)'D') or (byte)' ' or (byte)'-', Validators.IsNationalInsuranceNumber) { HasCheck = true },
        new(RuleCatalogue.Get(RuleIds.UniquePupilNumber), 13, 13, c => IsLetter(c[0]) && IsDigit(c[1]), Validators.IsUniquePupilNumber) { HasCheck = true },
        new(RuleCatalogue.Get(RuleIds.EmailAddress), 6, 64, c => c.Contains((byte)'@'), Validators.IsEmail),
        new(RuleCatalogue.Get(RuleIds.PhoneNumber), 9, 20, c => c[0] is (byte)'0' or (byte)'+' or (byte)'(' && c[1] != (byte)'.', Validators.IsPhoneNumber) { MayBeNumber = true },
    ];

    /// <summary>Which identifiers the letters and digits of a header name, a bit for each.</summary>
    private readonly KnownHeaders<int> _named;

    private readonly FrozenSet<string> _patientIds = RuleCatalogue.Get(RuleIds.PatientIdColumn).Headers.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> _births = RuleCatalogue.Get(RuleIds.DateOfBirth).Headers.ToFrozenSet(StringComparer.Ordinal);

    public PersonColumns() => _named = new(header =>
    {
        var named = 0;
        for (var i = 0; i < _identifiers.Length; i++) named |= Contains(header, _identifiers[i].Rule.Headers) ? 1 << i : 0;
        return named;
    });

    /// <summary>Reports the identifying columns of a table.</summary>
    public void Judge(TableProfile table, OutputLabel label, Hits hits)
    {
        foreach (var column in table.Columns)
        {
            JudgeHeader(table, column, label, hits);
            if (table.Rows == 0 || column.Look.Longest == 0) continue;
            var named = _named.Of(column.Compact);
            for (var i = 0; i < _identifiers.Length; i++) JudgeValues(_identifiers[i], (named >> i & 1) != 0, table, column, label, hits);
            JudgeBirths(table, column, label, hits);
            if (IsPatientId(column, table)) ReportColumn(RuleIds.PatientIdColumn, "Patient ids", table, column, Confidence.High, label, hits);
        }
    }

    /// <summary>Whether a column holds the ids of patients: its header says so and its values are single tokens with a digit, not what a
    /// description says of them.</summary>
    public bool IsPatientId(ColumnProfile column, TableProfile table) => _patientIds.Contains(column.Compact) && column.HasFilled(1)
        && ShareOf(table, column, IsToken, least: 0.8) > 0 && !CountsOfNobody.IsDescription(table);

    private static void JudgeValues(Identifier identifier, bool named, TableProfile table, ColumnProfile column, OutputLabel label, Hits hits)
    {
        // No filled cell is of the length that one of these has.
        if (column.Look.Longest < identifier.Least || column.Look.Shortest > identifier.Most) return;
        var rule = identifier.Rule;
        if (!named && !identifier.MayBeNumber && column.Look.Numbers > MostMisfits(table, NearlyAll)) return;
        if (!named && (label == OutputLabel.Codelist || (!column.HasFilled(LeastWithoutHeader) && !(identifier.HasCheck && SaysNothing(column.Facts.Role))))) return;
        var share = ShareOf(table, column, identifier.Fits, least: named ? 0 : NearlyAll);
        if (share == 0 || Contains(column.Compact, rule.NotHeaders)) return;
        var confidence = named && share >= 0.5 ? Confidence.High : named || column.HasFilled(LeastWithoutHeader) ? Confidence.Medium : Confidence.Low;
        for (var row = table.Table.HeaderRows; row < table.Table.RowCount; row++)
        {
            if (identifier.Fits(table.Table[row, column.Index])) ReportCell(rule, table, column, row, confidence, label, hits);
        }
    }

    /// <summary>A number with a check digit in the place of a header: of a file without headers, or turned so that each column is a person.</summary>
    private void JudgeHeader(TableProfile table, ColumnProfile column, OutputLabel label, Hits hits)
    {
        if (label == OutputLabel.Codelist || table.Table.RowCount == 0) return;
        for (var row = 0; row < Math.Max(1, table.Table.HeaderRows); row++)
        {
            var cell = table.Table[row, column.Index];
            if (cell.Length < ShortestChecked) continue;
            foreach (var identifier in _identifiers)
            {
                if (identifier.HasCheck && identifier.Fits(cell) && (table.Table.HeaderRows > 0 || StandsOut(table.Table, column.Index))) ReportCell(identifier.Rule, table, column, row, Confidence.Medium, label, hits);
            }
        }
    }

    /// <summary>Whether the first cell of a column is longer than those below it: numbers above their like are data.</summary>
    private static bool StandsOut(Table table, int column)
    {
        for (var row = 1; row < Math.Min(table.RowCount, LeastWithoutHeader); row++)
        {
            if (table[row, column].Length >= ShortestChecked) return false;
        }

        return true;
    }

    /// <summary>Whether a header says nothing of what its column holds: amounts of time or money may be as long as an NHS number.</summary>
    private static bool SaysNothing(HeaderRole header) =>
        header is { Role: ColumnRole.Unknown, Confidence: < Confidence.High, Traits: HeaderTraits.None };

    private static bool Contains(string header, IReadOnlyList<string> parts)
    {
        foreach (var part in parts)
        {
            if (header.Contains(part, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private void JudgeBirths(TableProfile table, ColumnProfile column, OutputLabel label, Hits hits)
    {
        if (!_births.Contains(column.Compact) || !column.HasFilled(1) || column.Days < 0.5 * column.Filled) return;
        ReportColumn(RuleIds.DateOfBirth, "Dates of birth", table, column, Confidence.High, label, hits);
    }

    /// <summary>The share of filled cells among the first rows that fit; 0 as soon as fewer than <paramref name="least"/> can.</summary>
    private static double ShareOf(TableProfile table, ColumnProfile column, Fit fits, double least)
    {
        var (filled, fit) = (0, 0);
        var rows = Math.Min(table.Rows, Sample);
        var mostMisfits = MostMisfits(table, least);
        for (var row = table.Table.HeaderRows; row < table.Table.HeaderRows + rows; row++)
        {
            var cell = table.Table[row, column.Index];
            if (cell.IsEmpty) continue;
            if (fits(cell))
            {
                filled++;
                fit++;
            }
            else if (!CellValue.IsEmptyOrMark(cell) && ++filled - fit > mostMisfits)
            {
                return 0;
            }
        }

        var share = filled == 0 ? 0 : (double)fit / filled;
        return share < least ? 0 : share;
    }

    private static double MostMisfits(TableProfile table, double least) => (1 - least) * Math.Min(table.Rows, Sample);

    private static bool IsToken(ReadOnlySpan<byte> cell) =>
        cell.Length <= 64 && !cell.Contains((byte)' ') && cell.ContainsAnyInRange((byte)'0', (byte)'9');

    private static void ReportCell(Rule rule, TableProfile table, ColumnProfile column, int row, Confidence confidence, OutputLabel label, Hits hits) =>
        hits.Add(rule.Id, () =>
        {
            var value = new Sensitive(table.Table.GetString(row, column.Index));
            return new RuleHit(
                rule.Id, rule.SeverityIn(label), confidence, TableRules.Locate(table, row, column),
                TableRules.Content(value.Reveal(), "", TableRules.SafeHeader(column.Header) ?? ""), $"{rule.Title}: {value.Mask()}.", value);
        });

    private static void ReportColumn(
        string id, string what, TableProfile table, ColumnProfile column, Confidence confidence, OutputLabel label, Hits hits) => hits.Add(id, () =>
    {
        var rule = RuleCatalogue.Get(id);
        var header = Math.Max(0, table.Table.HeaderRows - 1);
        return new RuleHit(
            rule.Id, rule.SeverityIn(label), confidence, TableRules.Locate(table, header, column),
            TableRules.Content(TableRules.Digest(table, column), "", column.Header), $"{what} in column {column.Index + 1}, {table.Rows} rows.",
            new Sensitive(column.Header));
    });

    private static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';

    private static bool IsLetter(byte b) => (b | 0x20) is >= (byte)'a' and <= (byte)'z';

    private delegate bool Fit(ReadOnlySpan<byte> cell);

    /// <summary>An identifier that a cell can hold.</summary>
    /// <param name="Rule">Its rule.</param>
    /// <param name="Least">Bytes of the shortest.</param>
    /// <param name="Most">Bytes of the longest.</param>
    /// <param name="May">Tells most cells apart by a byte or two before the check.</param>
    /// <param name="Check">Whether text is one.</param>
    private sealed record Identifier(Rule Rule, int Least, int Most, Fit May, Func<ReadOnlySpan<char>, bool> Check)
    {
        /// <summary>Whether few other texts pass the check, so that one alone tells.</summary>
        public bool HasCheck { get; init; }

        /// <summary>Whether one may consist of digits alone.</summary>
        public bool MayBeNumber { get; init; }
        public bool Fits(ReadOnlySpan<byte> cell)
        {
            if (cell.Length < Least || cell.Length > Most || !May(cell)) return false;
            Span<char> chars = stackalloc char[64];
            return Check(chars[..Encoding.Latin1.GetChars(cell, chars)]);
        }
    }
}
