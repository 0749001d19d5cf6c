using System.Collections.Frozen;
using RepoSanitiser.Core;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Tables with a row for each person: patient ids that don't repeat; or, without them, ids of some kind beside what describes a
/// person; or several columns of days on which something happened to somebody; or, told at low confidence, flags named as counts.
/// </summary>
internal sealed class PatientLevelTables(PersonColumns persons)
{
    private const int LeastRows = 5;
    private const int LeastRowsWithoutId = 20;
    private const int Sample = 2000;
    private const int ShortestDate = 7;

    private static readonly FrozenSet<string> PersonWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "sex", "gender", "age", "ageband", "agegroup", "dob", "birth", "ethnicity", "eth5", "eth16", "imd", "msoa", "lsoa", "postcode",
        "region", "stp", "practice", "died", "death", "bmi", "smoking", "nhs", "carehome");

    private static readonly FrozenSet<string> IdWords = FrozenSet.Create(
        StringComparer.Ordinal, "id", "uid", "uuid", "pid", "pseudo", "identifier", "key", "hash", "record");

    /// <summary>Reports a table with a row for each person.</summary>
    /// <returns>Whether it is one: its numbers then describe persons and count nobody.</returns>
    public bool Judge(TableProfile table, OutputLabel label, Hits hits)
    {
        if (table.Rows == 0) return false;
        var patientId = table.Columns.FirstOrDefault(c => persons.IsPatientId(c, table));
        if (table.Rows < LeastRows || label == OutputLabel.Codelist) return patientId is not null;
        if (patientId is not null)
        {
            if (table.Columns.Length > 1 && IsUnique(table, patientId)) Report(table, patientId, Confidence.High, label, hits);
            return true;
        }

        if (FlagRows.Find(table) is { } flags)
        {
            Report(
                table, flags, Confidence.Low, label, hits, $"A row for each of {table.Rows} persons, or else flags: column {flags.Index + 1} is named as a count, and holds 0 and 1 alone in rows that are no groups.",
                Severity.Medium);
            return true;
        }

        if (table.Rows < 2 * LeastRows || table.IsOfModel || CountsSomebody(table)) return false;
        var id = table.Columns.FirstOrDefault(c => IsIdLike(c) && IsUnique(table, c));
        var days = table.Columns.Count(c => c.Look.Longest >= ShortestDate && c.Mostly(CellKind.Date) && c.Days >= 0.8 * c.Filled && c.Index > 0);
        if (id is null && days < 3) return false;
        var described = table.Columns.Count(c => c.Words.Any(PersonWords.Contains) && c.HasFilled(1));
        if (id is not null && described + days >= 3)
        {
            Report(table, id, Confidence.Medium, label, hits);
            return true;
        }

        if (table.Rows < LeastRowsWithoutId || days < 3 || described == 0 || !HasGaps(table)) return false;
        Report(table, table.Columns.First(c => c.Mostly(CellKind.Date)), Confidence.Medium, label, hits);
        return true;
    }

    private static bool CountsSomebody(TableProfile table) => table.Columns.Any(c =>
        c.Words is [.., "n" or "count" or "total" or "population" or "freq" or "denominator" or "numerator"]);

    private static bool IsIdLike(ColumnProfile column) =>
        column.Words.Any(IdWords.Contains) && (column.Mostly(CellKind.Count, 0.95) || column.Mostly(CellKind.Text, 0.95));

    /// <summary>Event dates of persons are missing where nothing happened; a calendar's are not.</summary>
    private static bool HasGaps(TableProfile table) => table.Columns.Any(c =>
        c.Mostly(CellKind.Date) && c.Of(CellKind.Empty) + c.Of(CellKind.Mark) > 0.1 * Math.Min(table.Rows, ColumnProfile.Sample));

    private static bool IsUnique(TableProfile table, ColumnProfile column)
    {
        var seen = new HashSet<int>();
        var (filled, rows) = (0, Math.Min(table.Rows, Sample));
        for (var row = table.Table.HeaderRows; row < table.Table.HeaderRows + rows; row++)
        {
            var cell = table.Table[row, column.Index];
            if (cell.IsEmpty) continue;
            filled++;
            var hash = default(HashCode);
            hash.AddBytes(cell);
            seen.Add(hash.ToHashCode());
        }

        return filled >= LeastRows && seen.Count >= 0.9 * filled;
    }

    private static void Report(
        TableProfile table, ColumnProfile column, Confidence confidence, OutputLabel label, Hits hits, string? evidence = null, Severity most = Severity.Critical) => hits.Add(RuleIds.PatientLevelTable, () =>
        {
            var rule = RuleCatalogue.Get(RuleIds.PatientLevelTable);
            return new RuleHit(
                rule.Id, rule.SeverityIn(label) is var usual && usual < most ? usual : most, confidence, TableRules.Locate(table, Math.Max(0, table.Table.HeaderRows - 1), column),
                TableRules.Content(TableRules.Digest(table, column), "", column.Header),
                evidence ?? $"A row for each of {table.Rows} persons, in {table.Columns.Length} columns.");
        });
}
