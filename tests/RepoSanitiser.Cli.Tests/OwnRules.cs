namespace RepoSanitiser.Cli.Tests;

/// <summary>A file of rules of somebody's own, for every command that takes one.</summary>
internal static class OwnRules
{
    /// <summary>One rule, of numbers like TRN123456.</summary>
    public static string OfTrials { get; } = Of("TRN[0-9]{6}");

    /// <summary>One rule, named trial-number, that looks for a pattern near the word "trial".</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="examples">Its examples in YAML, as the entry "examples" of the rule; none where left out.</param>
    public static string Of(string pattern, string examples = "") => $"""
        rules:
          - id: trial-number
            title: Number of a trial
            severity: high
            description: A number of the registry of trials.
            rationale: It leads to the participants' list.
            source: Registry manual
            remedy: Remove it.
            patterns:
              - keywords: [trial]
                pattern: '{pattern}'
                after: 40
        {examples}
        """;
}
