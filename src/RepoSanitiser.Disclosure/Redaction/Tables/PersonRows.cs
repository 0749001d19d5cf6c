using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>
/// Tells that each row of a table is about one person, however few rows it has: without the ids, a row still says of somebody what it
/// said before.
/// </summary>
internal static class PersonRows
{
    private const double NearlyAll = 0.9;

    /// <summary>What was found that says so; null where the rows are about something else, such as groups with a contact each.</summary>
    public static RuleHit? Accuses(TableDraft draft)
    {
        if (draft.Table.ColumnCount < 2) return null;
        foreach (var hit in draft.Hits.DistinctBy(h => (h.Rule, TableDraft.Column(h))))
        {
            if (hit.Rule is RuleIds.PatientIdColumn or RuleIds.NhsNumber or RuleIds.UniquePupilNumber or RuleIds.NationalInsuranceNumber
                && AreDistinct(draft.Table, TableDraft.Column(hit))) return hit;
            if (hit.Rule == RuleIds.DateOfBirth && !CountsSomebody(draft.Table)) return hit;
        }

        return null;
    }

    /// <summary>Whether nearly all rows have a value in a column, and no two of them the same.</summary>
    private static bool AreDistinct(Table table, int column)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (rows, filled) = (table.RowCount - table.HeaderRows, 0);
        for (var row = table.HeaderRows; row < table.RowCount; row++)
        {
            if (column >= table.Width(row) || CellValue.IsEmptyOrMark(table[row, column]) || TableShape.Shows(table[row, column])) continue;
            filled++;
            seen.Add(table.GetString(row, column));
        }

        return filled >= NearlyAll * rows && seen.Count >= NearlyAll * filled;
    }

    private static bool CountsSomebody(Table table) => Enumerable.Range(0, table.ColumnCount).Any(c =>
        HeaderWords.Split(table.Header(c) ?? "") is [.., "n" or "count" or "total" or "population" or "freq" or "denominator" or "numerator"]);
}
