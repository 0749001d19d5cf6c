using System.CommandLine;
using RepoSanitiser.Cli.Cloning;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan clean-clone</c>: checks somebody's clone after a purge elsewhere, takes the leak out of it, and writes a receipt.</summary>
internal static class CleanCloneCommand
{
    private const string Running = "HOW IT IS RUN";

    private static readonly Argument<string> Clone = new("CLONE") { Description = "Your clone." };

    private static readonly Option<string> CertificateFile = new("--certificate")
    {
        Description = "The file you were sent: a kit, or the restricted certificate.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string> Copy = new Option<string>("--copy")
    {
        Description = "What the list of copies calls your clone, as you were told: it stands in the receipt.",
        HelpName = "ID",
    }.InGroup(Running);

    private static readonly Option<bool> Apply = new Option<bool>("--apply")
    {
        Description = "Take it out. Without, the clone is only checked, and what would be done is shown.",
    }.InGroup(Running);

    private static readonly Option<bool> Deleted = new Option<bool>("--deleted")
    {
        Description = "Say that you deleted the clone: nothing may be left at CLONE.",
    }.InGroup(Running);

    private static readonly Option<string> ReceiptFile = new Option<string>("--output", "-o")
    {
        Description = "Write the receipt to a file (mode 0600) instead of standard output.",
        HelpName = "FILE",
    }.InGroup(OutputOptions.Group);

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("clean-clone", "Check a clone after a purge elsewhere, take the leak out of it, and write a receipt to send back.")
        {
            Clone, CertificateFile, Copy, Apply, Deleted, ReceiptFile,
        };
        command.Runs((arguments, context) =>
        {
            if (arguments.GetValue(Apply) && arguments.GetValue(Deleted))
                throw new ReposanException(ExitCode.Usage, "--apply and --deleted contradict each other: give one of them.");
            var session = new CleanCloneSession(context, arguments.GetValue(Clone)!, arguments.GetValue(CertificateFile)!)
            {
                Copy = arguments.GetValue(Copy),
                ReceiptFile = arguments.GetValue(ReceiptFile),
            };
            return arguments.GetValue(Deleted) ? session.Deleted() : session.Run(arguments.GetValue(Apply));
        });
        return command
            .Example("Check your clone, and see what would be done", "reposan clean-clone study --certificate kit.json")
            .Example("Take the leak out, and write the receipt", "reposan clean-clone study --certificate kit.json --apply -o receipt.json")
            .Example("You deleted it instead", "reposan clean-clone study --certificate kit.json --deleted -o receipt.json")
            .Ends(ExitCode.Clean, "The clone is clean, everything in it was read; the receipt says so.")
            .Ends(ExitCode.Findings, "The clone holds the leak, or still does: what and where is listed.")
            .Ends(ExitCode.Incomplete, "Nothing was found, but something could not be read.")
            .Ends(ExitCode.Refused, "The clone can't be cleaned as it stands, or the file is of another key or was changed; nothing was changed.");
    }
}
