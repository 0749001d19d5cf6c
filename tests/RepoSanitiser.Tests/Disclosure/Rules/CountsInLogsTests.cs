using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Tests.Disclosure.Rules;

public sealed class CountsInLogsTests
{
    private static readonly ContentJudge Judge = new(PolicyCatalogue.Get(PolicyCatalogue.Default), new DocumentLimits());

    private static IReadOnlyList<RuleHit> HitsIn(string content, string extension, string rule) =>
        [.. Judge.Judge(Encoding.UTF8.GetBytes(content), new FileContext(extension, OutputLabel.Output), CancellationToken.None).Hits
            .Where(h => string.Equals(h.Rule, rule, StringComparison.Ordinal))];

    [Theory]
    [InlineData("  (2 observations deleted due to missingness)\n")]
    [InlineData("(3 observations deleted)\n")]
    [InlineData("3 observations deleted\n")]
    [InlineData("  n= 500, number of events= 3 \n")]
    [InlineData("n = 3\n")]
    [InlineData("Deaths, n=4\n")]
    [InlineData("Number of patients: 4\n")]
    [InlineData("number of participants = 4\n")]
    [InlineData("Dropped 2 rows\n")]
    [InlineData("2021-03-04 12:00:01 INFO: excluding 4 patients with no age\n")]
    [InlineData("4 patients were excluded.\n")]
    public void A_small_count_in_a_message_is_found_once(string line)
    {
        Assert.Single(HitsIn(line, ".log", RuleIds.SmallCountInLog));
        Assert.Single(HitsIn(line, ".txt", RuleIds.SmallCountInLog));
    }

    [Theory]
    [InlineData("  (1,202 observations deleted due to missingness)\n")]
    [InlineData("  (20 observations deleted due to missingness)\n")]
    [InlineData("  n= 500, number of events= 320\n")]
    [InlineData("n = 3 levels\n")]
    [InlineData("n = 3.5\n")]
    [InlineData("n = 3,204\n")]
    [InlineData("n = 3%\n")]
    [InlineData("min = 3\n")]
    [InlineData("df_n = 3\n")]
    [InlineData("> head(cohort, n = 3)\n")]
    [InlineData("slice_head(n = 3)\n")]
    [InlineData("print(n=3)\n")]
    [InlineData(". local n = 3\n")]
    [InlineData(". scalar n = 3\n")]
    [InlineData("Dropped 2 columns\n")]
    [InlineData("3 files removed\n")]
    [InlineData("Warning: Removed 3 rows containing missing values (geom_point).\n")]
    [InlineData("F-statistic: 12.1 on 3 and 204 DF\n")]
    [InlineData("model 3 dropped\n")]
    [InlineData("n missing | 1\n")]
    public void What_counts_nobody_is_left_alone(string line)
    {
        Assert.Empty(HitsIn(line, ".log", RuleIds.SmallCountInLog));
        Assert.Empty(HitsIn(line, ".txt", RuleIds.SmallCountInLog));
    }

    [Theory]
    [InlineData("Only 4 patients died (n=3).\n", ".md")]
    [InlineData("| Group (n = 3) | Other |\n", ".md")]
    [InlineData("<p>Only four patients died (n=3)</p>", ".html")]
    [InlineData("<script>var n=2;</script><h2 title='n=2'>Cases(N=3)</h2><!-- n=2 --><style>n=1</style>", ".html")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><g id='n=2'><text x='1'>Excluded (n = 3)</text></g></svg>", ".svg")]
    public void A_small_n_in_text_is_found_once_with_low_confidence(string text, string extension)
    {
        var hit = Assert.Single(HitsIn(text, extension, RuleIds.SmallCountInText));

        Assert.Equal((Severity.Medium, Confidence.Low), (hit.Severity, hit.Confidence));
    }

    [Theory]
    [InlineData("Patients of n = 3 regions (n=4,120); run `head(x, n = 3)`.\n", ".md")]
    [InlineData("<script>function f(n){n=3}</script><p class='n=3'>Deaths (n=31), p < 0.05</p>", ".html")]
    public void Code_and_larger_numbers_in_text_are_left_alone(string text, string extension) =>
        Assert.Empty(HitsIn(text, extension, RuleIds.SmallCountInText));
}
