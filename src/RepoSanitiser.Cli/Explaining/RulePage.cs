using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Study;

namespace RepoSanitiser.Cli.Explaining;

/// <summary>Explains one rule. Its examples are made up, so they are shown as they are.</summary>
internal static class RulePage
{
    private const int LinesShown = 8;

    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter writer, Rule rule, int width)
    {
        writer.Write($"{rule.Id}: {rule.Title} ({RuleList.Name(rule.Severity)})\n");
        Paragraph(writer, "WHAT", rule.Description, width);
        Paragraph(writer, "WHY", rule.Rationale, width);
        Paragraph(writer, "SOURCE", rule.Source, width);
        Paragraph(writer, "WHAT TO DO", rule.Remedy, width);
        Examples(writer, "IS REPORTED", rule.Positive);
        Examples(writer, "IS NOT REPORTED", rule.Negative);
    }

    private static void Paragraph(TextWriter writer, string heading, string text, int width)
    {
        writer.Write($"\n{heading}\n");
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + word.Length + 3 > width)
            {
                writer.Write($"  {line}\n");
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        writer.Write($"  {line}\n");
    }

    private static void Examples(TextWriter writer, string heading, IReadOnlyList<RuleExample> examples)
    {
        writer.Write($"\n{heading}\n");
        foreach (var example in examples)
        {
            var place = example.Name is { } name ? $"the name {name}" : example.Path ?? "a message";
            var at = example.At is null ? "" : $", at {example.At}";
            var policy = example.Policy is null ? "" : $", under {example.Policy}";
            var ledger = example.Ledger is null ? "" : $", {Standing(example.Ledger.Value)}";
            writer.Write($"  {place}{at}{policy}{ledger}\n");
            Content(writer, example.Content);
            if (example.Against is { } against)
            {
                writer.Write("  compared with\n");
                Content(writer, against);
            }
        }
    }

    private static string Standing(LedgerStanding standing) => standing switch
    {
        LedgerStanding.None => "in no ledger",
        LedgerStanding.Elsewhere => "under another name in the ledger",
        _ => $"{standing.ToString().ToLowerInvariant()} by the ledger",
    };

    private static void Content(TextWriter writer, string content)
    {
        var lines = content.TrimEnd('\n').Split('\n').Where(l => l.Length > 0).ToList();
        foreach (var line in lines.Take(LinesShown)) writer.Write($"    | {line}\n");
        if (lines.Count > LinesShown) writer.Write($"    | … {lines.Count - LinesShown} more lines\n");
    }
}
