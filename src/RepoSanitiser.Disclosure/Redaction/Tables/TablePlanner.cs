using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>Decides which cells of a table change, from what the rules saw in it. Pure and thread-safe.</summary>
/// <param name="policy">The policy that decides.</param>
/// <param name="options">What the user asks for.</param>
internal sealed class TablePlanner(Policy policy, RedactionOptions options)
{
    /// <summary>Rows that are redacted together where rows are: one alone is its total minus the others.</summary>
    private const int LeastRows = 2;

    private readonly RedactionUnit _unit = options.Unit ?? RedactionUnit.Row;

    /// <summary>The rounding that the method, or the policy, asks for; null for none.</summary>
    private readonly Rounding? _rounding = options.Method switch
    {
        RedactionMethod.Midpoint6 => new Rounding(6, toMidpoints: true),
        RedactionMethod.Round => new Rounding(options.Base ?? (policy.RoundingBase > 0 ? policy.RoundingBase : RedactionOptions.DefaultBase), policy.Midpoint6 && options.Base is null),
        _ => null,
    };

    /// <summary>Plans one table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="hits">What was found in it.</param>
    /// <param name="isAgain">Whether an earlier pass changed the content, and this was found in its result.</param>
    public TablePlan Plan(Table table, IReadOnlyList<RuleHit> hits, bool isAgain)
    {
        var plan = new TablePlan();
        var cells = hits.Where(h => h.Location.Cell is not null).ToList();
        if (cells.Count == 0) return plan;
        if (cells.Find(h => HitScopes.Of(h) == HitScope.Person) is { } person)
        {
            foreach (var row in DataRows(table)) SuppressRow(table, row, plan, person.Rule, "every row of the table is about one person");
            return plan;
        }

        foreach (var hit in cells.Where(h => HitScopes.Of(h) == HitScope.Column)) SuppressColumn(table, hit, plan);
        foreach (var hit in cells.Where(h => HitScopes.Of(h) == HitScope.Identifier))
            plan.Suppress(Row(hit), Column(hit), hit.Rule, "it says who somebody is");
        var statistics = cells.Where(h => HitScopes.Of(h) == HitScope.Statistic).ToList();
        if (statistics.Count > 0) PlanStatistics(table, statistics, plan, isAgain);
        return plan;
    }

    private void PlanStatistics(Table table, List<RuleHit> hits, TablePlan plan, bool isAgain)
    {
        var shape = new TableShape(table, hits.Select(Column).ToHashSet());
        if (options.Method == RedactionMethod.Remove)
        {
            SuppressResults(shape, plan, hits[0].Rule, "the whole table is removed");
        }
        else if (_rounding is null || isAgain || !Round(shape, hits, plan))
        {
            foreach (var hit in hits) plan.Suppress(Row(hit), Column(hit), hit.Rule, RuleCatalogue.Get(hit.Rule).Title);
            if (_rounding is null) Widen(shape, hits, plan);
        }

        if (options.RecomputeTotals) new Totals(shape).Recompute(plan);
    }

    /// <summary>Rounds every count of the table. A policy that itself asks for rounding wants small counts redacted before: a 5 would
    /// otherwise stand for fewer values than the policy hides.</summary>
    /// <returns>Whether there was a count to round.</returns>
    private bool Round(TableShape shape, List<RuleHit> hits, TablePlan plan)
    {
        if (options.Method == RedactionMethod.Round && policy is { RoundingBase: > 0, Midpoint6: false })
        {
            foreach (var hit in hits.Where(h => h.Rule == RuleIds.SmallCount))
                plan.Suppress(Row(hit), Column(hit), hit.Rule, "the policy redacts small counts before it rounds");
        }

        var rounded = false;
        var rule = hits[0].Rule;
        for (var column = 0; column < shape.Table.ColumnCount; column++)
        {
            if (!shape.Counts(column)) continue;
            foreach (var row in shape.DataRows)
            {
                if (column >= shape.Table.Width(row) || plan.Has(row, column) || HeaderWords.RowCountsNobody(shape.RowLabel(row))) continue;
                if (_rounding!.Of(shape.Table[row, column]) is not { } text) continue;
                rounded = true;
                if (text != shape.Table.GetString(row, column)) plan.Add(new CellChange(row, column, text, rule, _rounding.Name, "rounded"));
            }
        }

        return rounded && plan.Changes.Count > 0;
    }

    /// <summary>Takes along what the unit asks for, so that what is left does not give a redacted number back.</summary>
    private void Widen(TableShape shape, List<RuleHit> hits, TablePlan plan)
    {
        var rule = hits[0].Rule;
        switch (_unit)
        {
            case RedactionUnit.Table:
                SuppressResults(shape, plan, rule, "the unit is the table");
                break;
            case RedactionUnit.Row:
                foreach (var row in hits.Select(Row).Distinct()) SuppressResults(shape, row, plan, rule, "it stands in the same row");
                var more = new SecondRow(shape, hits).Choose(plan, LeastRows);
                if (more is null) SuppressResults(shape, plan, rule, "there are too few rows to hide one among them");
                else foreach (var row in more) SuppressResults(shape, row, plan, rule, $"at least {LeastRows} rows are redacted together");
                break;
        }
    }

    private static void SuppressResults(TableShape shape, TablePlan plan, string rule, string why)
    {
        foreach (var row in shape.DataRows) SuppressResults(shape, row, plan, rule, why);
    }

    private static void SuppressResults(TableShape shape, int row, TablePlan plan, string rule, string why)
    {
        for (var column = 0; column < shape.Table.Width(row); column++)
        {
            if (shape.IsResult(row, column)) plan.Suppress(row, column, rule, why);
        }
    }

    private static void SuppressColumn(Table table, RuleHit hit, TablePlan plan)
    {
        foreach (var row in DataRows(table))
        {
            if (!IsBlank(table, row, Column(hit))) plan.Suppress(row, Column(hit), hit.Rule, "the column says who each row is about");
        }
    }

    private static void SuppressRow(Table table, int row, TablePlan plan, string rule, string why)
    {
        for (var column = 0; column < table.Width(row); column++)
        {
            if (!IsBlank(table, row, column)) plan.Suppress(row, column, rule, why);
        }
    }

    private static bool IsBlank(Table table, int row, int column) =>
        column >= table.Width(row) || CellValue.IsEmptyOrMark(table[row, column]) || TableShape.Shows(table[row, column]);

    private static IEnumerable<int> DataRows(Table table) => Enumerable.Range(table.HeaderRows, table.RowCount - table.HeaderRows);

    private static int Row(RuleHit hit) => hit.Location.Cell!.Row - 1;

    private static int Column(RuleHit hit) => hit.Location.Cell!.Column - 1;
}
