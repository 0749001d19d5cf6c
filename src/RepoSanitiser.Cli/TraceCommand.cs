using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Remote;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Cli.Tracing;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan trace</c>: lists every copy of a repository, and keeps how far each is dealt with.</summary>
internal static class TraceCommand
{
    private const string Keeping = "THE LIST";

    private static readonly Argument<string> Repository = new("repository") { Description = "The repository on GitHub.", HelpName = "OWNER/REPO" };

    private static readonly Option<bool> Status = new Option<bool>("--status") { Description = "Show the list as it is, and ask nobody." }.InGroup(Keeping);

    private static readonly Option<string[]> Set = new Option<string[]>("--set")
    {
        Description = "Set how far a copy is dealt with: found, asked, cleaned, proved or unreachable. Can be given again.",
        HelpName = "ID=STATE",
    }.InGroup(Keeping);

    private static readonly Option<string> Note = new Option<string>("--note")
    {
        Description = "A note for --set, without names of patients or values.",
        HelpName = "TEXT",
    }.InGroup(Keeping);

    private static readonly Option<string[]> ReceiptFiles = new Option<string[]>("--receipt")
    {
        Description = "Take in a receipt that somebody sent back. Can be given again.",
        HelpName = "FILE",
    }.InGroup(Keeping);

    private static readonly Option<string> IncidentId = new Option<string>("--incident")
    {
        Description = "The incident (default: the newest about this repository, else a new one).",
        HelpName = "ID",
    }.InGroup(Connection.Group);

    private static readonly Option<string> CertificateFile = new Option<string>("--certificate")
    {
        Description = "What was purged, to ask forks for it (default: the incident's last certificate).",
        HelpName = "FILE",
    }.InGroup(Connection.Group);

    private static readonly Option<string> Api = Connection.Api();

    private static readonly Option<ReportFormat> Format = OutputOptions.Format(ReportFormat.Text, ReportFormat.Json);

    private static readonly Option<string> Output = OutputOptions.File();

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("trace", "List every copy of a repository on GitHub and what outside it may have one, and keep how far each is dealt with.")
        {
            Repository, Status, Set, Note, ReceiptFiles, IncidentId, CertificateFile, Api, Format, Output,
        };
        command.Runs(Run);
        return command
            .Example("Find the copies, and write out the requests", "reposan trace ORG/STUDY")
            .Example("See how far each is", "reposan trace ORG/STUDY --status")
            .Example("The owner of a fork was asked", "reposan trace ORG/STUDY --set fork:someone/study=asked")
            .Example("Take in a receipt", "reposan trace ORG/STUDY --receipt receipt.json")
            .Ends(ExitCode.Clean, "Every copy is cleaned, proved or unreachable.")
            .Ends(ExitCode.Findings, "Copies are left that nobody has dealt with, or that were only asked about.")
            .Ends(ExitCode.Incomplete, "Nothing is left, but something could not be read.")
            .Ends(ExitCode.Refused, "There is no token, GitHub does not let it read the repository, or the record was changed.");
    }

    private static async Task<ExitCode> Run(ParseResult arguments, CommandContext context)
    {
        var session = new TraceSession(context, arguments.GetValue(Repository)!)
        {
            IncidentId = arguments.GetValue(IncidentId),
            CertificateFile = arguments.GetValue(CertificateFile),
            Api = arguments.GetValue(Api),
            Json = arguments.GetValue(Format) == ReportFormat.Json,
            Output = arguments.GetValue(Output),
        };
        var (set, receipts, note) = (arguments.GetValue(Set) ?? [], arguments.GetValue(ReceiptFiles) ?? [], arguments.GetValue(Note));
        if (note is not null && set.Length == 0) throw new ReposanException(ExitCode.Usage, "--note goes with --set: say which copy it is about.");
        return set.Length + receipts.Length > 0 ? session.Update(set, note, receipts) : arguments.GetValue(Status) ? session.Status() : await session.TraceAsync();
    }
}
