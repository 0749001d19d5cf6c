using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Proving;
using RepoSanitiser.Cli.Remote;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan prove</c>: shows that what was purged is gone, and that nothing else is.</summary>
internal static class ProveCommand
{
    private const string What = "WHAT TO PROVE";

    private static readonly Argument<string> Repository = new("REPO")
    {
        Description = "The repository that was rewritten, or with --certificate any clone of it, or a URL: that is cloned into a private temporary folder.",
    };

    private static readonly Option<string> CertificateFile = new Option<string>("--certificate")
    {
        Description = "The restricted certificate of the purge (default: that of REPO's last purge, from the incident's folder).",
        HelpName = "FILE",
    }.InGroup(What);

    private static readonly Option<string> IncidentId = new Option<string>("--incident")
    {
        Description = "Take the last certificate of this incident.",
        HelpName = "ID",
    }.InGroup(What);

    private static readonly Option<string> Backup = new Option<string>("--backup")
    {
        Description = "The git directory of the copy made before, to show from it that nothing else was lost (default: the incident's).",
        HelpName = "DIR",
    }.InGroup(What);

    private static readonly Option<string> PolicyName = new Option<string>("--policy")
    {
        Description = "Scan with the rules of this policy (default: that of the purge).",
        HelpName = "POLICY",
    }.InGroup(What);

    private static readonly Option<string> RulesFile = JudgingOptions.Rules(What);

    private static readonly Option<bool> Remote = new Option<bool>("--remote")
    {
        Description = "REPO is OWNER/REPO on GitHub: prove a fresh clone of it, and ask it and its forks for every old object by id.",
        Arity = ArgumentArity.Zero,
    }.InGroup(Connection.Group);

    private static readonly Option<bool> Watch = new Option<bool>("--watch")
    {
        Description = "With --remote: do it again until GitHub gives nothing of it out.",
        Arity = ArgumentArity.Zero,
    }.InGroup(Connection.Group);

    private static readonly Option<int> Every = new Option<int>("--every")
    {
        Description = "Minutes between two rounds of --watch (default 360).",
        HelpName = "MINUTES",
        DefaultValueFactory = _ => 360,
    }.InGroup(Connection.Group);

    private static readonly Option<string> Api = Connection.Api();

    private static readonly Option<ReportFormat> Format = OutputOptions.Format(ReportFormat.Text, ReportFormat.Json);

    private static readonly Option<string> Output = OutputOptions.File();

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("prove", "Show that what was purged is gone from a repository, and that nothing else is.")
        {
            Repository, CertificateFile, IncidentId, Backup, PolicyName, RulesFile, Remote, Watch, Every, Api, Format, Output,
        };
        command.Runs((arguments, context) => arguments.GetValue(Remote) ? RunRemoteAsync(arguments, context) : Task.FromResult(Run(arguments, context)));
        return command
            .Example("Prove the last purge of a repository", "reposan prove study")
            .Example("Check a colleague's clone", "reposan prove study --certificate restricted.json")
            .Example("Check what GitHub gives to a fresh clone", "reposan prove https://github.com/ORG/STUDY --certificate restricted.json")
            .Example("Show what GitHub itself still gives out, until it is gone", "reposan prove --remote ORG/STUDY --watch")
            .Ends(ExitCode.Clean, "Nothing of it remains, nothing else was lost; everything was read.")
            .Ends(ExitCode.Findings, "Something remains, or something else was changed or lost.")
            .Ends(ExitCode.Incomplete, "Nothing was found to remain, but something could not be read.")
            .Ends(ExitCode.Refused, "The certificate, or the record it is chained to, is of another key or was changed.");
    }

    private static async Task<ExitCode> RunRemoteAsync(ParseResult arguments, CommandContext context)
    {
        if (arguments.GetValue(Backup) is not null) throw new ReposanException(ExitCode.Usage, "--backup and --remote contradict each other: GitHub is not compared with a copy made before.");
        var every = arguments.GetValue(Every);
        if (every is < 1 or > 60 * 24 * 7) throw new ReposanException(ExitCode.Usage, "--every takes from 1 minute to a week: 1 to 10080.");
        var run = new RemoteProofRun(context, arguments.GetValue(Repository)!)
        {
            Incident = arguments.GetValue(IncidentId),
            CertificateFile = arguments.GetValue(CertificateFile),
            Policy = arguments.GetValue(PolicyName),
            OwnRules = JudgingOptions.ReadRules(arguments.GetValue(RulesFile)),
            Api = arguments.GetValue(Api),
        };
        var (incident, result) = arguments.GetValue(Watch) ? await run.WatchAsync(TimeSpan.FromMinutes(every)) : await run.RunAsync();
        var format = arguments.GetValue(Format);
        context.WriteOutput(arguments.GetValue(Output), stream =>
        {
            if (format == ReportFormat.Json) RemoteProofReport.WriteJson(incident, result, stream);
            else RemoteProofReport.WriteText(incident, result, stream);
        });
        return result.ExitCode;
    }

    private static ExitCode Run(ParseResult arguments, CommandContext context)
    {
        if (arguments.GetValue(Watch) || arguments.GetValue(Api) is not null)
            throw new ReposanException(ExitCode.Usage, "--watch and --api go with --remote: say 'reposan prove --remote OWNER/REPO'.");
        if (arguments.GetValue(CertificateFile) is not null && arguments.GetValue(IncidentId) is not null)
            throw new ReposanException(ExitCode.Usage, "--certificate and --incident contradict each other: give one of them.");
        var proved = new ProofRun(context).Run(new ProofRequest(arguments.GetValue(Repository)!)
        {
            CertificateFile = arguments.GetValue(CertificateFile),
            Incident = arguments.GetValue(IncidentId),
            Backup = arguments.GetValue(Backup),
            Policy = arguments.GetValue(PolicyName),
            OwnRules = JudgingOptions.ReadRules(arguments.GetValue(RulesFile)),
        });
        var format = arguments.GetValue(Format);
        context.WriteOutput(arguments.GetValue(Output), stream =>
        {
            if (format == ReportFormat.Json) ProofReport.WriteJson(proved, stream);
            else ProofReport.WriteText(proved, stream);
        });
        return proved.Result.ExitCode;
    }
}
