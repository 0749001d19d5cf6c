using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>What of a table a finding concerns.</summary>
internal enum HitScope
{
    /// <summary>A stretch of text; no cell.</summary>
    Text,

    /// <summary>The one cell, whatever the unit: it says who somebody is, and nothing in the table gives it back.</summary>
    Identifier,

    /// <summary>All cells of the column below its header.</summary>
    Column,

    /// <summary>All cells below the headers: each row is a person.</summary>
    Person,

    /// <summary>The one cell, whatever the unit: a number about few people, or about all of a group.</summary>
    Summary,

    /// <summary>All counts of the column: they are not rounded as the policy, or the header, says.</summary>
    Unrounded,

    /// <summary>All shares of the column: they are those of counts that were not rounded.</summary>
    Shares,

    /// <summary>A mark that what is shown gives back: other cells have to go.</summary>
    Given,

    /// <summary>A number that other numbers may give back.</summary>
    Statistic,
}

/// <summary>Tells what findings concern.</summary>
internal static class HitScopes
{
    /// <summary>The scope of what a rule saw in a table.</summary>
    public static HitScope Of(RuleHit hit) => hit.Rule switch
    {
        RuleIds.PatientLevelTable => HitScope.Person,
        RuleIds.PatientIdColumn or RuleIds.DateOfBirth => HitScope.Column,
        _ when hit.Location.Cell is null => HitScope.Text,
        RuleIds.NhsNumber or RuleIds.UkPostcode or RuleIds.NationalInsuranceNumber or RuleIds.UniquePupilNumber or RuleIds.EmailAddress
            or RuleIds.PhoneNumber => HitScope.Identifier,
        RuleIds.SmallSummary or RuleIds.ExtremeValue or RuleIds.Dominance or RuleIds.ClassDisclosure => HitScope.Summary,
        RuleIds.UnroundedCount => HitScope.Unrounded,
        RuleIds.ShareOfUnroundedCounts => HitScope.Shares,
        RuleIds.SecondaryDisclosure => HitScope.Given,
        _ => HitScope.Statistic,
    };

    /// <summary>Whether a finding may come from what several tables of a content say together.</summary>
    public static bool IsOfAllTables(RuleHit hit) =>
        hit.Location.Cell is not null && hit.Rule is RuleIds.SecondaryDisclosure or RuleIds.ImpliedSmallCount;

    /// <summary>Whether a finding is about a file as a whole: no change to its content answers it.</summary>
    public static bool IsOfFile(RuleHit hit) =>
        hit.Rule is RuleIds.HighlySensitiveOutput or RuleIds.UnreleasedFileType or RuleIds.OversizeOutput;
}
