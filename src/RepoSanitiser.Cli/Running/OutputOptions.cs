using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Cli.Running;

/// <summary>Makes the options that commands with a result share.</summary>
internal static class OutputOptions
{
    /// <summary>The group that help shows them in.</summary>
    public const string Group = "OUTPUT OPTIONS";

    /// <summary>An option <c>--format</c> for the formats that a command has; the first is the default.</summary>
    public static Option<ReportFormat> Format(params ReportFormat[] formats)
    {
        var names = formats.Select(f => f.ToString().ToLowerInvariant()).ToArray();
        var option = new Option<ReportFormat>("--format")
        {
            Description = $"The form of the result (default {names[0]}).",
            HelpName = string.Join('|', names),
            DefaultValueFactory = _ => formats[0],
            CustomParser = result =>
            {
                var index = Array.IndexOf(names, result.Tokens[0].Value);
                if (index < 0) result.AddError($"--format is one of {string.Join(", ", names)}, not '{result.Tokens[0].Value}'.");
                return formats[Math.Max(index, 0)];
            },
        };
        option.CompletionSources.Add(names);
        return option.InGroup(Group);
    }

    /// <summary>An option <c>-o FILE</c>, to give to <see cref="CommandContext.WriteOutput"/>.</summary>
    public static Option<string> File() => new Option<string>("--output", "-o")
    {
        Description = "Write the result to a file (mode 0600) instead of standard output.",
        HelpName = "FILE",
    }.InGroup(Group);

    /// <summary>An option <c>--all</c>.</summary>
    public static Option<bool> All() => new Option<bool>("--all")
    {
        Description = "List everything in the text form instead of the first few.",
    }.InGroup(Group);

    /// <summary>An option <c>--restricted</c>.</summary>
    public static Option<bool> Restricted() => new Option<bool>("--restricted")
    {
        Description = "Put object ids into SARIF and HTML too: an id lets who has it guess a redacted value.",
    }.InGroup(Group);

    /// <summary>An option <c>--show-values</c>.</summary>
    /// <param name="effect">What follows from it beside what is shown, as the end of a sentence.</param>
    public static Option<bool> ShowValues(string effect = "") => new Option<bool>("--show-values")
    {
        Description = $"Show the values themselves. On a terminal only{effect}.",
    }.InGroup(Group);

    /// <summary>Whether values are to be shown.</summary>
    /// <exception cref="ReposanException">They would land elsewhere than on a terminal (usage).</exception>
    public static bool ShowsValues(bool asked, CommandContext context, string? output, ReportFormat format) =>
        !asked || (context.OutIsTerminal && output is null && format == ReportFormat.Text)
            ? asked
            : throw new ReposanException(ExitCode.Usage, "--show-values works on a terminal only, with --format text and without -o.");
}
