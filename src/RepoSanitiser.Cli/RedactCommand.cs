using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Redacting;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Redaction;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan redact</c>: takes out of output files what an output checker would send back.</summary>
internal static class RedactCommand
{
    private const string Redacting = "WHAT TO REDACT";
    private const string Writing = "WHERE TO";

    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Files, and folders with all below them: each file is taken for an output unless project.yaml there says otherwise.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> PolicyName = JudgingOptions.Policy();

    private static readonly Option<RedactionUnit?> Unit = Named<RedactionUnit>(
        "--unit", "What goes with a cell that can't be shown: the fewest further cells, its row with another one, or the table; with --method suppress (default: as the policy says).");

    private static readonly Option<RedactionMethod?> Method = Named<RedactionMethod>(
        "--method", "Put [REDACTED] in place of numbers, round all counts of the table, or remove the table's data (default suppress).");

    private static readonly Option<int?> Base = new Option<int?>("--base")
    {
        Description = "The base that --method round takes (default: the policy's, else 5).",
        HelpName = "N",
    }.InGroup(Redacting);

    private static readonly Option<bool> Totals = new Option<bool>("--recompute-totals")
    {
        Description = "Make totals the sum of the rounded counts; with --method round or midpoint6.",
    }.InGroup(Redacting);

    private static readonly Option<bool> Figures = new Option<bool>("--figures")
    {
        Description = "Replace every figure by a placeholder of its size, because what it shows can't be read.",
    }.InGroup(Redacting);

    private static readonly Option<Severity> Least = new Option<Severity>("--from")
    {
        Description = "Redact findings of this severity or more: low, medium, high or critical (default low). Lower ones stay, and are counted.",
        HelpName = "SEVERITY",
        DefaultValueFactory = _ => Severity.Low,
        CustomParser = result => Parse<Severity>(result, "--from") ?? Severity.Low,
    }.InGroup(Redacting);

    private static readonly Option<string> RulesFile = JudgingOptions.Rules();

    private static readonly Option<string> IgnoreFile = JudgingOptions.IgnoreFile("at the root of the repository or folder, and leave them as they are");

    private static readonly Option<bool> InPlace = new Option<bool>("--in-place")
    {
        Description = "Replace each file by its redacted form; nothing of the original is kept.",
    }.InGroup(Writing);

    private static readonly Option<string> Folder = new Option<string>("--output", "-o")
    {
        Description = "Write redacted files below this folder (default: beside the original, as NAME.redacted.EXT).",
        HelpName = "DIR",
    }.InGroup(Writing);

    private static readonly Option<bool> Force = new Option<bool>("--force")
    {
        Description = "Replace the redacted file of an earlier run.",
    }.InGroup(Writing);

    private static readonly Option<bool> DryRun = new Option<bool>("--dry-run")
    {
        Description = "Write nothing; say what would be redacted, and end in exit code 1 if anything would.",
    }.InGroup(Writing);

    private static readonly Option<bool> Explain = new Option<bool>("--explain")
    {
        Description = "Say of each cell why it was changed.",
    }.InGroup(OutputOptions.Group);

    private static readonly Option<ReportFormat> Format = OutputOptions.Format(ReportFormat.Text, ReportFormat.Json);

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Least.CompletionSources.Clear();
        Least.CompletionSources.Add("low", "medium", "high", "critical");
        var command = new Command("redact", "Redact output files so that a check of them is clean.")
        {
            Paths, PolicyName, Unit, Method, Base, Totals, Figures, Least, RulesFile, IgnoreFile, InPlace, Folder, Force, DryRun, Explain, Format,
        };
        command.Runs(Run);
        return command
            .Example("Write table.redacted.csv beside a table, and say why each cell went", "reposan redact table.csv --explain")
            .Example("Redact a folder of outputs where they lie", "reposan redact release --in-place")
            .Example("Round all counts of tables with a small one, and their totals with them", "reposan redact release --method round --recompute-totals -o rounded")
            .Ends(ExitCode.Clean, "Done: nothing of the severity of --from is left, but what was accepted. What is left is counted; a check still tells what is below.")
            .Ends(ExitCode.Findings, "With --dry-run: something would be redacted.")
            .Ends(ExitCode.Incomplete, "Something could not be read; or beside a table stand numbers that may be those that went from it: the report says where.")
            .Ends(ExitCode.Refused, "Files that can't be redacted safely were left alone; nothing was written.")
            .Ends(ExitCode.Failed, "Failed, or some files were written and others refused; the report says which.");
    }

    private static ExitCode Run(ParseResult arguments, CommandContext context)
    {
        var request = Read(arguments);
        var run = new RedactRun(context, request);
        var report = new RedactionReport(run.Run(), request);
        if (arguments.GetValue(Format) == ReportFormat.Json) context.WriteOutput(null, stream => report.WriteJson(stream, run.PolicyId, ShowVersion.Version));
        else report.WriteText(context.Out, arguments.GetValue(Explain));
        return report.ExitCode;
    }

    private static RedactRequest Read(ParseResult arguments)
    {
        var method = arguments.GetValue(Method) ?? RedactionMethod.Suppress;
        var @base = arguments.GetValue(Base);
        if (@base is not null && method != RedactionMethod.Round) throw new ReposanException(ExitCode.Usage, "--base goes with --method round.");
        if (arguments.GetValue(Totals) && method is not (RedactionMethod.Round or RedactionMethod.Midpoint6))
            throw new ReposanException(ExitCode.Usage, "--recompute-totals goes with --method round or midpoint6.");
        if (arguments.GetValue(Unit) is not null && method != RedactionMethod.Suppress)
            throw new ReposanException(ExitCode.Usage, "--unit goes with --method suppress: the other methods treat the table as a whole.");
        if (@base is < 2 or > 1000) throw new ReposanException(ExitCode.Usage, "--base is between 2 and 1000.");
        if (arguments.GetValue(InPlace) && arguments.GetValue(Folder) is not null)
            throw new ReposanException(ExitCode.Usage, "--in-place and -o contradict each other: give one of them.");
        return new RedactRequest(arguments.GetValue(Paths) ?? [])
        {
            Policy = arguments.GetValue(PolicyName)!,
            OwnRules = arguments.GetValue(RulesFile),
            Options = new RedactionOptions
            {
                Unit = arguments.GetValue(Unit),
                Method = method,
                Base = @base,
                RecomputeTotals = arguments.GetValue(Totals),
                ReplaceFigures = arguments.GetValue(Figures),
                LeastSeverity = arguments.GetValue(Least),
            },
            MaxFileBytes = 128L << 20,
            IgnoreFile = arguments.GetValue(IgnoreFile),
            InPlace = arguments.GetValue(InPlace),
            Folder = arguments.GetValue(Folder),
            Force = arguments.GetValue(Force),
            DryRun = arguments.GetValue(DryRun),
        };
    }

    private static Option<T?> Named<T>(string name, string description)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToArray();
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = string.Join('|', names),
            CustomParser = result => Parse<T>(result, name),
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(names);
        return option.InGroup(Redacting);
    }

    private static T? Parse<T>(System.CommandLine.Parsing.ArgumentResult result, string option)
        where T : struct, Enum
    {
        var name = result.Tokens[0].Value;
        if (!char.IsAsciiDigit(name[0]) && Enum.TryParse<T>(name, ignoreCase: true, out var value)) return value;
        result.AddError($"{option} is one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}, not '{name}'.");
        return null;
    }
}
