namespace RepoSanitiser.Disclosure.Rules;

/// <summary>The rules that code applies by name; the catalogue says everything else of them.</summary>
public static class RuleIds
{
    /// <summary>An NHS number.</summary>
    public const string NhsNumber = "nhs-number";

    /// <summary>A full UK postcode of a person.</summary>
    public const string UkPostcode = "uk-postcode";

    /// <summary>A National Insurance number.</summary>
    public const string NationalInsuranceNumber = "national-insurance-number";

    /// <summary>A unique pupil number.</summary>
    public const string UniquePupilNumber = "unique-pupil-number";

    /// <summary>A column of dates of birth.</summary>
    public const string DateOfBirth = "date-of-birth";

    /// <summary>An e-mail address in data.</summary>
    public const string EmailAddress = "email-address";

    /// <summary>A phone number in data.</summary>
    public const string PhoneNumber = "phone-number";

    /// <summary>A column that identifies patients.</summary>
    public const string PatientIdColumn = "patient-id-column";

    /// <summary>A table with a row for each person.</summary>
    public const string PatientLevelTable = "patient-level-table";

    /// <summary>A count of so few people that they may be recognised.</summary>
    public const string SmallCount = "small-count";

    /// <summary>A small count that shares, rates or sums give away.</summary>
    public const string ImpliedSmallCount = "implied-small-count";

    /// <summary>A count that leaves only a few of the whole shown with it.</summary>
    public const string SmallComplement = "small-complement";

    /// <summary>A small count that a program's messages print.</summary>
    public const string SmallCountInLog = "small-count-in-log";

    /// <summary>A small n in the prose of a report or the text of a figure.</summary>
    public const string SmallCountInText = "small-count-in-text";

    /// <summary>A mean, median or spread of few people.</summary>
    public const string SmallSummary = "small-summary";

    /// <summary>A smallest or largest value.</summary>
    public const string ExtremeValue = "extreme-value";

    /// <summary>A sum to which one or two contribute nearly all.</summary>
    public const string Dominance = "dominance";

    /// <summary>Counts that were not rounded as the policy or their header says.</summary>
    public const string UnroundedCount = "unrounded-count";

    /// <summary>Shares worked out from counts before these were rounded.</summary>
    public const string ShareOfUnroundedCounts = "share-of-unrounded-counts";

    /// <summary>A share of none or all of a group.</summary>
    public const string ClassDisclosure = "class-disclosure";

    /// <summary>A redacted count that what is still shown gives back.</summary>
    public const string SecondaryDisclosure = "secondary-disclosure";

    /// <summary>An output that the study itself declares highly sensitive.</summary>
    public const string HighlySensitiveOutput = "highly-sensitive-output";

    /// <summary>A file of a type that is never released.</summary>
    public const string UnreleasedFileType = "unreleased-file-type";

    /// <summary>An output larger or longer than may be released.</summary>
    public const string OversizeOutput = "oversize-output";

    /// <summary>A file among outputs that nobody declared, listed or asked to release.</summary>
    public const string NotIntended = "not-intended";

    /// <summary>An output that the ledger of releases does not cover, or no longer.</summary>
    public const string UnapprovedOutput = "unapproved-output";

    /// <summary>Two tables of the same things whose difference is a small count.</summary>
    public const string Differencing = "differencing";
}
