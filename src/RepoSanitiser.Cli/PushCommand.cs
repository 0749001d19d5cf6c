using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Purging;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan push</c>: brings a rewritten history to its server.</summary>
internal static class PushCommand
{
    private const string Running = "HOW IT IS RUN";

    private static readonly Argument<string> Repository = new("REPO") { Description = "The repository that was rewritten." };

    private static readonly Option<string> Remote = new Option<string>("--remote")
    {
        Description = "A remote's name or a URL (default origin).",
        HelpName = "REMOTE",
        DefaultValueFactory = _ => "origin",
    }.InGroup(Running);

    private static readonly Option<string> Incident = new Option<string>("--incident")
    {
        Description = "Only what was purged in this incident (default: all that was purged in REPO).",
        HelpName = "ID",
    }.InGroup(Running);

    private static readonly Option<bool> Apply = new Option<bool>("--apply")
    {
        Description = "Do it. Without, only what would be pushed is shown.",
    }.InGroup(Running);

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("push", "Bring a rewritten history to its server: exactly the branches, tags and notes that changed.") { Repository, Remote, Incident, Apply };
        command.Runs((arguments, context) => new PushSession(context, arguments.GetValue(Repository)!, arguments.GetValue(Remote)!, arguments.GetValue(Incident)).Run(arguments.GetValue(Apply)));
        return command
            .Example("Show what would be pushed", "reposan push study.git")
            .Example("Push it", "reposan push study.git --apply")
            .Ends(ExitCode.Clean, "Shown, or pushed whole.")
            .Ends(ExitCode.Failed, "Pushed in part: refs of the server that this clone does not have still name, or may name, the old history.")
            .Ends(ExitCode.Refused, "A branch or tag has moved on the server since, or the server refuses one: none was moved.");
    }
}
