using System.Text.Json.Nodes;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.RemoteProof;
using RepoSanitiser.Incidents;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>
/// Puts back what containment changed, from the incident's snapshot. It refuses while nothing shows that the leak is gone from GitHub:
/// going public again shows everything to everybody, what was ever pushed to private forks too.
/// </summary>
/// <param name="github">GitHub.</param>
/// <param name="incidents">The incidents.</param>
/// <param name="clock">The clock.</param>
/// <param name="progress">Told how far it is.</param>
public sealed class RestoreRun(IGitHub github, IncidentStore incidents, TimeProvider clock, IProgressSink progress)
{
    /// <summary>What the record calls the whole; each effect is <c>restore.</c> and its kind.</summary>
    public const string Command = "restore";

    /// <summary>What the record calls the end of a restoring that left nothing undone.</summary>
    public const string Ended = "restore.end";

    /// <summary>Whether it goes on although nothing shows that the leak is gone.</summary>
    public bool DespiteLeak { get; init; }

    /// <summary>Asked before the first change; nothing is done where it says no.</summary>
    public Func<ContainReport, bool> Confirm { get; init; } = _ => true;

    /// <summary>Shows what would be put back, or puts it back.</summary>
    /// <exception cref="ReposanException">Nothing was contained, or nothing shows that the leak is gone: nothing was changed.</exception>
    public async Task<ContainReport> RunAsync(RepositoryName name, string? incidentId, bool apply, CancellationToken cancelled)
    {
        var repository = await github.RepositoryAsync(name, cancelled);
        var incident = Find(repository, incidentId);
        var snapshot = new SnapshotFile(incident).Load()
            ?? throw new ReposanException(ExitCode.Usage, $"In incident {incident.Id} nothing was contained: name the right one with --incident.");
        if (snapshot.Repository.Id != repository.Id)
            throw new ReposanException(ExitCode.Usage, $"Incident {incident.Id} is about {snapshot.Repository.FullName}: name the right one with --incident.");
        var planner = new RestorePlanner(snapshot with { Repository = snapshot.Repository with { FullName = repository.FullName } }, incident.Record.Read(), repository, clock.GetUtcNow());
        var effects = planner.Plan();
        var whyNot = DespiteLeak ? null : WhyNot(snapshot, repository);
        var report = new ContainReport
        {
            Command = Command, Repository = repository.FullName, Incident = incident.Id, Applied = apply, Snapshot = snapshot,
            Steps = [.. effects.Select(e => new StepResult(e, StepOutcome.NotTried))], Losses = planner.Losses(),
            Notes = whyNot is null ? [] : [whyNot],
        };
        if (!apply) return report;
        if (whyNot is not null) throw new ReposanException(ExitCode.Refused, whyNot);
        if (!Confirm(report)) return report with { Steps = [], Refusal = "You did not agree: nothing was changed." };

        var applier = new Applier(github, repository.FullNameParsed, incident.Record, Command, clock, progress);
        var steps = await applier.ApplyAsync(effects, cancelled);
        var (differences, unread) = await DifferencesAsync(snapshot, cancelled);
        report = report with { Steps = steps, Notes = differences, Unread = unread };
        var why = applier.Unrecorded ?? (steps.All(s => s.IsReached) ? EndIn(incident, repository, steps.Count, unread.Count) : null);
        return why is null ? report : report with { Refusal = $"{repository.FullName} is restored only as far as is listed below. {why}" };
    }

    /// <summary>Records the end.</summary>
    /// <returns>Why that was not possible; null where it was.</returns>
    private static string? EndIn(Incident incident, GitHubRepository repository, int steps, int unread)
    {
        try
        {
            incident.Record.Result(Ended, repository.FullName, null, new JsonObject { ["steps"] = steps, ["unread"] = unread });
            return null;
        }
        catch (ReposanException e)
        {
            return e.Message;
        }
    }

    private Incident Find(GitHubRepository repository, string? id)
    {
        if (id is not null) return incidents.Open(id);
        return SnapshotFile.Open(incidents, repository.Id) ?? SnapshotFile.NotCompared(incidents, repository.Id) ?? throw new ReposanException(
            ExitCode.Usage, $"No containment of {repository.FullName} is recorded here, or it was restored already: name the incident with --incident, or the state folder with --state.");
    }

    /// <summary>Why it must not be put back yet; null where the last proof after containment shows that GitHub no longer serves the leak.</summary>
    private string? WhyNot(Snapshot snapshot, GitHubRepository repository)
    {
        var proof = incidents.List().Select(incidents.Open).SelectMany(i => i.Record.Verify() is { IsWhole: true } check ? check.Entries : [])
            .Where(e => e.Step.Action == RemoteProver.Action && e.Step.Phase == RecordPhase.Result && e.Time >= snapshot.Taken)
            .Where(e => string.Equals(e.Step.Target, repository.FullName, StringComparison.OrdinalIgnoreCase))
            .OrderBy(e => e.Time).LastOrDefault();
        var way = $"run 'reposan prove --remote {repository.FullName}' until it says that it is gone, or add --despite-leak";
        return (string?)proof?.Step.After?["verdict"] switch
        {
            "gone" => null,
            null => $"Nothing shows that the leak is gone from GitHub: {way}.",
            "remains" => $"The last proof found the leak on GitHub: {way}.",
            _ => $"The last proof could not read everything: {way}.",
        };
    }

    /// <summary>Guards that are not what they were: containment never changes them, and what did is not known.</summary>
    private async Task<(IReadOnlyList<string> Differences, IReadOnlyList<UnreadPart> Unread)> DifferencesAsync(Snapshot snapshot, CancellationToken cancelled)
    {
        var differences = new List<string>();
        var now = await new SnapshotReader(github, clock, progress).ReadGuardsAsync(snapshot, cancelled);
        if (snapshot.Has(Parts.Protections) && now.Has(Parts.Protections)) Compare("The protection of branch", snapshot.Protections, now.Protections);
        if (snapshot.Has(Parts.Rulesets) && now.Has(Parts.Rulesets)) Compare("The ruleset", snapshot.Rulesets, now.Rulesets);
        return (differences, now.Unread);

        void Compare(string what, IReadOnlyList<Guard> before, IReadOnlyList<Guard> after)
        {
            foreach (var guard in before.Where(g => !after.Any(a => a.Name == g.Name && JsonNode.DeepEquals(Settled(a.Rules), Settled(g.Rules)))))
                differences.Add($"{what} {Printable.Escape(guard.Name)} is not what it was; the snapshot in incident's folder has it.");
        }
    }

    /// <summary>A description without the times in it.</summary>
    private static JsonNode Settled(JsonNode rules)
    {
        var copy = rules.DeepClone();
        if (copy is JsonObject fields)
        {
            foreach (var name in (string[])["created_at", "updated_at"]) fields.Remove(name);
        }

        return copy;
    }
}
