using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Cli.Explaining;

/// <summary>Lists rules and policies, a line or a few for each.</summary>
internal static class RuleList
{
    /// <summary>Writes every rule, the worst first, with what a policy makes of it.</summary>
    public static void Write(TextWriter writer, Policy policy)
    {
        var rules = RuleCatalogue.Rules.OrderByDescending(r => r.Severity).ToList();
        var id = rules.Max(r => r.Id.Length) + 2;
        foreach (var rule in rules)
        {
            var under = Under(rule, policy);
            writer.Write($"{Name(rule.Severity),-10}{rule.Id.PadRight(id)}{rule.Title}{(under.Length > 0 ? $" ({under})" : "")}\n");
        }

        writer.Write('\n');
        WritePolicy(writer, policy);
    }

    /// <summary>Writes what a policy asks for.</summary>
    public static void WritePolicy(TextWriter writer, Policy policy)
    {
        var rounding = policy.Midpoint6 ? "rounded to the midpoints of sixes" : policy.RoundingBase > 0 ? $"rounded to {policy.RoundingBase}" : "not rounded";
        writer.Write($"{policy.Id}  {policy.Title}, from {policy.From:yyyy-MM-dd}\n");
        writer.Write($"  counts from 1 to {policy.SmallCountMax} are redacted; counts are {rounding}\n");
        writer.Write($"  outputs of at most {policy.MaxBytes >> 20} MiB and {policy.MaxRows} rows, as {string.Join(", ", policy.AllowedTypes.Order(StringComparer.Ordinal))}\n");
        writer.Write($"  source: {policy.Source}\n");
    }

    /// <summary>A severity as the command line names it.</summary>
    public static string Name(Severity severity) => severity.ToString().ToLowerInvariant();

    private static string Under(Rule rule, Policy policy) => rule.Id switch
    {
        RuleIds.SmallCount => $"from 1 to {policy.SmallCountMax}",
        RuleIds.OversizeOutput => $"over {policy.MaxBytes >> 20} MiB or {policy.MaxRows} rows",
        RuleIds.UnreleasedFileType => $"{policy.RefusedTypes.Count} types",
        _ => "",
    };
}
