using System.CommandLine;
using RepoSanitiser.Cli.Checking;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan check</c>: what an output checker would send back, before anything leaves.</summary>
internal static class CheckCommand
{
    private const string Narrowing = "WHAT TO CHECK";

    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Files, and folders with all below them: each file is taken for an output unless project.yaml there says otherwise.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Staged = new Option<bool>("--staged")
    {
        Description = "Check what the next commit would bring, as staged, whatever the files of the work tree hold: tables, pages, figures and logs as outputs wherever they lie; text and JSON files only in folders of outputs. PATH is the repository (default: the one around).",
    }.InGroup(Narrowing);

    private static readonly Option<bool> Pushed = new Option<bool>("--pushed")
    {
        Description = "Check every commit that a push would send: reads what git gives a pre-push hook from standard input; PATH is the repository.",
    }.InGroup(Narrowing);

    private static readonly Option<string> Remote = new Option<string>("--remote")
    {
        Description = "With --pushed, the remote that is pushed to, whose branches count as known there.",
        HelpName = "NAME",
    }.InGroup(Narrowing);

    private static readonly Option<int> MaxSize = JudgingOptions.MaxSize("--max-file-mib", "Leave files larger than this unread, and say so", Narrowing);

    private static readonly Option<string> PolicyName = JudgingOptions.Policy();

    private static readonly Option<string> Requested = new Option<string>("--requested")
    {
        Description = "Report every file that this list (a path a line, from the folder checked) does not have.",
        HelpName = "FILE",
    }.InGroup(JudgingOptions.Group);

    private static readonly Option<string> Against = new Option<string>("--against")
    {
        Description = "Compare with an earlier release too (a folder or file): a difference of a few people identifies them.",
        HelpName = "PATH",
    }.InGroup(JudgingOptions.Group);

    private static readonly Option<string> RulesFile = JudgingOptions.Rules();

    private static readonly Option<string> BaselineFile = JudgingOptions.Baseline();

    private static readonly Option<string> IgnoreFile = JudgingOptions.IgnoreFile("at the root of the repository or folder");

    private static readonly Option<Severity> FailOn = JudgingOptions.FailOn();

    private static readonly Option<bool> Strict = JudgingOptions.Strict();

    private static readonly Option<ReportFormat> Format =
        OutputOptions.Format(ReportFormat.Text, ReportFormat.Json, ReportFormat.Sarif, ReportFormat.Html);

    private static readonly Option<string> Output = OutputOptions.File();

    private static readonly Option<bool> All = OutputOptions.All();

    private static readonly Option<bool> Tables = new Option<bool>("--tables")
    {
        Description = "Draw the tables with findings in the text form, masked, with the cells in question marked. So it is on a terminal.",
    }.InGroup(OutputOptions.Group);

    private static readonly Option<bool> Restricted = OutputOptions.Restricted();

    private static readonly Option<bool> ShowValues = OutputOptions.ShowValues();

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("check", "Check output files before they leave, as an output checker would.")
        {
            Paths, Staged, Pushed, Remote, MaxSize, PolicyName, Requested, Against, RulesFile, BaselineFile, IgnoreFile, FailOn, Strict, Format, Output, All, Tables, Restricted, ShowValues,
        };
        command.Runs(Run);
        return command
            .Example("Check one table", "reposan check table.csv")
            .Example("Check everything that is to be released, by today's policy", "reposan check release --policy opensafely-2023")
            .Example("See what two releases give away together", "reposan check release2 --against release1")
            .Example("Check what the next commit would bring", "reposan check --staged")
            .Example("Write the findings for code scanning", "reposan check release --format sarif -o findings.sarif")
            .Ends(ExitCode.Clean, "No findings; everything was read.")
            .Ends(ExitCode.Findings, "There are findings of the severity asked for.")
            .Ends(ExitCode.Incomplete, "No such findings, but something could not be read; the report says what.")
            .Ends(ExitCode.Refused, "The repository can't be opened, or a baseline or a file of accepted findings is of another key.");
    }

    private static ExitCode Run(ParseResult arguments, CommandContext context)
    {
        var output = arguments.GetValue(Output);
        var format = arguments.GetValue(Format);
        var values = OutputOptions.ShowsValues(arguments.GetValue(ShowValues), context, output, format);
        var request = new CheckRequest(arguments.GetValue(Paths) ?? [])
        {
            Source = SourceOf(arguments),
            Remote = arguments.GetValue(Remote),
            MaxFileBytes = JudgingOptions.MaxBytes(arguments, MaxSize),
            Policy = arguments.GetValue(PolicyName)!,
            OwnRules = arguments.GetValue(RulesFile),
            Baseline = arguments.GetValue(BaselineFile),
            IgnoreFile = arguments.GetValue(IgnoreFile),
            Requested = arguments.GetValue(Requested),
            Against = arguments.GetValue(Against),
            Restricted = arguments.GetValue(Restricted),
            KeepValues = values,
        };
        var folders = request.Source == CheckSource.Files ? request.Paths : [];
        // The result of an earlier run may lie among what is checked: it is replaced, and not checked itself.
        if (output is not null && EarlierResult.IsAt(output)) request = request with { Output = output };
        OutputFile.KeepOff(output, [.. request.Output is null ? folders : folders.Where(File.Exists), request.Against, request.Requested, request.OwnRules, request.Baseline, request.IgnoreFile]);
        var (report, result) = new CheckRun(context).Run(request);
        var onTerminal = context.OutIsTerminal && output is null;
        var look = new TextReportOptions(
            Colour: onTerminal && context.Variable("NO_COLOR") is null,
            Width: context.OutWidth,
            ShowValues: values,
            All: arguments.GetValue(All));
        var draw = format == ReportFormat.Text && (arguments.GetResult(Tables) is { Implicit: false } ? arguments.GetValue(Tables) : onTerminal);
        context.WriteOutput(output, stream =>
        {
            ReportWriter.Write(report, format, stream, look);
            if (draw) new TableDrawing(report, result, look).Write(stream, context.Cancelled);
        });
        if (report.Coverage.Incomplete) context.Say(ReportParts.Unread(report));
        if (result.Undecided > 0) context.Say(Undecided(result.Undecided));
        return ExitCodes.For(report, arguments.GetValue(FailOn), arguments.GetValue(Strict));
    }

    private static string Undecided(int files) =>
        $"{files} text or JSON file{(files == 1 ? " lies" : "s lie")} outside folders of outputs, and {(files == 1 ? "was" : "were")} not judged as {(files == 1 ? "an output" : "outputs")}: if {(files == 1 ? "it is one" : "one of them is")}, check it by its name.";

    private static CheckSource SourceOf(ParseResult arguments)
    {
        var (staged, pushed) = (arguments.GetValue(Staged), arguments.GetValue(Pushed));
        if (staged && pushed) throw new ReposanException(ExitCode.Usage, "--staged and --pushed are two checks: give one of them.");
        if (!pushed && arguments.GetValue(Remote) is not null) throw new ReposanException(ExitCode.Usage, "--remote goes with --pushed.");
        if ((staged || pushed) && (arguments.GetValue(Against) ?? arguments.GetValue(Requested)) is not null)
            throw new ReposanException(ExitCode.Usage, "--against and --requested go with files, not with --staged or --pushed.");
        if (!staged && !pushed && arguments.GetValue(Paths) is not { Length: > 0 })
            throw new ReposanException(ExitCode.Usage, "'reposan check' needs PATH: name files or folders, or give --staged. See 'reposan check --help'.");
        return staged ? CheckSource.Staged : pushed ? CheckSource.Pushed : CheckSource.Files;
    }
}
