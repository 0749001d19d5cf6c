using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>Reports a cell of a table, with what its fingerprint covers.</summary>
internal static class CellReport
{
    /// <summary>Adds a hit at a cell.</summary>
    /// <param name="hits">Where hits go.</param>
    /// <param name="id">The rule.</param>
    /// <param name="table">The table.</param>
    /// <param name="row">0-based row.</param>
    /// <param name="column">0-based column.</param>
    /// <param name="label">What is known of the place.</param>
    /// <param name="confidence">How sure the rule is.</param>
    /// <param name="evidence">A sentence without any value or label.</param>
    /// <param name="severity">How bad it is; null for what the rule says.</param>
    public static void Add(
        Hits hits, string id, UnderstoodTable table, int row, int column, OutputLabel label, Confidence confidence, string evidence, Severity? severity = null) =>
        hits.Add(id, () =>
        {
            var rule = RuleCatalogue.Get(id);
            var profile = table.Profile.Columns[column];
            var value = table.Table.GetString(row, column);
            var usual = rule.SeverityIn(label);
            return new RuleHit(
                id, severity is { } given && given < usual ? given : usual, confidence, TableRules.Locate(table.Profile, row, profile),
                TableRules.Content(value, table.RowLabel(row), profile.Header), evidence, new Sensitive(value));
        });
}
