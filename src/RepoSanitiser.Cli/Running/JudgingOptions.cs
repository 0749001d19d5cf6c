using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Cli.Running;

/// <summary>Makes the options that commands which judge content share.</summary>
internal static class JudgingOptions
{
    /// <summary>The group that help shows them in.</summary>
    public const string Group = "WHAT COUNTS";

    /// <summary>An option for the size, in MiB, of the largest thing that is read.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="beyond">What becomes of what is larger, as a sentence without its full stop.</param>
    /// <param name="group">The group that help shows it in.</param>
    public static Option<int> MaxSize(string name, string beyond, string group) => new Option<int>(name)
    {
        Description = beyond + " (default 128).",
        HelpName = "MIB",
        DefaultValueFactory = _ => 128,
    }.InGroup(group);

    /// <summary>The bytes that such an option stands for.</summary>
    /// <exception cref="ReposanException">It is out of range (usage).</exception>
    public static long MaxBytes(ParseResult arguments, Option<int> option) => arguments.GetValue(option) is >= 1 and <= 1024 and var mebibytes
        ? (long)mebibytes << 20
        : throw new ReposanException(ExitCode.Usage, $"{option.Name} is between 1 and 1024.");

    /// <summary>An option <c>--policy</c>.</summary>
    public static Option<string> Policy()
    {
        var option = new Option<string>("--policy")
        {
            Description = $"The disclosure policy: {string.Join(", ", PolicyCatalogue.Ids)}, or a .yaml file (default {PolicyCatalogue.Default}).",
            HelpName = "POLICY",
            DefaultValueFactory = _ => PolicyCatalogue.Default,
        };
        option.CompletionSources.Add([.. PolicyCatalogue.Ids]);
        return option.InGroup(Group);
    }

    /// <summary>An option <c>--rules</c>.</summary>
    /// <param name="group">The group that help shows it in.</param>
    public static Option<string> Rules(string group = Group) => new Option<string>("--rules")
    {
        Description = "Apply the rules of this .yaml file too: they add findings and take none away. 'reposan rules check FILE' tests them.",
        HelpName = "FILE",
    }.InGroup(group);

    /// <summary>Reads what <c>--rules</c> names.</summary>
    /// <exception cref="ReposanException">The file can't be read, or a rule in it is wrong (usage).</exception>
    public static OwnRules ReadRules(string? file) => file is null ? OwnRules.None : OwnRules.Read(file);

    /// <summary>An option <c>--baseline</c>.</summary>
    public static Option<string> Baseline() => new Option<string>("--baseline")
    {
        Description = "Report only what this earlier JSON report does not have.",
        HelpName = "FILE",
    }.InGroup(Group);

    /// <summary>An option <c>--ignore-file</c>.</summary>
    /// <param name="otherwise">Where accepted findings are taken from without it.</param>
    public static Option<string> IgnoreFile(string otherwise) => new Option<string>("--ignore-file")
    {
        Description = $"Take accepted findings from this file instead of the .reposanignore {otherwise}.",
        HelpName = "FILE",
    }.InGroup(Group);

    /// <summary>An option <c>--fail-on</c>.</summary>
    public static Option<Severity> FailOn()
    {
        var option = new Option<Severity>("--fail-on")
        {
            Description = "The least severity that ends in exit code 1: low, medium, high or critical (default low). Lower ones are still reported.",
            HelpName = "SEVERITY",
            DefaultValueFactory = _ => Severity.Low,
            CustomParser = result =>
            {
                var name = result.Tokens[0].Value;
                if (!char.IsAsciiDigit(name[0]) && Enum.TryParse<Severity>(name, ignoreCase: true, out var severity)) return severity;
                result.AddError($"--fail-on is one of low, medium, high, critical, not '{name}'.");
                return Severity.Low;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add("low", "medium", "high", "critical");
        return option.InGroup(Group);
    }

    /// <summary>An option <c>--strict</c>.</summary>
    public static Option<bool> Strict() => new Option<bool>("--strict")
    {
        Description = "End in exit code 3 where content needs a person's eyes (images, PDF, binaries).",
    }.InGroup(Group);
}
