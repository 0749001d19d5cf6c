using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Releasing;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.History.Figures;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Review.Serving;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan review</c>: pages on this machine in which a reviewer sees what they approve.</summary>
internal static class ReviewCommand
{
    private const string Group = "THE PAGES";

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var against = new Option<string>("--against") { Description = "A clone of the study repository, or any folder of files released before: what changed since is marked cell by cell.", HelpName = "DIR" }.InGroup(Group);
        var port = new Option<int>("--port") { Description = "The port of this machine's loopback address (default: one that is free).", HelpName = "PORT" }.InGroup(Group);
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65_535) result.AddError("--port takes a number from 1 to 65535.");
        });
        var command = new Command("review", "Review requests in pages served to one browser of this machine: each file with its findings, its context and what changed. Ends with Ctrl-C.") { against, port };
        ReleaseOptions.AddTo(command);
        command.Runs((arguments, context) => Serve(context, ReleaseOptions.Read(arguments, context), arguments.GetValue(against), arguments.GetValue(port)));
        return command
            .Example("Review the requests of a folder", "reposan review --requests /srv/requests --trust /etc/reposan/trust.yaml --sign-key ~/.ssh/id_ed25519")
            .Example("Show what changed since the last release", "reposan review --against study")
            .Ends(ExitCode.Refused, "The trust file does not know your key or does not let it sign today, or the port is taken.");
    }

    private static ExitCode Serve(CommandContext context, ReleaseOptions options, string? against, int port)
    {
        var store = options.Store(context);
        _ = store.List();
        using var site = ReviewSite.Start(new ReviewSiteOptions
        {
            Desk = new ReviewDesk(store, options.Signer(store.Trust), context.State, context.Clock, context.Random),
            Against = against,
            Figures = InstalledReaders.Find(context.Variable("PATH")),
            Port = port,
            Random = context.Random,
            Say = context.Say,
        });
        context.Out.WriteLine($"Open this address; it works once, in one browser: {site.Address.AbsoluteUri}");
        context.Out.Flush();
        site.Serve(context.Cancelled).GetAwaiter().GetResult();
        return ExitCode.Clean;
    }
}
