using System.CommandLine;
using System.Globalization;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Incidents;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan incident</c>: what was done in an incident, and whether its record is as it was written.</summary>
internal static class IncidentCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("incident", "Show what was done in an incident, and check its record.") { List(), Show(), Kit() };
        command.Action = new ShowHelp();
        return command.Example("Check the record of an incident", "reposan incident show 2027-01-31-k7mq");
    }

    private static Command List()
    {
        var command = new Command("list", "List the incidents of the state folder.").Example("See which incidents there are", "reposan incident list");
        command.Runs((_, context) =>
        {
            var store = context.Incidents();
            foreach (var incident in store.List().Select(store.Open))
            {
                var check = incident.Record.Verify();
                var steps = check.Entries.Select(e => e.Step.Action).Distinct(StringComparer.Ordinal);
                context.Out.WriteLine($"{incident.Id}  {(check.IsWhole ? $"{check.Entries.Count} lines" : "CHANGED")}  {string.Join(", ", steps)}");
            }

            return ExitCode.Clean;
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("incident") { Description = "The incident's id.", HelpName = "ID" };
        var command = new Command("show", "Print an incident's record and check every line of it.") { id }
            .Example("See what was done, when and by whom", "reposan incident show 2027-01-31-k7mq")
            .Ends(ExitCode.Findings, "The record is not as it was written.")
            .Ends(ExitCode.Refused, "Others can look into the incident's folder.");
        command.Runs((arguments, context) =>
        {
            var incident = context.Incidents().Open(arguments.GetRequiredValue(id));
            var check = incident.Record.Verify();
            foreach (var entry in check.Entries) context.Out.WriteLine(Line(entry));
            var last = check.Entries.Count > 0 ? check.Entries[^1].Hash : RecordHead.Empty.Hash;
            if (check.IsWhole) context.Out.WriteLine($"The record is whole: {check.Entries.Count} lines, the last is {last}.");
            else context.Say($"The record of incident {incident.Id} is not as it was written: {check.Problem}.");
            return check.IsWhole ? ExitCode.Clean : ExitCode.Findings;
        });
        return command;
    }

    private static Command Kit()
    {
        var id = new Argument<string>("incident") { Description = "The incident's id.", HelpName = "ID" };
        var output = OutputOptions.File();
        var command = new Command("kit", "Write the one file that holders of a clone need for 'reposan clean-clone'. It has nothing of the leak, but its old ids: for them alone.") { id, output }
            .Example("Write the kit for those who hold a clone", "reposan incident kit 2027-01-31-k7mq -o kit.json")
            .Ends(ExitCode.Refused, "The certificate, or the record it is chained to, was changed.");
        command.Runs((arguments, context) =>
        {
            var incident = context.Incidents().Open(arguments.GetRequiredValue(id));
            var certificate = new CertificateFiles(context.Key).Last(incident)
                ?? throw new ReposanException(ExitCode.Usage, $"Incident {incident.Id} has no certificate: nothing was purged in it.");
            context.WriteOutput(arguments.GetValue(output), stream => stream.Write(CertificateJson.WriteKit(certificate, context.Key)));
            return ExitCode.Clean;
        });
        return command;
    }

    private static string Line(RecordEntry entry)
    {
        var time = entry.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var phase = entry.Step.Phase == RecordPhase.Intent ? "begins" : "ended ";
        var state = entry.Step.After?.ToJsonString() ?? entry.Step.Before?.ToJsonString() ?? "";
        return Printable.Escape($"{entry.Seq,4}  {time}  {entry.Actor}  {phase} {entry.Step.Action}  {entry.Step.Target}  {state}".TrimEnd());
    }
}
