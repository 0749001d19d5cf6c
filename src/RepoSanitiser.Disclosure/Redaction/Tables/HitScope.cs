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
        _ => HitScope.Statistic,
    };

    /// <summary>Whether a finding is about a file as a whole: no change to its content answers it.</summary>
    public static bool IsOfFile(RuleHit hit) =>
        hit.Rule is RuleIds.HighlySensitiveOutput or RuleIds.UnreleasedFileType or RuleIds.OversizeOutput;
}
