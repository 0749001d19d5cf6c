using System.CommandLine;
using RepoSanitiser.Cli.Explaining;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan rules</c>: what the rules are, where each comes from, and whether each does what it says.</summary>
internal static class RulesCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("rules", "List, explain and test the rules and policies.") { List(), Show(), Check(), Policies() };
        command.Action = new ShowHelp();
        return command
            .Example("List the rules", "reposan rules list")
            .Example("Read why small counts are redacted, and what to do", "reposan rules show small-count");
    }

    private static Command List()
    {
        var policy = JudgingOptions.Policy();
        var command = new Command("list", "List every rule with its severity, and what the policy makes of it.") { policy }
            .Example("See what today's policy asks for", "reposan rules list --policy opensafely-2023");
        command.Runs((arguments, context) =>
        {
            RuleList.Write(context.Out, PolicyCatalogue.Get(arguments.GetValue(policy)!));
            return ExitCode.Clean;
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("RULE") { Description = "The rule's id, as reports and 'reposan rules list' have it." };
        id.CompletionSources.Add(_ => RuleCatalogue.Rules.Select(r => new System.CommandLine.Completions.CompletionItem(r.Id)));
        var command = new Command("show", "Explain a rule: what it finds, why, where that comes from, what to do, with examples.") { id }
            .Example("Explain a rule", "reposan rules show small-count");
        command.Runs((arguments, context) =>
        {
            var name = arguments.GetValue(id)!;
            var rule = RuleCatalogue.Rules.FirstOrDefault(r => string.Equals(r.Id, name, StringComparison.Ordinal))
                ?? throw new ReposanException(ExitCode.Usage, $"There is no rule '{Printable.Escape(name)}': 'reposan rules list' lists them.");
            RulePage.Write(context.Out, rule, context.OutWidth);
            return ExitCode.Clean;
        });
        return command;
    }

    private static Command Check()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A .yaml file of your own: of rules, whose examples are run, or a policy, which is read (default: all rules of the tool).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("check", "Run the examples of every rule, and say which are judged otherwise than they say.") { file }
            .Example("Test the rules that come with the tool", "reposan rules check")
            .Example("Test rules of your own", "reposan rules check our-rules.yaml")
            .Ends(ExitCode.Clean, "Every example is judged as it says.")
            .Ends(ExitCode.Findings, "An example is judged otherwise than it says.");
        command.Runs((arguments, context) => RuleTrial.Run(arguments.GetValue(file), context));
        return command;
    }

    private static Command Policies()
    {
        var command = new Command("policies", "List the policies that come with the tool.")
            .Example("See since when which threshold holds", "reposan rules policies");
        command.Runs((_, context) =>
        {
            foreach (var policy in PolicyCatalogue.Ids.Select(PolicyCatalogue.Get)) RuleList.WritePolicy(context.Out, policy);
            return ExitCode.Clean;
        });
        return command;
    }
}
