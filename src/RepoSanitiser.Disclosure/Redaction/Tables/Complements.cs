using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Suppression.Tables;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>
/// Adds to the plans of a content's tables what has to go besides, so that totals, shares and rates that are still shown don't give a
/// redacted count back.
/// </summary>
/// <param name="policy">The policy whose threshold holds.</param>
/// <param name="unit">What is redacted together.</param>
internal sealed class Complements(Policy policy, RedactionUnit unit)
{
    /// <summary>Cells of all tables beyond which choosing the fewest would take minutes: then rows, and at last tables, go instead.</summary>
    private const long MostCells = 12_000;

    private const string SaysTheSame = "its share or rate would give a redacted number back";
    private const string SameUnit = "it is redacted with the rest of its row";
    private const string Protects = "if it were shown, it would give a redacted number back";

    /// <summary>Adds them.</summary>
    public void Add(IReadOnlyList<TableDraft> drafts)
    {
        var counted = drafts.Where(d => !d.IsOfPersons).ToList();
        if (!counted.Exists(d => d.HidesNumbers || d.HasMarks)) return;
        if (counted.Sum(d => (long)(d.Table.RowCount - d.Table.HeaderRows) * d.Table.ColumnCount) > MostCells) return;
        var found = counted.SelectMany((d, i) => d.Plan.Changes.Where(c => c.Text == Mark.Text).Select(c => new TableCell(i, c.Row, c.Column))).ToList();
        var choice = TableSuppressor.Choose(counted.ConvertAll(d => d.Shape.Understood), found, policy.SmallCountMax, unit, policy.RedactAtLeastRows);
        foreach (var (cell, reason) in choice.Cells.Where(c => c.Reason != SuppressionReason.Found)) Hide(counted[cell.Table], cell, Words(reason));
        foreach (var cells in choice.Unprotected.GroupBy(c => c.Table)) Protect(counted[cells.Key], [.. cells.Select(c => c.Row).Distinct()]);
    }

    /// <summary>Numbers that no other choice protects are given back within their own rows, as by a rate and its person-time: what says so
    /// there goes first, and where nothing is left of these rows, the table.</summary>
    private void Protect(TableDraft draft, List<int> rows)
    {
        var any = false;
        if (unit == RedactionUnit.Cell)
        {
            foreach (var row in rows) any |= draft.SuppressShares(row, RuleIds.SecondaryDisclosure, SaysTheSame);
        }

        if (unit != RedactionUnit.Table && !any)
        {
            foreach (var row in rows) any |= draft.SuppressResults(row, RuleIds.SecondaryDisclosure, SaysTheSame);
        }

        if (!any) draft.SuppressResults(RuleIds.SecondaryDisclosure, "what is left of the table gives a redacted number back, whatever else goes");
    }

    private void Hide(TableDraft draft, TableCell cell, string why)
    {
        if (unit == RedactionUnit.Row) draft.SuppressResults(cell.Row, RuleIds.SecondaryDisclosure, why);
        else if (draft.Shape.IsResult(cell.Row, cell.Column)) draft.Plan.Suppress(cell.Row, cell.Column, RuleIds.SecondaryDisclosure, why);
    }

    private static string Words(SuppressionReason reason) => reason switch
    {
        SuppressionReason.SaysTheSame => SaysTheSame,
        SuppressionReason.SameUnit => SameUnit,
        _ => Protects,
    };
}
