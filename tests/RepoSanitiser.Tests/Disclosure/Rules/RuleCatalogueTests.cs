using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Tests.Disclosure.Rules;

public sealed class RuleCatalogueTests
{
    [Fact]
    public void Every_example_of_every_rule_is_judged_as_it_says() => Assert.Empty(RuleCatalogue.Check());

    [Fact]
    public void Every_rule_that_code_applies_by_name_is_in_the_catalogue()
    {
        var named = typeof(RuleIds).GetFields().Select(f => (string)f.GetRawConstantValue()!);

        Assert.Subset(RuleCatalogue.Rules.Select(r => r.Id).ToHashSet(StringComparer.Ordinal), named.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_pattern_compiles_without_backtracking_and_names_a_check_that_exists() => Assert.All(
        RuleCatalogue.Rules.SelectMany(r => r.Patterns),
        p =>
        {
            _ = new System.Text.RegularExpressions.Regex(p.Expression, System.Text.RegularExpressions.RegexOptions.NonBacktracking);
            if (p.Validator is not null) Assert.Contains(p.Validator, Validators.Names, StringComparer.Ordinal);
        });

    [Fact]
    public void No_keyword_is_longer_than_the_margin_covers() => Assert.All(
        RuleCatalogue.Rules.SelectMany(r => r.Patterns).SelectMany(p => p.Keywords),
        k => Assert.InRange(k.Length, 3, LineTriggers.Margin + 1));
}
