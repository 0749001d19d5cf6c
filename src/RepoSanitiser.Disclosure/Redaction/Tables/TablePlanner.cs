using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>A table and what was found in it.</summary>
internal sealed record AccusedTable(Table Table, IReadOnlyList<RuleHit> Hits);

/// <summary>Decides which cells of the tables of one content change, from what the rules saw in them. Pure and thread-safe.</summary>
/// <param name="policy">The policy that decides.</param>
/// <param name="options">What the user asks for.</param>
internal sealed class TablePlanner(Policy policy, RedactionOptions options)
{
    /// <summary>From this pass on whole tables go: what earlier passes left gave something back.</summary>
    public const int LastCellwisePass = 5;

    private readonly RedactionUnit _unit = options.Unit ?? policy.Unit;

    /// <summary>The rounding that the method asks for; null for none.</summary>
    private readonly CountRounder? _rounder = options.Method switch
    {
        RedactionMethod.Midpoint6 => new CountRounder(6, toMidpoints: true),
        RedactionMethod.Round => new CountRounder(
            options.Base ?? (policy.RoundingBase > 0 ? policy.RoundingBase : RedactionOptions.DefaultBase), policy.Midpoint6 && options.Base is null),
        _ => null,
    };

    /// <summary>Plans the tables of one content, which may give each other away.</summary>
    /// <param name="tables">The tables, in the order of the content.</param>
    /// <param name="pass">How many passes changed the content before: what is found now was found in their result.</param>
    /// <returns>A plan for each table.</returns>
    public IReadOnlyList<TablePlan> Plan(IReadOnlyList<AccusedTable> tables, int pass)
    {
        var drafts = tables.Select(t => new TableDraft(t)).ToList();
        foreach (var draft in drafts) Begin(draft, pass);
        if (options.Method != RedactionMethod.Remove && (_rounder is null || pass > 0)) Widen(drafts, pass);
        if (options.RecomputeTotals && _rounder is not null)
        {
            foreach (var draft in drafts.Where(d => d.Plan.Changes.Count > 0)) new Totals(draft.Shape).Recompute(draft.Plan);
        }

        return drafts.ConvertAll(d => d.Plan);
    }

    /// <summary>Plans what the findings of a table ask for by themselves.</summary>
    private void Begin(TableDraft draft, int pass)
    {
        if (draft.Hits.Find(h => HitScopes.Of(h) == HitScope.Person) is { } person)
        {
            draft.SuppressEverything(person.Rule, "every row of the table is about one person");
            return;
        }

        if (PersonRows.Accuses(draft) is { } identifier)
        {
            draft.SuppressEverything(identifier.Rule, "each row of the table is about one person");
            return;
        }

        foreach (var hit in draft.Hits)
        {
            if (HitScopes.Of(hit) == HitScope.Column) draft.SuppressColumn(hit, "the column says who each row is about");
            else if (HitScopes.Of(hit) is HitScope.Identifier) draft.Suppress(hit, "it says who somebody is");
        }

        if (draft.Numbers.Count == 0) return;
        if (options.Method == RedactionMethod.Remove) draft.SuppressResults(draft.Numbers[0].Rule, "the whole table is removed");
        else if (_rounder is null || pass > 0 || !Round(draft)) SuppressNumbers(draft);
    }

    private void SuppressNumbers(TableDraft draft)
    {
        foreach (var hit in draft.Numbers)
        {
            switch (HitScopes.Of(hit))
            {
                case HitScope.Statistic or HitScope.Summary:
                    draft.Suppress(hit, RuleCatalogue.Get(hit.Rule).Title);
                    break;
                case HitScope.Given when TableShape.ShowsBesideMark(draft.Table[TableDraft.Row(hit), TableDraft.Column(hit)]):
                    draft.Suppress(hit, "a share beside the mark gives it back");
                    break;
                case HitScope.Shares:
                    draft.SuppressColumn(hit, "the column shows shares of counts that were not rounded");
                    break;
            }
        }

        WholeGroups.Hide(draft);
        foreach (var hit in draft.Numbers.Where(h => HitScopes.Of(h) == HitScope.Unrounded)) RoundColumn(draft, hit);
    }

    /// <summary>Rounds the counts of one column, which the policy or its own header wants rounded.</summary>
    private void RoundColumn(TableDraft draft, RuleHit hit)
    {
        var column = TableDraft.Column(hit);
        var named = draft.Shape.Understood.Profile.Columns[column].Facts.Rounding;
        var rounder = named is { } own ? new CountRounder(own.Base, own.IsMidpoint) : new CountRounder(Math.Max(2, policy.RoundingBase), policy.Midpoint6);
        if (!draft.RoundColumn(column, rounder, hit.Rule)) draft.SuppressColumn(hit, "the column can't be rounded");
    }

    /// <summary>Rounds every count of the table. A policy that itself asks for rounding wants small counts redacted before: a 5 would
    /// otherwise stand for fewer values than the policy hides.</summary>
    /// <returns>Whether anything changed.</returns>
    private bool Round(TableDraft draft)
    {
        if (options.Method == RedactionMethod.Round && policy is { RoundingBase: > 0, Midpoint6: false })
        {
            foreach (var hit in draft.Numbers.Where(h => h.Rule == RuleIds.SmallCount)) draft.Suppress(hit, "the policy redacts small counts before it rounds");
        }

        for (var column = 0; column < draft.Table.ColumnCount; column++)
        {
            if (draft.Shape.Counts(column)) draft.RoundColumn(column, _rounder!, draft.Numbers[0].Rule);
        }

        return draft.Plan.Changes.Count > 0;
    }

    /// <summary>Takes along what the unit asks for and what keeps redacted numbers from being worked out.</summary>
    private void Widen(List<TableDraft> drafts, int pass)
    {
        var unit = _rounder is null ? _unit : RedactionUnit.Cell;
        foreach (var draft in drafts.Where(d => d.HidesNumbers))
        {
            if (unit == RedactionUnit.Table) draft.SuppressResults(draft.Numbers[0].Rule, "the unit is the table");
            if (unit != RedactionUnit.Row) continue;
            foreach (var row in draft.Plan.HiddenRows.ToList()) draft.SuppressResults(row, draft.Numbers[0].Rule, "it stands in the same row");
        }

        if (pass >= LastCellwisePass)
        {
            var known = drafts.Exists(d => d.Numbers.Count > 0);
            foreach (var draft in drafts.Where(d => known ? d.Numbers.Count > 0 : d.HasMarks))
                draft.SuppressResults(RuleIds.SecondaryDisclosure, "what was left of the table gave redacted numbers back");
            return;
        }

        new Complements(policy, unit).Add(drafts);
        if (unit != RedactionUnit.Row) return;
        foreach (var draft in drafts.Where(d => d.HidesNumbers && !d.Plan.Changes.All(c => c.What == "rounded")))
        {
            var more = new SecondRow(draft.Shape, [.. draft.Numbers.Select(TableDraft.Column).Distinct()]).Choose(draft.Plan, policy.RedactAtLeastRows);
            if (more is null) draft.SuppressResults(draft.Numbers[0].Rule, "there are too few rows to hide one among them");
            else foreach (var row in more) draft.SuppressResults(row, draft.Numbers[0].Rule, $"at least {policy.RedactAtLeastRows} rows are redacted together");
        }
    }
}
