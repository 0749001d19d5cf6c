using System.Text.Json.Nodes;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Transactions;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Backups;

namespace RepoSanitiser.History.Purging;

/// <summary>What a purge is run with.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="Progress">Where progress is shown.</param>
/// <param name="Recipient">The fingerprint of the OpenPGP key that backups are encrypted for; null for plain ones.</param>
/// <param name="Policy">The policy, for the proof.</param>
/// <param name="Certify">Writes the certificate of a purge from its journal and its facts, while the history as it was can still be read.</param>
public sealed record PurgeTools(
    TimeProvider Clock, IProgressSink Progress, string? Recipient, string Policy, Action<Incident, PurgeJournal, PurgeFactsFile> Certify)
{
    /// <summary>Masks what in a ref's name may identify somebody.</summary>
    public Func<string, string> Safe { get; init; } = static name => name;
}

/// <summary>
/// Carries a plan out: a whole copy first, new objects next, then all refs at once, then indexes, work trees and reflogs, and last the
/// pruning. How far it is stands in the journal before each step, and each step can be run again, so that a run that was killed at any
/// instant goes on (<see cref="Continue"/>) or back (<see cref="RollBack"/>).
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="incident">The incident it is done for.</param>
/// <param name="tools">What it is run with.</param>
public sealed class PurgeRun(Repository repository, Incident incident, PurgeTools tools)
{
    private const string PackName = "new-objects.pack";
    private const int EmptyPack = 12 + 32;

    private string Guard => "reposan " + incident.Id;

    private string PackFile => incident.PathOf(PackName);

    /// <summary>Plans and, if the plan says so, carries it out.</summary>
    /// <param name="planner">Makes the plan.</param>
    /// <param name="untouched">Where the history stays as it was, so that no copy is needed; null to make one.</param>
    /// <param name="approve">Looks at the plan before anything is written to the repository; false leaves it as it is.</param>
    /// <param name="cancellation">Stops it while nothing was changed.</param>
    /// <returns>The plan.</returns>
    public PurgePlan Apply(PurgePlanner planner, string? untouched, Func<PurgePlan, bool> approve, CancellationToken cancellation)
    {
        var plan = PlanWithPack(planner, approve, cancellation, out var isApproved);
        if (!isApproved) return plan;
        var trees = new WorkTreeFiles(repository).Find();
        // Read before the copy is made: a ref that comes in between is taken for one that came later, which going back does not lose.
        var found = RefTable.Read(repository);
        var backup = untouched is null ? MakeBackup() : null;
        var number = PurgeJournal.ReadAll(incident).Count + 1;
        PurgeJournal.WriteFacts(incident, number, new PurgeFactsFile
        {
            Commits = plan.Outcome.Commits,
            Tags = plan.Outcome.Tags,
            Treated = plan.Treated,
            Purged = [.. plan.Purged],
            TreatedTexts = plan.TreatedTexts,
            NewNames = plan.NewNames,
        });
        var journal = new PurgeJournal
        {
            Number = number,
            Begun = tools.Clock.GetUtcNow(),
            Repository = repository.CommonDirectory,
            Phase = PurgePhase.Prepared,
            Backup = backup?.Number,
            Before = untouched ?? backup!.GitDirectory,
            Policy = tools.Policy,
            RefsBefore = found.Refs,
            StashesBefore = [.. found.Stashes.Select(s => s.Commit)],
            Refs = plan.Outcome.Refs,
            SymbolicRefs = plan.Outcome.SymbolicRefs,
            Stashes = plan.Outcome.Stashes,
            WorkTrees = trees,
            OrphanedLfs = plan.OrphanedLfs,
        };
        journal.Write(incident);
        cancellation.ThrowIfCancellationRequested();
        Continue(journal);
        return plan;
    }

    /// <summary>Makes the plan and the pack of new objects, which stays only where the plan is to be carried out.</summary>
    private PurgePlan PlanWithPack(PurgePlanner planner, Func<PurgePlan, bool> approve, CancellationToken cancellation, out bool isApproved)
    {
        isApproved = false;
        try
        {
            File.Delete(PackFile);
            using var pack = new FileStream(PackFile, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, UnixCreateMode = PrivateFiles.FileMode, BufferSize = 1 << 18,
            });
            var plan = planner.Plan(pack, cancellation);
            isApproved = approve(plan) && IsFree(plan);
            return plan;
        }
        finally
        {
            if (!isApproved) File.Delete(PackFile);
        }
    }

    /// <summary>Whether nothing lies where files that get another name go.</summary>
    /// <exception cref="ReposanException">Something does (refused).</exception>
    private bool IsFree(PurgePlan plan)
    {
        var taken = new WorkTreeFiles(repository).Find().Sum(t => WorkTreeFiles.Obstructed(t, plan.NewNames));
        return taken == 0 ? true : throw new ReposanException(
            ExitCode.Refused, $"{taken} files that git does not track lie where files would go that get another name, and would be lost: move them away, or choose another replacement; nothing was changed.");
    }

    /// <summary>Goes on from where the journal stands.</summary>
    /// <exception cref="ReposanException">A step failed. Where it says that nothing was changed, the journal is closed.</exception>
    public void Continue(PurgeJournal journal)
    {
        incident.Record.Around("purge.apply", journal.Repository, null, Counts(journal), () =>
        {
            if (journal.Phase == PurgePhase.Prepared) journal = Try(journal, j => Advance(j, PurgePhase.Written, Install));
            if (journal.Phase == PurgePhase.Written) journal = Try(journal, j => Advance(j, PurgePhase.Moved, () => MoveRefs(j)));
            if (journal.Phase == PurgePhase.Moved) journal = Advance(journal, PurgePhase.Followed, () => Follow(journal));
            if (journal.Phase == PurgePhase.Followed) Advance(journal, PurgePhase.Done, () => Finish(journal));
            return Counts(journal);
        });
    }

    /// <summary>Puts the repository back to what it was, whatever the purge had done.</summary>
    /// <exception cref="ReposanException">Something was done since that would be lost (refused), or the copy is gone or encrypted for someone else.</exception>
    public void RollBack(PurgeJournal journal)
    {
        // Only a purge that was stopped left locks of its own.
        if (journal.IsUnfinished) new Tidying(repository).Unlock(journal.Refs.Select(r => r.Name).Concat(journal.Refs.Select(r => r.NewName)));
        RefuseLoss(journal);
        incident.Record.Around("purge.rollback", journal.Repository, null, null, () =>
        {
            if (journal.Phase == PurgePhase.Prepared)
            {
                new Tidying(repository).Uninstall(Guard);
            }
            else
            {
                if (journal.Backup is not { } number)
                    throw new ReposanException(ExitCode.Refused, "This copy was rewritten and the original never was: delete the copy and use the original.");
                tools.Progress.Report("restoring the copy", 0, 0);
                var facts = journal.ReadFacts(incident);
                journal = WithRenamed(journal, facts);
                RepositoryBackup.Open(incident, number).RestoreInPlace(repository.CommonDirectory);
                RestoreWorkTrees(journal, facts);
            }

            (journal with { Phase = PurgePhase.RolledBack }).Write(incident);
            File.Delete(PackFile);
            return null;
        });
    }

    /// <summary>Notes the files that the purge gave another name while their index still tells, for a way back that is killed too.</summary>
    private PurgeJournal WithRenamed(PurgeJournal journal, PurgeFactsFile facts)
    {
        if (facts.NewNames.Count == 0) return journal;
        var made = facts.NewNames.Values.ToHashSet(StringComparer.Ordinal);
        var now = journal.WorkTrees.Select((tree, i) => WorkTreeFiles.Tracked(tree).Where(p => p.Split('/').Any(made.Contains)).Union(journal.Renamed.ElementAtOrDefault(i) ?? [], StringComparer.Ordinal));
        journal = journal with { Renamed = [.. now.Select(paths => (IReadOnlyList<string>)[.. paths])] };
        journal.Write(incident);
        return journal;
    }

    private void RestoreWorkTrees(PurgeJournal journal, PurgeFactsFile facts)
    {
        var treated = facts.Treated.Where(t => t.New is not null).Select(t => t.Path).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var (i, tree) in journal.WorkTrees.Index()) WorkTreeFiles.Restore(tree, treated, journal.Renamed.ElementAtOrDefault(i) ?? []);
        var files = new WorkTreeFiles(Repository.Open(repository.CommonDirectory));
        var differ = journal.WorkTrees.Where(t => t.Folder is not null && Directory.Exists(t.Folder) && files.HasChanges(t)).Select(t => Printable.Escape(t.Folder!)).ToList();
        if (differ.Count > 0)
            throw new ReposanException(ExitCode.Failed, $"The history is as it was before the purge, but files of {string.Join(" and ", differ)} are not: 'git status' there says which; 'git restore .' puts them back.");
    }

    /// <summary>Going back takes the whole git directory as it was: what came since would be gone with it.</summary>
    private void RefuseLoss(PurgeJournal journal)
    {
        const int Few = 5;
        if (journal.Phase == PurgePhase.Prepared || journal.Backup is null || !Directory.Exists(repository.CommonDirectory)) return;
        var since = new SincePurge(repository, journal);
        var changed = since.Changed();
        if (changed.Count > 0)
        {
            var names = string.Join(", ", changed.Take(Few).Select(n => Printable.Escape(tools.Safe(n)))) + (changed.Count > Few ? $" and {changed.Count - Few} more" : "");
            throw new ReposanException(
                ExitCode.Refused, $"Since the purge these have changed, and going back would lose what was done: {names}. Save it in another clone, put them back to what the purge left, then roll back; nothing was changed.");
        }

        // Until indexes and files have followed, every work tree differs from its HEAD.
        if (journal.Phase is PurgePhase.Followed or PurgePhase.Done && since.AnyMoved) RewriteSafety.CheckWorkTrees(repository);
    }

    private static JsonObject Counts(PurgeJournal journal) => new()
    {
        ["phase"] = journal.Phase.ToString().ToLowerInvariant(),
        ["refs"] = journal.Refs.Count,
        ["backup"] = journal.Backup,
    };

    private RepositoryBackup MakeBackup()
    {
        tools.Progress.Report("copying the repository", 0, 0);
        return RepositoryBackup.Make(incident, repository.CommonDirectory, tools.Recipient, tools.Clock);
    }

    private PurgeJournal Advance(PurgeJournal journal, PurgePhase next, Action step)
    {
        step();
        journal = journal with { Phase = next };
        journal.Write(incident);
        return journal;
    }

    /// <summary>A step that changes nothing where it fails: then the new objects go again and the journal is closed.</summary>
    private PurgeJournal Try(PurgeJournal journal, Func<PurgeJournal, PurgeJournal> step)
    {
        try
        {
            return step(journal);
        }
        catch (ReposanException)
        {
            if (!AnyMoved(journal))
            {
                new Tidying(repository).Uninstall(Guard);
                (journal with { Phase = PurgePhase.RolledBack }).Write(incident);
                File.Delete(PackFile);
            }

            throw;
        }
    }

    private bool AnyMoved(PurgeJournal journal)
    {
        var now = RefTable.Read(repository).Refs.ToDictionary(r => r.Name, r => r.Target, StringComparer.Ordinal);
        return journal.Refs.Any(r => r.New is { } made && now.TryGetValue(r.NewName, out var id) && id == made);
    }

    private void Install()
    {
        tools.Progress.Report("adding new objects", 0, 0);
        // A plan may need no new object at all: then there is no pack to add.
        if (new FileInfo(PackFile) is { Exists: true, Length: > EmptyPack }) new Tidying(repository).Install(PackFile, Guard);
    }

    private void MoveRefs(PurgeJournal journal)
    {
        tools.Progress.Report("moving refs", 0, 0);
        new RefTransaction(repository).Apply(journal.Refs, journal.SymbolicRefs);
    }

    private void Follow(PurgeJournal journal)
    {
        tools.Progress.Report("updating indexes and reflogs", 0, 0);
        var tidying = new Tidying(repository);
        // What is checked out is told by these before files follow.
        tidying.FollowNames(journal.ReadFacts(incident).NewNames);
        var failed = journal.WorkTrees.Sum(new WorkTreeFiles(repository).Follow);
        tidying.Forget(journal.Stashes);
        new BranchSettings(repository).Follow(journal.Refs);
        tidying.DropLfs(journal.OrphanedLfs);
        if (failed > 0)
            throw new ReposanException(ExitCode.Failed, $"{failed} files of a work tree could not be changed and may hold what is purged: make its folders writable, then go on with 'reposan purge REPO --resume'.");
    }

    private void Finish(PurgeJournal journal)
    {
        var facts = journal.ReadFacts(incident);
        // Without a copy that can be read, the old objects are here or nowhere.
        if (journal.Before is null) Certify(journal, facts);
        tools.Progress.Report("pruning", 0, 0);
        new Tidying(repository).Repack(CancellationToken.None);
        var left = new Remaining(repository).Count(facts.Purged);
        if (left > 0)
            throw new ReposanException(ExitCode.Failed, $"{left} purged files are still in the repository: another git has added them again since (a fetch, a commit), or a file of objects/ can't be deleted. See that no other git is at work and that the folder is writable, then go on with 'reposan purge REPO --resume', or back with 'reposan purge REPO --rollback'.");
        if (journal.Before is not null) Certify(journal, facts);
        File.Delete(PackFile);
    }

    private void Certify(PurgeJournal journal, PurgeFactsFile facts)
    {
        tools.Progress.Report("writing the certificate", 0, 0);
        tools.Certify(incident, journal, facts);
    }
}
