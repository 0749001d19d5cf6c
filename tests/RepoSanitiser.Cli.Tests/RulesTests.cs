using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Cli.Tests;

public sealed class RulesTests : IDisposable
{
    private readonly ReposanProcess _reposan = new();

    public void Dispose() => _reposan.Dispose();

    [Fact]
    public void The_page_of_every_rule_names_its_source_and_its_remedy()
    {
        using var reposan = new ReposanProcess();
        foreach (var rule in RuleCatalogue.Rules)
        {
            var words = string.Join(' ', reposan.Run("rules", "show", rule.Id).Out.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
            Assert.Contains(rule.Source, words, StringComparison.Ordinal);
            Assert.Contains(rule.Remedy, words, StringComparison.Ordinal);
            Assert.Contains(rule.Rationale, words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_list_has_every_rule_and_the_policys_thresholds()
    {
        var listed = _reposan.Run("rules", "list", "--policy", "opensafely-2023").Out;
        Assert.All(RuleCatalogue.Rules, r => Assert.Contains($" {r.Id} ", listed, StringComparison.Ordinal));
        Assert.Contains("from 1 to 7", listed, StringComparison.Ordinal);
    }

    [Fact]
    public void The_check_runs_every_example_of_the_tools_own_rules()
    {
        var ended = _reposan.Run("rules", "check");
        var examples = RuleCatalogue.Rules.Sum(r => r.Positive.Count + r.Negative.Count);
        Assert.Equal((0, $"{RuleCatalogue.Rules.Count} rules, {examples} examples, 0 judged otherwise than they say\n"), (ended.ExitCode, ended.Out));
    }

    [Fact]
    public void Examples_of_somebodys_own_rules_are_run_and_a_wrong_one_is_named()
    {
        File.WriteAllText(Path.Combine(_reposan.Home, "ours.yaml"), OwnRules.Of("TRN[0-9]{6}", """
                examples:
                  positive:
                    - path: output/log.txt
                      content: "Trial TRN123456 ended.\n"
                    - path: output/log.txt
                      content: "Trial TRN12 ended.\n"
                  negative:
                    - path: output/log.txt
                      content: "Nothing here.\n"
            """));
        var ended = _reposan.Run("rules", "check", "ours.yaml");
        Assert.Equal((1, "trial-number: positive example 2 is not reported.\n1 rules, 3 examples, 1 judged otherwise than they say\n"), (ended.ExitCode, ended.Out));
    }

    [Theory]
    [InlineData("rules: [{id: a}]", "a has no title")]
    [InlineData("rules: [{id: a, title: t, severity: high, description: d, rationale: r, source: s, remedy: m}]", "a has no patterns")]
    [InlineData("rules: [{id: a, title: t, severity: high, description: d, rationale: r, source: s, remedy: m, patterns: [{keywords: [k], pattern: '(?=x)'}]}]", "a pattern of a is not one")]
    [InlineData("rules: [{id: small-count, title: t, severity: high, description: d, rationale: r, source: s, remedy: m, patterns: [{keywords: [k], pattern: x}]}]", "small-count is a rule of the tool")]
    [InlineData("{", "line 2 is not valid YAML")]
    [InlineData("other: 1", "there is no field other")]
    public void A_file_that_is_wrong_is_refused_in_one_sentence(string text, string sentence)
    {
        File.WriteAllText(Path.Combine(_reposan.Home, "ours.yaml"), text + "\n");
        var ended = _reposan.Run("rules", "check", "ours.yaml");
        Assert.Equal(2, ended.ExitCode);
        Assert.StartsWith($"reposan: ours.yaml: {sentence}", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_of_ones_own_is_read_and_explained()
    {
        File.WriteAllText(Path.Combine(_reposan.Home, "ours.yaml"), "id: ours\nextends: opensafely-2023\nsmallCountMax: 9\n");
        var ended = _reposan.Run("rules", "check", "ours.yaml");
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("counts from 1 to 9 are redacted", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_is_not_there_is_a_mistake_of_the_command_line() => Assert.Equal(2, _reposan.Run("rules", "show", "gone").ExitCode);
}
