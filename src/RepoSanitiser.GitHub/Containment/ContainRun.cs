using System.Text.Json.Nodes;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Containment.Effects;
using RepoSanitiser.Incidents;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>
/// Contains a leak: reads what going private would hide, makes the repository private, reads the rest, and closes every other way to the
/// leak. Whatever fails after the first step delays nothing that comes after it. Running it again goes on where it stopped.
/// </summary>
/// <param name="github">GitHub.</param>
/// <param name="incidents">The incidents.</param>
/// <param name="options">What is asked for.</param>
/// <param name="judge">Looks for the leak in artifacts, logs and release files.</param>
/// <param name="clock">The clock.</param>
/// <param name="progress">Told how far it is.</param>
public sealed class ContainRun(IGitHub github, IncidentStore incidents, ContainOptions options, ContentJudge judge, TimeProvider clock, IProgressSink progress)
{
    /// <summary>What the record calls the whole; each effect is <c>contain.</c> and its kind.</summary>
    public const string Command = "contain";

    /// <summary>What the record calls the end.</summary>
    public const string Ended = "contain.end";

    /// <summary>The incident that the notice was written in, taken where the repository has none of its own yet; null for none.</summary>
    public Incident? Noticed { get; init; }

    /// <summary>Told of the incident before anything is read or changed in its name.</summary>
    public Action<Incident, Snapshot> Opened { get; init; } = (_, _) => { };

    /// <summary>Asked before the first change, with what comes first, and before people are removed, with those removals as the rest; nothing
    /// of it is done where it says no.</summary>
    public Func<ContainPlan, bool> Confirm { get; init; } = _ => true;

    /// <summary>Finds out what would be done. Nothing changes on GitHub.</summary>
    public async Task<ContainReport> PlanAsync(RepositoryName name, string? incidentId, CancellationToken cancelled)
    {
        var reader = new SnapshotReader(github, clock, progress);
        var (incident, file, snapshot) = await OpenAsync(reader, name, incidentId, cancelled);
        var wasContained = IsBegun(incident);
        if (!wasContained)
        {
            snapshot = await reader.ReadFirstAsync(snapshot, inTime: false, cancelled);
            file.Save(snapshot);
        }

        snapshot = await reader.ReadRestAsync(snapshot, options.Authorised.Teams, _ => { }, cancelled);
        file.Save(snapshot);
        var plan = new ContainPlanner(snapshot, options).Plan();
        return Report(incident, snapshot, plan) with
        {
            Steps = [.. plan.First.Concat(plan.Rest).Select(e => new StepResult(e, StepOutcome.NotTried))],
            Scanned = plan.ToScan.Count,
        };
    }

    /// <summary>Does it.</summary>
    /// <exception cref="ReposanException">A precondition does not hold: nothing was changed.</exception>
    /// <exception cref="GitHubException">The repository can't be read: nothing was changed.</exception>
    public async Task<ContainReport> ApplyAsync(RepositoryName name, string? incidentId, CancellationToken cancelled)
    {
        var reader = new SnapshotReader(github, clock, progress);
        var (incident, file, snapshot) = await OpenAsync(reader, name, incidentId, cancelled);
        await CheckPermissionsAsync(snapshot, cancelled);
        if (!IsBegun(incident)) snapshot = await reader.ReadFirstAsync(snapshot, inTime: true, cancelled);
        file.Save(snapshot);
        var first = new ContainPlanner(snapshot, options).Plan();
        if (!Confirm(first with { Rest = [] })) return Report(incident, snapshot, first) with { Applied = true, Refusal = "You did not agree: nothing was changed." };

        var applier = new Applier(github, snapshot.Name, incident.Record, Command, clock, progress);
        var steps = (await applier.ApplyAsync(first.First, cancelled)).ToList();
        if (applier.Unrecorded is { } why) return Partly(incident, snapshot, first, steps, why);
        try
        {
            if (steps.FirstOrDefault(s => !s.IsReached) is { } open)
                return End(incident, Report(incident, snapshot, first) with { Applied = true, Steps = steps, Refusal = WhyOpen(open, snapshot) });
            return await CloseAsync(incident, file, await reader.ReadRestAsync(snapshot, options.Authorised.Teams, file.Save, cancelled), applier, steps, cancelled);
        }
        catch (Exception e) when (e is ReposanException or GitHubException)
        {
            return Partly(incident, snapshot, first, steps, e.Message);
        }
    }

    /// <summary>Closes every other way to the leak.</summary>
    private async Task<ContainReport> CloseAsync(Incident incident, SnapshotFile file, Snapshot snapshot, Applier applier, List<StepResult> steps, CancellationToken cancelled)
    {
        file.Save(snapshot);
        var plan = new ContainPlanner(snapshot, options).Plan();
        var keeps = plan.Rest.Any(IsRemoval) && !Confirm(plan with { First = [], Rest = [.. plan.Rest.Where(IsRemoval)] });
        IReadOnlyList<Effect> rest = keeps ? [.. plan.Rest.Where(e => !IsRemoval(e))] : plan.Rest;
        steps.AddRange(await applier.ApplyAsync(rest, cancelled));
        steps.AddRange(plan.Rest.Except(rest).Select(e => new StepResult(e, StepOutcome.NotTried, "You did not agree.")));
        var (scan, deleted) = await ScanAsync(snapshot, plan, applier, cancelled);
        steps.AddRange(deleted);
        if (applier.Unrecorded is { } why) return Partly(incident, snapshot, plan, steps, why);
        return End(incident, Report(incident, snapshot, plan) with
        {
            Applied = true, Steps = steps, Scanned = scan.Scanned, Unread = [.. snapshot.Unread, .. scan.Unread],
        });
    }

    private static ContainReport Report(Incident incident, Snapshot snapshot, ContainPlan plan) => new()
    {
        Command = Command, Repository = snapshot.Repository.FullName, Incident = incident.Id, Applied = false, Snapshot = snapshot,
        Losses = plan.Losses, Notes = plan.Notes, Unread = snapshot.Unread,
    };

    /// <summary>Where it can't go on, as when neither snapshot nor record can be written any more: what was done until then is told.</summary>
    private static ContainReport Partly(Incident incident, Snapshot snapshot, ContainPlan plan, List<StepResult> steps, string why) => Report(incident, snapshot, plan) with
    {
        Applied = true, Steps = steps, Refusal = $"{snapshot.Repository.FullName} is contained only as far as is listed below. {why}",
    };

    /// <summary>An incident that has no snapshot: one that has is about another repository, which had this name before.</summary>
    private static Incident? Unused(Incident? incident) => incident is not null && new SnapshotFile(incident).Last() is null ? incident : null;

    private static bool IsRemoval(Effect effect) => effect is SetRole { To: null } or SetTeam { To: null };

    /// <summary>Whether something was changed in an incident, or was about to be: its snapshot is then the only one of what was there before.</summary>
    private static bool IsBegun(Incident incident) => incident.Record.Read().Any(e =>
        e.Step.Phase == RecordPhase.Intent && e.Step.Action.StartsWith(Command + ".", StringComparison.Ordinal));

    private async Task<(Incident Incident, SnapshotFile File, Snapshot Snapshot)> OpenAsync(SnapshotReader reader, RepositoryName name, string? id, CancellationToken cancelled)
    {
        var fresh = await reader.BeginAsync(name, cancelled);
        var incident = id is null ? SnapshotFile.Open(incidents, fresh.Repository.Id) ?? Unused(Noticed) ?? incidents.Create() : incidents.Open(id);
        var file = new SnapshotFile(incident);
        var kept = file.Load();
        if (kept is not null && kept.Repository.Id != fresh.Repository.Id)
            throw new ReposanException(ExitCode.Usage, $"Incident {incident.Id} is about {kept.Repository.FullName}: name another with --incident, or none to open a new one.");
        var snapshot = kept is not null && IsBegun(incident) ? kept : fresh;
        Opened(incident, snapshot);
        return (incident, file, snapshot);
    }

    /// <summary>What can be known before the first change. Permissions of fine-grained tokens show only on use.</summary>
    private async Task CheckPermissionsAsync(Snapshot snapshot, CancellationToken cancelled)
    {
        var repository = snapshot.Repository;
        if (repository.Permissions is { Admin: false })
            throw new ReposanException(ExitCode.Refused, $"Only an admin of {repository.FullName} can contain it, and {snapshot.Account ?? "this token"} is none: ask one of them, or use their token. Nothing was changed.");
        IReadOnlyList<string>? scopes;
        try
        {
            scopes = await github.NoLaterThan(clock.GetUtcNow() + TimeSpan.FromSeconds(10)).ScopesAsync(cancelled);
        }
        catch (GitHubException)
        {
            // Not knowing delays nothing: the first change shows it.
            return;
        }

        if (scopes is null || scopes.Contains("repo") || (scopes.Contains("public_repo") && !repository.Private)) return;
        throw new ReposanException(ExitCode.Refused, "The token lacks the scope repo, which every step takes: make one that has it. Nothing was changed.");
    }

    private static string WhyOpen(StepResult open, Snapshot snapshot)
    {
        var fork = open.Effect is SetVisibility && snapshot.Repository.Fork
            ? " It is a fork, and a fork of a public repository can't be made private: delete it, or go on with --stay-public."
            : "";
        var admin = open.Outcome == StepOutcome.NotAllowed ? " Where a policy forbids it, ask an owner of the organisation; --stay-public does the rest." : "";
        return $"{snapshot.Repository.FullName} is NOT closed: it was not possible to {open.Effect.Says}. {open.Reason}{(fork.Length > 0 ? fork : admin)} Nothing else was done.";
    }

    private async Task<(LeakScanResult Scan, IReadOnlyList<StepResult> Deleted)> ScanAsync(Snapshot snapshot, ContainPlan plan, Applier applier, CancellationToken cancelled)
    {
        try
        {
            var scan = await new LeakScan(github, judge, progress).ScanAsync(snapshot, plan.ToScan, cancelled);
            return (scan, await applier.ApplyAsync(scan.Found, cancelled));
        }
        catch (GitHubException e)
        {
            return (new LeakScanResult(0, [], [new UnreadPart("release files, artifacts and logs", e.Message)]), []);
        }
    }

    private static ContainReport End(Incident incident, ContainReport report)
    {
        var facts = new JsonObject { ["done"] = report.Steps.Count(s => s.IsReached), ["notDone"] = report.Steps.Count(s => !s.IsReached), ["unread"] = report.Unread.Count };
        incident.Record.Result(Ended, report.Repository, null, facts);
        return report;
    }
}
