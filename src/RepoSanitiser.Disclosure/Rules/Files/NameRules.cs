using System.Text.RegularExpressions;
using RepoSanitiser.Core;

namespace RepoSanitiser.Disclosure.Rules.Files;

/// <summary>Identifiers in the names of files, folders, branches and tags.</summary>
internal sealed partial class NameRules
{
    /// <summary>Digits in the shortest of the numbers looked for.</summary>
    private const int FewestDigits = 6;

    private readonly Rule _nhsNumber = RuleCatalogue.Get(RuleIds.NhsNumber);
    private readonly Rule _nino = RuleCatalogue.Get(RuleIds.NationalInsuranceNumber);
    private readonly Rule _email = RuleCatalogue.Get(RuleIds.EmailAddress);

    /// <summary>Applies the rules to one name.</summary>
    public void Judge(string name, Hits hits)
    {
        var digits = name.Count(char.IsAsciiDigit);
        if (digits < FewestDigits && !name.Contains('@', StringComparison.Ordinal)) return;

        // Ten digits that pass the check are one in eleven, and names hold times in seconds (which begin with 1) and ids of code lists.
        foreach (var match in TenDigits().EnumerateMatches(name))
        {
            var value = name.AsSpan(match.Index, match.Length);
            var spoken = Context().IsMatch(name);
            if ((spoken || value[0] is '4' or '6' or '7' or '9') && Check(RuleIds.NhsNumber, name, match))
                Report(_nhsNumber, spoken ? Confidence.High : Confidence.Medium, name, match, hits);
        }

        foreach (var match in Nino().EnumerateMatches(name))
        {
            if (Check(RuleIds.NationalInsuranceNumber, name, match)) Report(_nino, Confidence.Medium, name, match, hits);
        }

        foreach (var match in Email().EnumerateMatches(name))
        {
            if (Validators.IsEmail(name.AsSpan(match.Index, match.Length))) Report(_email, Confidence.Medium, name, match, hits);
        }
    }

    private static bool Check(string validator, string name, ValueMatch match) => Validators.Get(validator)(name, match.Index, match.Length);

    private static void Report(Rule rule, Confidence confidence, string name, ValueMatch match, Hits hits)
    {
        var value = new Sensitive(name.Substring(match.Index, match.Length));
        var location = new Location(1, match.Index + 1);
        hits.Add(rule.Id, () => new RuleHit(
            rule.Id, rule.Severity, confidence, location, value, $"{rule.Title} in a name: {value.Mask()}.", value));
    }

    [GeneratedRegex(@"\d{3}[ -]?\d{3}[ -]?\d{4}", RegexOptions.NonBacktracking)]
    private static partial Regex TenDigits();

    [GeneratedRegex("nhs|patient|person|chi", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Context();

    [GeneratedRegex(@"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]", RegexOptions.NonBacktracking)]
    private static partial Regex Nino();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[a-z]{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Email();
}
