using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Suppression;
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
    private const string Why = "with it, what is shown would give a redacted number back";

    // Totals are what tables are read for: a detail goes first, and of two details the smaller.
    private const double CostOfTotal = 3;
    private const double CostOfSize = 0.25;

    /// <summary>Adds them.</summary>
    public void Add(IReadOnlyList<TableDraft> drafts)
    {
        if (!drafts.Any(d => !d.IsOfPersons && (d.HidesNumbers || d.HasMarks))) return;
        var counted = drafts.Where(d => !d.IsOfPersons).ToList();
        var understood = counted.ConvertAll(d => d.Shape.Understood);
        var system = TableSystem.Of(understood);
        // As the rule has it: marks that can't all be at least one stand for zeros too, unless zeros are shown.
        if (!system.HasZeros && !FeasibleSets.Of(system.System, policy.SmallCountMax).IsConsistent) system = TableSystem.Of(understood, zeroIsMarked: true);
        if (system.System.Relations.Count == 0) return;
        var units = unit == RedactionUnit.Cell ? Cells(system, counted) : Rows(system, counted);
        if (units.Count == 0) return;
        var primary = Enumerable.Range(0, units.Count).Where(u => units[u].Cells.Any(c => IsHidden(system, counted, c))).ToHashSet();
        var choice = Suppressor.Choose(new SuppressionTask
        {
            System = system.System,
            Threshold = policy.SmallCountMax,
            Units = units,
            Primary = primary,
            LeastOfBlock = unit == RedactionUnit.Row ? policy.RedactAtLeastRows : 1,
        });
        foreach (var chosen in choice.Units) Hide(system, counted, units[chosen]);
    }

    /// <summary>A count with the shares and rates that say the same.</summary>
    private static List<SuppressionUnit> Cells(TableSystem system, List<TableDraft> drafts)
    {
        var said = new Dictionary<int, HashSet<int>>();
        foreach (var relation in system.System.Relations)
        {
            if (relation.StatedBy is not { } by) continue;
            foreach (var term in relation.Terms.Where(t => t.Factor > 0)) (said.TryGetValue(term.Cell, out var known) ? known : said[term.Cell] = []).Add(by);
        }

        var units = new List<SuppressionUnit>();
        for (var cell = 0; cell < system.System.Cells.Count; cell++)
        {
            if (!IsFree(system, cell) || system.Place(cell) is not { } place) continue;
            units.Add(new SuppressionUnit([cell, .. said.GetValueOrDefault(cell, []).Where(s => s != cell)], place.Table, CostOf(system, drafts, [cell])));
        }

        return units;
    }

    private static List<SuppressionUnit> Rows(TableSystem system, List<TableDraft> drafts)
    {
        var statements = system.System.Relations.Select(r => r.StatedBy).OfType<int>().ToHashSet();
        return [.. Enumerable.Range(0, system.System.Cells.Count)
            .Where(c => system.Place(c) is not null && (IsFree(system, c) || statements.Contains(c)))
            .GroupBy(c => (system.Place(c)!.Value.Table, system.Place(c)!.Value.Row))
            .Where(g => g.Any(c => IsFree(system, c)))
            .Select(g => new SuppressionUnit([.. g], g.Key.Table, CostOf(system, drafts, [.. g])))];
    }

    /// <summary>Whether a count may be redacted: it is shown, and not zero.</summary>
    private static bool IsFree(TableSystem system, int cell) => system.System.Cells[cell] is { IsMarked: false, Most: > 0 };

    private static double CostOf(TableSystem system, List<TableDraft> drafts, IReadOnlyList<int> cells)
    {
        var place = system.Place(cells[0])!.Value;
        var shape = drafts[place.Table].Shape;
        if (shape.IsTotal(place.Row) || TableShape.IsTotal(shape.Table.Header(place.Column) ?? "")) return CostOfTotal;
        var largest = cells.Max(c => system.System.Cells[c].Most);
        return 1 + (CostOfSize * (1 - (1 / Math.Log2(2 + largest))));
    }

    private static bool IsHidden(TableSystem system, List<TableDraft> drafts, int cell) =>
        system.Place(cell) is { } place && drafts[place.Table].Plan.Hides(place.Row, place.Column);

    private void Hide(TableSystem system, List<TableDraft> drafts, SuppressionUnit chosen)
    {
        foreach (var cell in chosen.Cells)
        {
            if (system.Place(cell) is not { } place) continue;
            var draft = drafts[place.Table];
            if (unit != RedactionUnit.Cell) draft.SuppressResults(place.Row, RuleIds.SecondaryDisclosure, Why);
            else if (draft.Shape.IsResult(place.Row, place.Column)) draft.Plan.Suppress(place.Row, place.Column, RuleIds.SecondaryDisclosure, Why);
        }
    }
}
