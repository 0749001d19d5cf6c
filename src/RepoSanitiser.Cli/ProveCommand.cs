using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Proving;
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

    private static readonly Option<ReportFormat> Format = OutputOptions.Format(ReportFormat.Text, ReportFormat.Json);

    private static readonly Option<string> Output = OutputOptions.File();

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("prove", "Show that what was purged is gone from a repository, and that nothing else is.")
        {
            Repository, CertificateFile, IncidentId, Backup, PolicyName, Format, Output,
        };
        command.Runs(Run);
        return command
            .Example("Prove the last purge of a repository", "reposan prove study")
            .Example("Check a colleague's clone", "reposan prove study --certificate restricted.json")
            .Example("Check what GitHub gives to a fresh clone", "reposan prove https://github.com/ORG/STUDY --certificate restricted.json")
            .Ends(ExitCode.Clean, "Nothing of it remains, nothing else was lost; everything was read.")
            .Ends(ExitCode.Findings, "Something remains, or something else was changed or lost.")
            .Ends(ExitCode.Incomplete, "Nothing was found to remain, but something could not be read.")
            .Ends(ExitCode.Refused, "The certificate, or the record it is chained to, is of another key or was changed.");
    }

    private static ExitCode Run(ParseResult arguments, CommandContext context)
    {
        if (arguments.GetValue(CertificateFile) is not null && arguments.GetValue(IncidentId) is not null)
            throw new ReposanException(ExitCode.Usage, "--certificate and --incident contradict each other: give one of them.");
        var proved = new ProofRun(context).Run(new ProofRequest(arguments.GetValue(Repository)!)
        {
            CertificateFile = arguments.GetValue(CertificateFile),
            Incident = arguments.GetValue(IncidentId),
            Backup = arguments.GetValue(Backup),
            Policy = arguments.GetValue(PolicyName),
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
