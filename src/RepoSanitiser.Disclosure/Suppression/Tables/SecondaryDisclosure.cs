using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Rules.Tables;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>
/// Redacted counts that what is still shown gives back: wholly, or so far that they are known more closely than the mark says. Looks at
/// all tables of a file together. Thread-safe.
/// </summary>
internal sealed class SecondaryDisclosure(Policy policy)
{
    /// <summary>Judges the tables of one file.</summary>
    /// <param name="tables">The tables, in the order of the file.</param>
    /// <param name="label">What is known of the file's place.</param>
    /// <param name="hits">Where hits go.</param>
    public void Judge(IReadOnlyList<UnderstoodTable> tables, OutputLabel label, Hits hits)
    {
        if (label == OutputLabel.Codelist || !tables.Any(TableSystem.HasMarks)) return;
        var system = TableSystem.Of(tables);
        var sets = FeasibleSets.Of(system.System, policy.SmallCountMax);
        foreach (var cell in sets.Recoverable) Report(tables, system, sets, cell, label, hits);
        // Marks that can't all be at least one stand for zeros too, unless the file shows that zeros are kept.
        if (sets.IsConsistent || system.HasZeros) return;
        var withZeros = TableSystem.Of(tables, zeroIsMarked: true);
        var wider = FeasibleSets.Of(withZeros.System, policy.SmallCountMax);
        foreach (var cell in wider.Recoverable.Where(c => !sets.Fits(c))) Report(tables, withZeros, wider, cell, label, hits);
    }

    private void Report(IReadOnlyList<UnderstoodTable> tables, TableSystem system, FeasibleSets sets, int cell, OutputLabel label, Hits hits)
    {
        if (system.Place(cell) is not { } place) return;
        hits.Add(RuleIds.SecondaryDisclosure, () =>
        {
            var (table, set) = (tables[place.Table], sets[cell]);
            var column = table.Profile.Columns[place.Column];
            var (words, isSure) = system.Explain(sets, cell);
            var bound = set.Exactness == Exactness.Exact ? "exactly" : "as an outer bound";
            var value = table.Table.GetString(place.Row, place.Column);
            return new RuleHit(
                RuleIds.SecondaryDisclosure,
                SeverityOf(set, label),
                isSure && set.Exactness == Exactness.Exact ? Confidence.High : Confidence.Medium,
                TableRules.Locate(table.Profile, place.Row, column),
                TableRules.Content(value, table.RowLabel(place.Row), column.Header),
                $"The mark in row {place.Row + 1}, column {place.Column + 1} hides less than it says ({bound}): {words}.",
                new Sensitive(value));
        });
    }

    private Severity SeverityOf(FeasibleSet set, OutputLabel label)
    {
        var severity = RuleCatalogue.Get(RuleIds.SecondaryDisclosure).SeverityIn(label);
        var isKnown = set.IsSingle && set.Least >= 1 && set.Least <= policy.SmallCountMax;
        return isKnown && severity == Severity.Medium ? Severity.High : severity;
    }
}
