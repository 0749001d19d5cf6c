using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>
/// Hides, with a share of none or all of a group, the counts beside it that say the same: of nobody, or of everybody in it. Where a total
/// would give these back, another row goes with them.
/// </summary>
internal static class WholeGroups
{
    private const string SaysTheSame = "it says of the group what the share said";
    private const string GivesBack = "the total would give back how many of the group it were";

    /// <summary>Hides what the table's findings of that kind ask for.</summary>
    public static void Hide(TableDraft draft)
    {
        var hits = draft.Numbers.Where(h => h.Rule == RuleIds.ClassDisclosure).ToList();
        if (hits.Count == 0) return;
        var table = draft.Shape.Understood;
        var partners = new Partners(table);
        var columns = new SortedSet<int>();
        foreach (var hit in hits)
        {
            var row = TableDraft.Row(hit);
            if (partners.Of(TableDraft.Column(hit), ColumnRole.Denominator) is not (>= 0 and var whole) || table.Read(row, whole) is not { IsCount: true } of) continue;
            foreach (var column in table.Columns(ColumnRole.Count).Where(c => c != whole && table.Read(row, c) is { IsCount: true } n && (n.Value == 0 || n.Value == of.Value)))
            {
                draft.Plan.Suppress(row, column, hit.Rule, SaysTheSame);
                columns.Add(column);
            }
        }

        if (!draft.Shape.DataRows.Any(r => draft.Shape.IsTotal(r) && columns.Any(c => table.Read(r, c).IsCount))) return;
        var more = new SecondRow(draft.Shape, [.. columns]).Choose(draft.Plan, 2);
        foreach (var row in more ?? [.. draft.Shape.DataRows]) draft.SuppressResults(row, RuleIds.ClassDisclosure, GivesBack);
    }
}
