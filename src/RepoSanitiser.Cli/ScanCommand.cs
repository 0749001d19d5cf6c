using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Cli.Scanning;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Disclosure.Policies;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan scan</c>: every sensitive output in a repository's whole history.</summary>
internal static class ScanCommand
{
    private const string Narrowing = "WHAT TO SCAN";

    private static readonly Argument<string> Repository = new("REPO")
    {
        Description = "A clone or a bare repository on this machine, or a URL: that is cloned into a private temporary folder, removed afterwards.",
    };

    private static readonly Option<string[]> Refs = new Option<string[]>("--refs")
    {
        Description = "Scan only what refs of this name or glob reach; may be given several times (default: every object in the store, reachable or not).",
        HelpName = "GLOB",
    }.InGroup(Narrowing);

    private static readonly Option<int> MaxSize = JudgingOptions.MaxSize("--max-object-mib", "Leave objects larger than this unread, and say so", Narrowing);

    private static readonly Option<bool> Anew = new Option<bool>("--no-cache")
    {
        Description = "Take nothing over from earlier scans and keep nothing for later ones.",
    }.InGroup(Narrowing);

    private static readonly Option<bool> Differences = new Option<bool>("--differences")
    {
        Description = "Compare each version of an output with the one before it too: a difference of a few people identifies them.",
    }.InGroup(JudgingOptions.Group);

    private static readonly Option<bool> Ocr = new Option<bool>("--ocr")
    {
        Description = "Read the text of PDF files with pdftotext and of images with tesseract, where installed: a second or more for each.",
    }.InGroup(Narrowing);

    private static readonly Option<string> PolicyName = JudgingOptions.Policy();

    private static readonly Option<string> AsOf = new Option<string>("--policy-as-of")
    {
        Description = "With the word 'commit': judge each finding by the policy of the day on which a commit brought it in.",
        HelpName = "commit",
        CustomParser = result =>
        {
            if (result.Tokens[0].Value is not "commit") result.AddError($"--policy-as-of is commit, not '{result.Tokens[0].Value}'.");
            return "commit";
        },
    }.InGroup(JudgingOptions.Group);

    private static readonly Option<bool> Ledger = new Option<bool>("--ledger")
    {
        Description = "Report every version of an output that the ledger of releases does not cover, or whose approval was withdrawn; needs --trust.",
    }.InGroup(JudgingOptions.Group);

    private static readonly Option<string> TrustFile = new Option<string>("--trust")
    {
        Description = "With --ledger, the file that says whose signatures count, or REPO@COMMIT[:PATH] (default: REPOSAN_TRUST).",
        HelpName = "FILE",
    }.InGroup(JudgingOptions.Group);

    private static readonly Option<string> RulesFile = JudgingOptions.Rules();

    private static readonly Option<string> BaselineFile = JudgingOptions.Baseline();

    private static readonly Option<string> IgnoreFile = JudgingOptions.IgnoreFile("at the repository's HEAD");

    private static readonly Option<Severity> FailOn = JudgingOptions.FailOn();

    private static readonly Option<bool> Strict = JudgingOptions.Strict();

    private static readonly Option<ReportFormat> Format =
        OutputOptions.Format(ReportFormat.Text, ReportFormat.Json, ReportFormat.Sarif, ReportFormat.Html);

    private static readonly Option<string> Output = OutputOptions.File();

    private static readonly Option<bool> All = OutputOptions.All();

    private static readonly Option<bool> Restricted = OutputOptions.Restricted();

    private static readonly Option<bool> ShowValues = OutputOptions.ShowValues(", and nothing is kept for later scans");

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("scan", "Find every sensitive output in a repository's whole history.")
        {
            Repository, Refs, MaxSize, Ocr, Anew, PolicyName, AsOf, Differences, Ledger, TrustFile, RulesFile, BaselineFile, IgnoreFile, FailOn, Strict, Format, Output, All, Restricted, ShowValues,
        };
        command.Runs(Run);
        return command
            .Example("Scan the clone in this folder", "reposan scan .")
            .Example("Scan what GitHub has, with every branch and tag", "reposan scan https://github.com/ORG/STUDY")
            .Example("Write a page for a colleague, without object ids", "reposan scan study --format html -o report.html")
            .Example("Report outputs that nobody approved", "reposan scan study --ledger --trust trust.yaml")
            .Example("Report only what is new since an earlier report", "reposan scan study --baseline last.json")
            .Ends(ExitCode.Clean, "No findings; everything was read.")
            .Ends(ExitCode.Findings, "There are findings of the severity asked for.")
            .Ends(ExitCode.Incomplete, "No such findings, but something could not be read; the report says what.")
            .Ends(ExitCode.Refused, "The repository can't be opened, or a baseline is of another key.");
    }

    private static ExitCode Run(ParseResult arguments, CommandContext context)
    {
        var output = arguments.GetValue(Output);
        var format = arguments.GetValue(Format);
        var values = OutputOptions.ShowsValues(arguments.GetValue(ShowValues), context, output, format);
        var byDate = arguments.GetValue(AsOf) is not null;
        if (byDate && arguments.GetResult(PolicyName) is { Implicit: false })
            throw new ReposanException(ExitCode.Usage, "--policy-as-of takes the policies of their time: leave --policy out.");
        var request = new ScanRequest(arguments.GetValue(Repository)!)
        {
            Refs = arguments.GetValue(Refs) ?? [],
            MaxObjectBytes = JudgingOptions.MaxBytes(arguments, MaxSize),
            UseKnownResults = !arguments.GetValue(Anew) && !values,
            ReadFigures = arguments.GetValue(Ocr),
            Policy = arguments.GetValue(PolicyName)!,
            ByDate = byDate,
            CompareVersions = arguments.GetValue(Differences),
            Trust = TrustOf(arguments, context),
            OwnRules = arguments.GetValue(RulesFile),
            Baseline = arguments.GetValue(BaselineFile),
            IgnoreFile = arguments.GetValue(IgnoreFile),
            Restricted = arguments.GetValue(Restricted),
            KeepValues = values,
        };
        // What is read of a clone is its git directory; its work tree is where reports are often put.
        var gitDirectory = File.Exists(Path.Combine(request.Repository, "HEAD")) ? request.Repository : Path.Combine(request.Repository, ".git");
        OutputFile.KeepOff(output, [gitDirectory, request.OwnRules, request.Baseline, request.IgnoreFile]);
        var report = new ScanRun(context).Run(request);
        var look = new TextReportOptions(
            Colour: context.OutIsTerminal && output is null && context.Variable("NO_COLOR") is null,
            Width: context.OutWidth,
            ShowValues: values,
            All: arguments.GetValue(All),
            NextStep: ScanRun.NextStep(report, byDate ? PolicyCatalogue.Dated[^1].Id : request.Policy));
        context.WriteOutput(output, stream => ReportWriter.Write(report, format, stream, look));
        if (report.Coverage.Incomplete) context.Say(ReportParts.Unread(report));
        return ExitCodes.For(report, arguments.GetValue(FailOn), arguments.GetValue(Strict));
    }

    /// <summary>The trust file that a ledger is read by; null where none is asked.</summary>
    private static string? TrustOf(ParseResult arguments, CommandContext context)
    {
        var named = arguments.GetValue(TrustFile);
        if (arguments.GetValue(Ledger))
            return named ?? (context.Variable("REPOSAN_TRUST") is { Length: > 0 } set ? set : throw new ReposanException(ExitCode.Usage, "--ledger needs --trust FILE, or REPOSAN_TRUST: whose signatures count is not for the repository to say."));
        return named is null ? null : throw new ReposanException(ExitCode.Usage, "--trust goes with --ledger.");
    }
}
