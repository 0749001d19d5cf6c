using RepoSanitiser.Cli.Incidents;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Cli.Scanning;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Redaction;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Transactions;
using RepoSanitiser.History.Purging;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Backups;

namespace RepoSanitiser.Cli.Purging;

/// <summary>One run of <c>reposan purge</c>.</summary>
internal sealed class PurgeSession(CommandContext context, string name, string policy, OwnRules rules)
{
    private readonly Lazy<ContentJudge> _judge = new(() => new ContentJudge(PolicyCatalogue.Get(policy), new DocumentLimits(), own: rules));
    private readonly Lazy<Redactor> _redactor = new(() => new Redactor(PolicyCatalogue.Get(policy), new DocumentLimits(), own: rules));
    private readonly StageTimes _progress = new(context.Progress, context.Clock);

    public string? IncidentId { get; init; }

    public string? Recipient { get; init; }

    public bool Json { get; init; }

    public bool ListAll { get; init; }

    public bool LeaveSubmodules { get; init; }

    private string ShownName => ScanSource.IsUrl(name) ? ScanSource.WithoutCredentials(name) : name;

    private Func<string, string> Safe => SafeNames.By(_judge.Value);

    private IncidentStore Incidents => context.Incidents();

    /// <summary>Shows what would be done.</summary>
    public ExitCode Plan(PurgeRequest request)
    {
        using var source = ScanSource.Open(name, context);
        RewriteSafety.Check(source.Repository);
        if (!source.IsTemporary) RewriteSafety.CheckWorkTrees(source.Repository);
        var plan = new PurgePlanner(source.Repository, Completed(request, "…"), Safe, _progress).Plan(null, context.Cancelled);
        Show(plan, null);
        if (plan.ChangesAnything && !Json) context.Out.WriteLine("To do it, add --apply --in-place, or --apply --output DIR for a copy.");
        return ExitCode.Clean;
    }

    /// <summary>Does it.</summary>
    public ExitCode Apply(PurgeRequest request, string? output)
    {
        var isUrl = ScanSource.IsUrl(name);
        if (isUrl && output is null) throw new ReposanException(ExitCode.Usage, "A URL can't be rewritten in place: give --output DIR for a mirror, and push that afterwards.");
        var (repository, untouched) = Target(isUrl, output);
        RewriteSafety.Check(repository);
        RewriteSafety.CheckWorkTrees(repository);
        RefuseUnfinished(repository.CommonDirectory);
        var incident = IncidentId is null ? Incidents.Create() : Incidents.Open(IncidentId);
        PurgePlan plan;
        try
        {
            plan = new PurgeRun(repository, incident, Tools()).Apply(
                new PurgePlanner(repository, Completed(request, incident.Id), Safe, _progress), untouched, p => Approve(p, incident), context.Cancelled);
        }
        finally
        {
            // An incident that was opened only for this, and in which nothing was done, is none.
            if (IncidentId is null && PurgeJournal.Read(incident) is null && !Directory.Exists(incident.PathOf("backup"))) Directory.Delete(incident.Folder, recursive: true);
        }

        _progress.End();
        Show(plan, plan.ChangesAnything ? incident.Id : null);
        if (!Json && plan.ChangesAnything) context.Out.WriteLine($"Next: show that it is gone with 'reposan prove {Printable.Escape(output ?? name)}', then 'reposan push'.");
        return ExitCode.Clean;
    }

    private bool Approve(PurgePlan plan, Incident incident)
    {
        if (plan.SubmodulesHoldingIt.Count > 0 && !LeaveSubmodules)
        {
            throw new ReposanException(
                ExitCode.Refused,
                $"{plan.SubmodulesHoldingIt.Count} submodules hold some of the files too: purge each by itself ({string.Join("; ", plan.SubmodulesHoldingIt.Select(Command))}) and commit its new state, or say --leave-submodules; nothing was changed.");
        }

        if (plan.ChangesAnything) context.Say($"Incident {incident.Id}");
        return plan.ChangesAnything;
    }

    private static string Command(SubmoduleHolding held) =>
        $"reposan purge {Quoted(held.Directory)} {string.Join(' ', held.Blobs.Select(b => $"--blob {b}"))} --apply --in-place";

    private static string Quoted(string path) => "'" + Printable.Escape(path).Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    /// <summary>Goes on with a purge that was stopped.</summary>
    public ExitCode Resume()
    {
        var place = CommonDirectory();
        var (incident, journal) = Unfinished(place) ?? throw new ReposanException(ExitCode.Usage, "No purge of this repository was stopped: there is nothing to go on with.");
        var repository = Repository.Open(place);
        new Tidying(repository).Unlock(journal.Refs.Select(r => r.Name).Concat(journal.Refs.Select(r => r.NewName)));
        new PurgeRun(repository, incident, Tools()).Continue(journal);
        context.Out.WriteLine($"The purge of incident {incident.Id} is done.");
        return ExitCode.Clean;
    }

    /// <summary>Goes back to before the last purge.</summary>
    public ExitCode RollBack()
    {
        var place = CommonDirectory();
        var (incident, journal) = Unfinished(place) ?? Purges(place).LastOrDefault(p => p.Journal.Phase == PurgePhase.Done)
            ?? throw new ReposanException(ExitCode.Usage, "This repository has no purge to go back from: see 'reposan incident list'.");
        new PurgeRun(Repository.Open(place), incident, Tools()).RollBack(journal);
        context.Out.WriteLine($"The repository is as it was before the purge of incident {incident.Id}: it holds what was to be purged.");
        if (PushSession.PushedTo(incident) is { } server)
            context.Say($"The rewritten history was pushed to {Printable.Escape(server)}, which keeps it: the two differ from here on.");
        return ExitCode.Clean;
    }

    private (Repository Repository, string? Untouched) Target(bool isUrl, string? output)
    {
        if (output is null) return (Repository.Open(name), null);
        if (!isUrl)
        {
            var source = Repository.Open(name);
            RewriteSafety.Check(source);
            _progress.Report("copying the repository", 0, 0);
            return (RepositoryCopy.Make(source, Path.GetFullPath(output), context.Cancelled), source.CommonDirectory);
        }

        if (Path.Exists(output)) throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(output)} exists already: name a folder to be made.");
        _progress.Report("cloning", 0, 0);
        try
        {
            Mirror.Clone(name, output, context.Cancelled);
        }
        catch (GitFailedException e)
        {
            throw new ReposanException(ExitCode.Failed, $"{Printable.Escape(ShownName)} could not be cloned: check the URL, the network and your access with git ls-remote.", e);
        }

        return (Repository.Open(output), null);
    }

    private PurgeTools Tools() => new(
        context.Clock, _progress, Recipient ?? PolicyCatalogue.Get(policy).BackupRecipient, policy, new PurgeCertificates(_judge.Value, context.Key, context.Clock, ShowVersion.Version).Write)
    {
        Safe = n => Safe(n),
    };

    /// <summary>The request with what the session knows: what a tombstone says, and how files are redacted.</summary>
    private PurgeRequest Completed(PurgeRequest request, string incident) => request with
    {
        Redact = request.Treatment == Treatment.Redact ? Redact : null,
        TombstoneText = $"This file was removed because it could have identified somebody.\nIncident: {incident}\n",
    };

    private byte[]? Redact(ReadOnlyMemory<byte> content, FileContext where, out string? refusal)
    {
        var result = _redactor.Value.Redact(content, where, new RedactionOptions(), context.Cancelled);
        refusal = result.State is RedactionState.Refused or RedactionState.Unread or RedactionState.Doubtful ? result.Reason ?? "it can't be read" : null;
        return result.State == RedactionState.Redacted ? result.Content.ToArray() : null;
    }

    /// <summary>The git directory, which a rollback that was killed may have moved aside.</summary>
    private string CommonDirectory()
    {
        var full = Path.GetFullPath(name);
        var inside = Purges(null).Select(p => p.Journal.Repository).FirstOrDefault(r => !Directory.Exists(r) && (r == full || r == Path.Combine(full, ".git")));
        if (inside is null || !RepositoryBackup.PutBack(inside)) return Repository.Open(name).CommonDirectory;
        return inside;
    }

    private RecordedPurge? Unfinished(string commonDirectory) => Purges(commonDirectory).LastOrDefault(p => p.Journal.IsUnfinished);

    private IReadOnlyList<RecordedPurge> Purges(string? commonDirectory) => RecordedPurges.Of(Incidents, commonDirectory, IncidentId);

    /// <summary>Another purge must not begin in a repository, or in an incident, in which one was stopped.</summary>
    private void RefuseUnfinished(string commonDirectory)
    {
        var other = RecordedPurges.Of(Incidents, commonDirectory).LastOrDefault(p => p.Journal.IsUnfinished);
        if (other is not null)
            throw new ReposanException(ExitCode.Refused, $"A purge of this repository was stopped before its end (incident {other.Incident.Id}): run 'reposan purge REPO --resume' or '--rollback' first.");
        if (IncidentId is not null && Purges(null).LastOrDefault(p => p.Journal.IsUnfinished) is { } stopped)
            throw new ReposanException(ExitCode.Refused, $"In incident {IncidentId} a purge of {Printable.Escape(stopped.Journal.Repository)} was stopped before its end: run 'reposan purge' there with --resume or --rollback first.");
    }

    private void Show(PurgePlan plan, string? incident)
    {
        if (Json) context.WriteOutput(null, stream => PlanJson.Write(plan, ShownName, incident, _progress.Times, Safe, stream));
        else new PlanText(plan, Safe, ListAll).Write(context.Out, incident is not null);
        if (plan.Unused.Count > 0) context.Say($"{PlanText.SelectingNothing} {string.Join(", ", plan.Unused.Select(Printable.Escape))}.");
        if (!plan.ChangesAnything) context.Say($"There is nothing to do: {plan.WhyNothing}.");
    }
}
