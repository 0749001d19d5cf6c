using System.CommandLine;
using System.Globalization;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Incidents;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Backups;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan backup</c>: the copies that were made before repositories were rewritten. Each holds the leak.</summary>
internal static class BackupCommand
{
    private static readonly Argument<string> Id = new("incident")
    {
        Description = "The incident's id.",
        HelpName = "INCIDENT",
    };

    private static readonly Option<string> Number = new("--backup")
    {
        Description = "Which copy of the incident (default: the only one).",
        HelpName = "NUMBER",
    };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("backup", "List, restore or destroy the copies made before a repository was rewritten.") { List(), Restore(), Destroy() };
        command.Action = new ShowHelp();
        return command.Example("See which copies of a leak are still there", "reposan backup list");
    }

    private static Command List()
    {
        var command = new Command("list", "List the copies, of every incident.").Example("See which copies of a leak are still there", "reposan backup list");
        command.Runs((_, context) =>
        {
            var store = context.Incidents();
            foreach (var incident in store.List().Select(store.Open))
            {
                foreach (var number in BackupDestruction.Numbers(incident)) context.Out.WriteLine(Line(incident, number));
            }

            return ExitCode.Clean;
        });
        return command;
    }

    private static Command Restore()
    {
        var output = new Option<string>("--output", "-o") { Description = "The folder to make: a git directory.", HelpName = "DIR", Required = true };
        var command = new Command("restore", "Put a copy into a new folder; the repository it was made of stays as it is.") { Id, Number, output }
            .Example("Look at a repository as it was", "reposan backup restore 2027-01-31-k7mq -o before.git")
            .Ends(ExitCode.Refused, "The folder exists, the copy is not as it was made, or gpg has not the key.");
        command.Runs((arguments, context) =>
        {
            var (incident, number) = Chosen(arguments, context);
            var target = arguments.GetRequiredValue(output);
            RepositoryBackup.Open(incident, number).Restore(Path.GetFullPath(target));
            context.Out.WriteLine($"Restored backup {number} of incident {incident.Id} to {Printable.Escape(target)}. It holds what was purged: it is one more copy to destroy.");
            return ExitCode.Clean;
        });
        return command;
    }

    private static Command Destroy()
    {
        var apply = new Option<bool>("--apply") { Description = "Do it; without this, only say what would be destroyed." };
        var command = new Command("destroy", "Overwrite a copy and delete it. What was rewritten can't be put back afterwards.") { Id, Number, apply }
            .Example("See what would be destroyed", "reposan backup destroy 2027-01-31-k7mq")
            .Example("Destroy it", "reposan backup destroy 2027-01-31-k7mq --apply")
            .Ends(ExitCode.Refused, "The incident's record can't be written, so nothing was destroyed.");
        command.Runs((arguments, context) =>
        {
            var (incident, number) = Chosen(arguments, context);
            var applies = arguments.GetValue(apply);
            var destroyed = applies ? new BackupDestruction(context.Random).Destroy(incident, number) : BackupDestruction.Plan(incident, number);
            var what = string.Create(CultureInfo.InvariantCulture, $"backup {number} of incident {incident.Id}: {destroyed.Files} files, {destroyed.Bytes:N0} bytes");
            context.Out.WriteLine(applies ? $"Overwrote and deleted {what}." : $"Would overwrite and delete {what}. With --apply it is done.");
            context.Say(BackupDestruction.Limits);
            return ExitCode.Clean;
        });
        return command;
    }

    private static (Incident Incident, string Number) Chosen(ParseResult arguments, CommandContext context)
    {
        var incident = context.Incidents().Open(arguments.GetRequiredValue(Id));
        var numbers = BackupDestruction.Numbers(incident);
        if (arguments.GetValue(Number) is { } number) return (incident, number);
        if (numbers.Count == 1) return (incident, numbers[0]);
        throw new ReposanException(ExitCode.Usage, numbers.Count == 0
            ? $"Incident {incident.Id} has no backup: it was destroyed, or none was made."
            : $"Incident {incident.Id} has {numbers.Count} backups: name one with --backup {string.Join(" or ", numbers)}.");
    }

    private static string Line(Incident incident, string number)
    {
        if (RepositoryBackup.List(incident).FirstOrDefault(b => b.Number == number) is not { } backup)
            return $"{incident.Id}  {number}  never finished; destroy it";
        var (manifest, made) = (backup.Manifest, backup.Manifest.Made.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        var form = manifest.Recipient is null ? "plain" : "encrypted";
        return Printable.Escape(string.Create(
            CultureInfo.InvariantCulture, $"{incident.Id}  {number}  {made}  {form}  {manifest.Files} files, {manifest.Bytes:N0} bytes  {manifest.Repository}"));
    }
}
