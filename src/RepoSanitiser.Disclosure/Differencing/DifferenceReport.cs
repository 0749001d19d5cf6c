using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Differencing;

/// <summary>Puts differences into words that hold no value.</summary>
public static class DifferenceReport
{
    /// <summary>What is said of the differences of one table.</summary>
    /// <param name="document">The table that they lie in.</param>
    /// <param name="differences">The differences.</param>
    /// <param name="other">What to call the other table: its path, masked where it has to be.</param>
    /// <param name="policy">Says what is small.</param>
    public static IReadOnlyList<RuleHit> Hits(TableDocument document, IReadOnlyList<Difference> differences, string other, Policy policy)
    {
        var hits = new Hits();
        var profile = new TableProfile(document.Table, document.Member);
        foreach (var difference in differences)
        {
            hits.Add(RuleIds.Differencing, () =>
            {
                var column = profile.Columns[difference.Column];
                var value = document.Table.GetString(difference.Row, difference.Column);
                return new RuleHit(
                    RuleIds.Differencing,
                    difference.Severity,
                    difference.Confidence,
                    TableRules.Locate(profile, difference.Row, column),
                    TableRules.Content(value, profile.RowLabel(difference.Row), column.Header),
                    Words(difference, other, policy),
                    new Sensitive(value));
            });
        }

        return hits.InOrder();
    }

    private static string Words(Difference difference, string other, Policy policy) => difference.Kind switch
    {
        DifferenceKind.Changed => $"A count that differs from the same cell of {other} by 1 to {policy.SmallCountMax}: who came or went in between can be told.",
        DifferenceKind.Rest => $"A count of a part that falls short of the whole group in {other} by 1 to {policy.SmallCountMax}: those outside the part can be told.",
        DifferenceKind.Uncovered => $"A count that is shown here and left out in {other}, which is otherwise the same table: it gives back what was left out beside it there.",
        _ => $"A count that is left out here and shown in {other}, which is otherwise the same table.",
    };
}
