using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Containing;
using RepoSanitiser.Cli.Remote;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan contain</c>: stops a leak on GitHub from being read and copied further.</summary>
internal static class ContainCommand
{
    private const string What = "WHAT IS DONE";
    private const string How = "HOW IT IS RUN";

    private static readonly Argument<string> Repository = new("repository") { Description = "The repository on GitHub.", HelpName = "OWNER/REPO" };
    private static readonly Option<bool> Remove = Flag("--remove", "Take all access away from those who are not authorised, instead of leaving them to read. GitHub deletes their private forks then.", What);
    private static readonly Option<bool> ClosePulls = Flag("--close-pulls", "Close open pull requests.", What);
    private static readonly Option<bool> AllArtifacts = Flag("--all-artifacts", "Delete all artifacts, caches, logs and release files, unseen; without, they are scanned and those with a finding deleted.", What);
    private static readonly Option<bool> StayPublic = Flag("--stay-public", "Do all but make it private, where that is not possible; interaction is limited to collaborators.", What);
    private static readonly Option<string> Config = new Option<string>("--config")
    {
        Description = "Whom to tell, and who keeps access (default: reposan.yaml in $XDG_CONFIG_HOME/reposan; without one, whoever is outside the organisation is not authorised).",
        HelpName = "FILE",
    }.InGroup(What);

    private static readonly Option<bool> Apply = Flag("--apply", "Do it. Without, only the plan is shown.", How);
    private static readonly Option<bool> Yes = Flag("--yes", "Do not ask: for a pipeline.", How);
    private static readonly Option<string> Incident = new Option<string>("--incident")
    {
        Description = "The incident it belongs to (default: the one that is open for this repository, else a new one, which is printed).",
        HelpName = "ID",
    }.InGroup(How);

    private static readonly Option<string> Api = Connection.Api();
    private static readonly Option<string> Policy = JudgingOptions.Policy();
    private static readonly Option<ReportFormat> Format = OutputOptions.Format(ReportFormat.Text, ReportFormat.Json);

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("contain", "Stop a leak on GitHub: make the repository private at once, then close every other way to it.")
        {
            Repository, Remove, ClosePulls, AllArtifacts, StayPublic, Config, Apply, Yes, Incident, Api, Policy, Format,
        };
        command.Runs((arguments, context) => new ContainSession(context, new ContainRequest(arguments.GetRequiredValue(Repository))
        {
            Remove = arguments.GetValue(Remove),
            ClosePulls = arguments.GetValue(ClosePulls),
            AllArtifacts = arguments.GetValue(AllArtifacts),
            StayPublic = arguments.GetValue(StayPublic),
            Config = arguments.GetValue(Config),
            Apply = arguments.GetValue(Apply),
            Yes = arguments.GetValue(Yes),
            Incident = arguments.GetValue(Incident),
            Api = arguments.GetValue(Api),
            Policy = arguments.GetRequiredValue(Policy),
            Json = arguments.GetValue(Format) == ReportFormat.Json,
        }).RunAsync());
        return command
            .Example("See what would be done, and whom to tell", "reposan contain ORG/STUDY")
            .Example("Do it", "reposan contain ORG/STUDY --apply")
            .Example("Do it from a pipeline, and take access away from everybody who is not authorised", "reposan contain ORG/STUDY --remove --apply --yes")
            .Ends(ExitCode.Clean, "The plan is shown, or every step was done and seen to be.")
            .Ends(ExitCode.Incomplete, "Done as far as could be read; what could not is listed.")
            .Ends(ExitCode.Refused, "Nothing was changed: the token may not close the repository, or GitHub refused.")
            .Ends(ExitCode.Failed, "Some steps were not done; each is named. Run it again to go on.");
    }

    private static Option<bool> Flag(string name, string description, string group) => new Option<bool>(name) { Description = description }.InGroup(group);
}
