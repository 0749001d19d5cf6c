using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Cli.Explaining;

/// <summary>Runs the examples of rules.</summary>
internal static class RuleTrial
{
    /// <summary>Runs those of the tool, or of a file; a policy is read as far as it can be wrong.</summary>
    /// <exception cref="ReposanException">The file can't be read, or is neither.</exception>
    public static ExitCode Run(string? file, CommandContext context)
    {
        if (file is null) return Say(RuleCatalogue.Rules, RuleCatalogue.Check(), context);
        if (RuleCatalogue.IsFileOfRules(file))
        {
            var rules = OwnRules.Read(file).Rules;
            return Say(rules, RuleCatalogue.Check(rules), context);
        }

        var policy = PolicyCatalogue.Get(file);
        context.Out.Write($"{Printable.Escape(file)} is a policy:\n");
        RuleList.WritePolicy(context.Out, policy);
        return ExitCode.Clean;
    }

    private static ExitCode Say(IReadOnlyList<Rule> rules, IReadOnlyList<string> failures, CommandContext context)
    {
        foreach (var failure in failures) context.Out.Write($"{Printable.Escape(failure)}\n");
        var examples = rules.Sum(r => r.Positive.Count + r.Negative.Count);
        context.Out.Write($"{rules.Count} rules, {examples} examples, {failures.Count} judged otherwise than they say\n");
        return failures.Count == 0 ? ExitCode.Clean : ExitCode.Findings;
    }
}
