using System.CommandLine;
using RepoSanitiser.Cli.Help;
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
}
