using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Incidents;
using RepoSanitiser.Cli.Containing;
using RepoSanitiser.Cli.Remote;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Containment;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan restore</c>: puts back what containment changed.</summary>
internal static class RestoreCommand
{
    private const string How = "HOW IT IS RUN";

    private static readonly Argument<string> Repository = new("repository") { Description = "The repository on GitHub.", HelpName = "OWNER/REPO" };
    private static readonly Option<bool> DespiteLeak = new Option<bool>("--despite-leak") { Description = "Go on although no proof shows that the leak is gone from GitHub." }.InGroup(How);
    private static readonly Option<bool> Apply = new Option<bool>("--apply") { Description = "Do it. Without, only the plan is shown." }.InGroup(How);
    private static readonly Option<bool> Yes = new Option<bool>("--yes") { Description = "Do not ask: for a pipeline." }.InGroup(How);
    private static readonly Option<string> Incident = new Option<string>("--incident")
    {
        Description = "The incident it belongs to (default: the one in which the repository was contained).",
        HelpName = "ID",
    }.InGroup(How);

    private static readonly Option<string> Api = Connection.Api();
    private static readonly Option<ReportFormat> Format = OutputOptions.Format(ReportFormat.Text, ReportFormat.Json);

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("restore", "Put back on GitHub what 'reposan contain' changed.") { Repository, DespiteLeak, Apply, Yes, Incident, Api, Format };
        command.Runs((arguments, context) => RunAsync(arguments, context));
        return command
            .Example("See what would be put back, and what can't be", "reposan restore ORG/STUDY")
            .Example("Do it, when 'reposan prove --remote' says that the leak is gone", "reposan restore ORG/STUDY --apply")
            .Ends(ExitCode.Clean, "The plan is shown, or every step was done and seen to be.")
            .Ends(ExitCode.Incomplete, "Done; whether protections and rulesets are what they were could not be read.")
            .Ends(ExitCode.Refused, "Nothing was changed: no proof shows that the leak is gone, or you did not agree.")
            .Ends(ExitCode.Failed, "Some steps were not done; each is named. Run it again to go on.");
    }

    private static async Task<ExitCode> RunAsync(ParseResult arguments, CommandContext context)
    {
        var name = RepositoryName.Parse(arguments.GetRequiredValue(Repository));
        var (json, yes) = (arguments.GetValue(Format) == ReportFormat.Json, arguments.GetValue(Yes));
        Agreement.KeepOffJson(json, arguments.GetValue(Apply), yes);
        using var connection = Connection.Open(context, arguments.GetValue(Api));
        var run = new RestoreRun(connection.GitHub, context.Incidents(), context.Clock, context.Progress)
        {
            DespiteLeak = arguments.GetValue(DespiteLeak),
            Confirm = report => yes || Agrees(context, name, report),
        };
        var report = await run.RunAsync(name, arguments.GetValue(Incident), arguments.GetValue(Apply), context.Cancelled);
        return context.Tell(report with { Api = arguments.GetValue(Api) }, json);
    }

    private static bool Agrees(CommandContext context, RepositoryName name, ContainReport report)
    {
        new ContainText(report with { Applied = false }).Write(context.Out);
        return context.Agrees("This is about to be done. Going public shows everything to everybody, what was ever pushed to private forks too.", name.ToString());
    }
}
