using System.Text.Json.Nodes;
using RepoSanitiser.Cli.Incidents;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Transactions;
using RepoSanitiser.History.CleanClone;
using RepoSanitiser.History.Proof;
using RepoSanitiser.History.Purging;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Backups;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.Cli.Cloning;

/// <summary>One run of <c>reposan clean-clone</c>.</summary>
internal sealed class CleanCloneSession
{
    private const string Action = "clean-clone";
    private const int Shown = 20;
    private readonly CommandContext _context;
    private readonly string _name;
    private readonly GivenCertificate _given;
    private readonly ContentJudge _judge;
    private readonly Func<string, string> _safe;

    public CleanCloneSession(CommandContext context, string name, string certificateFile)
    {
        (_context, _name) = (context, name);
        _given = GivenCertificate.Read(certificateFile, context);
        _judge = new ContentJudge(PolicyCatalogue.Get(_given.Certificate.Policy), new DocumentLimits());
        _safe = SafeNames.By(_judge);
    }

    public string? Copy { get; init; }

    public string? ReceiptFile { get; init; }

    private Certificate Certificate => _given.Certificate;

    private string Shell => Printable.Escape(_name);

    /// <summary>Takes the holder's word that the clone is gone.</summary>
    public ExitCode Deleted()
    {
        if (Path.Exists(_name)) throw new ReposanException(ExitCode.Refused, $"There is still something at {Shell}: delete it first, with its backups and copies.");
        Send(new Outcome("deleted", null));
        return ExitCode.Clean;
    }

    /// <summary>Checks, and cleans if that was asked for.</summary>
    public ExitCode Run(bool apply)
    {
        if (!Path.Exists(_name)) throw new ReposanException(ExitCode.Usage, $"There is nothing at {Shell}: name your clone, or say --deleted if you deleted it.");
        var repository = Repository.Open(_name);
        if (Stopped(repository) is { } stopped)
        {
            if (!apply) throw new ReposanException(ExitCode.Refused, "Cleaning this clone was stopped before its end: go on with it by adding --apply.");
            new Tidying(repository).Unlock(stopped.Journal.Refs.Select(r => r.Name).Concat(stopped.Journal.Refs.Select(r => r.NewName)));
            new PurgeRun(repository, stopped.Incident, Tools()).Continue(stopped.Journal);
            return Finish(repository, stopped.Incident);
        }

        var proof = Prove(repository);
        if (proof.ExitCode != ExitCode.Findings) return Tell(repository, proof, "checked");
        if (apply) return Clean(repository);
        Send(new Outcome("checked", proof.Summary));
        List(proof, "This clone holds the leak:");
        ShowPlan(repository);
        return ExitCode.Findings;
    }

    private ExitCode Clean(Repository repository)
    {
        var cleaner = new CloneCleaner(repository, Certificate, _safe, _context.Progress);
        var cleaning = cleaner.Plan(_context.Cancelled);
        var incident = _context.Incidents().Create();
        incident.Record.Intent(Action, repository.CommonDirectory, null, new JsonObject { ["incident"] = Certificate.Incident });
        cleaner.Apply(cleaning, incident, Tools(), _context.Cancelled);
        return Finish(repository, incident);
    }

    /// <summary>Proves the clone anew; only then does the copy made before go, which holds the leak.</summary>
    private ExitCode Finish(Repository repository, Incident incident)
    {
        var proof = Prove(Repository.Open(repository.CommonDirectory));
        incident.Record.Result(Action, repository.CommonDirectory, null, new JsonObject { ["verdict"] = proof.Summary.Verdict });
        if (proof.ExitCode != ExitCode.Findings) return Tell(repository, proof, "cleaned");

        Send(new Outcome("cleaned", proof.Summary));
        List(proof, "The history of this clone is clean, but this is left: delete it and run it again, or delete the clone and clone again.");
        _context.Say($"The copy made before is kept, and holds the leak: it goes when this command finds the clone clean, or with 'reposan backup destroy {incident.Id} --apply'.");
        return ExitCode.Findings;
    }

    private ExitCode Tell(Repository repository, ProofResult proof, string action)
    {
        DestroyCopies(repository);
        Send(new Outcome(action, proof.Summary));
        if (proof.Unread.Count > 0) _context.Say($"{proof.Unread.Count} things in this clone could not be read, so nothing can be said of them: 'reposan prove {Shell} --certificate FILE' lists them.");
        else _context.Say(action == "cleaned" ? "The leak was taken out of this clone, and nothing of it remains. Send the receipt back." : "Nothing of the leak is in this clone. Send the receipt back.");
        return proof.ExitCode;
    }

    /// <summary>Destroys the copies that this command made of this clone, also those of a run that was killed.</summary>
    private void DestroyCopies(Repository repository)
    {
        var store = _context.Incidents();
        foreach (var incident in store.List().Select(store.Open).Where(i => i.Record.Verify().Entries.Any(e => e.Step.Action == Action && e.Step.Target == repository.CommonDirectory)))
        {
            foreach (var number in BackupDestruction.Numbers(incident)) new BackupDestruction(_context.Random).Destroy(incident, number);
        }
    }

    private void ShowPlan(Repository repository)
    {
        try
        {
            var cleaning = new CloneCleaner(repository, Certificate, _safe, _context.Progress).Plan(_context.Cancelled);
            _context.Say($"With --apply, {cleaning.Plan.Outcome.Refs.Count} refs move to the new history and {cleaning.Own} commits that only you have (stashes too) are made again on it; reflogs are emptied, and what nothing else holds goes. Or delete the clone, and say so with --deleted.");
        }
        catch (ReposanException e) when (e.Code == ExitCode.Refused)
        {
            _context.Say(e.Message);
        }
    }

    private void List(ProofResult proof, string heading)
    {
        _context.Say(heading);
        foreach (var place in proof.Remaining.Take(Shown)) _context.Say($"  {place.Place}: {place.What}");
        if (proof.Remaining.Count > Shown) _context.Say($"  and {proof.Remaining.Count - Shown} more, which 'reposan prove {Shell} --certificate FILE' lists");
    }

    private ProofResult Prove(Repository repository) =>
        new Prover(_judge, _given.Key, _context.Clock, new ProofOptions { ToolVersion = ShowVersion.Version, Progress = _context.Progress })
            .Prove(repository, Certificate, _context.Cancelled);

    private PurgeTools Tools() => new(_context.Clock, _context.Progress, PolicyCatalogue.Get(Certificate.Policy).BackupRecipient, Certificate.Policy, static (_, _, _) => { })
    {
        Safe = _safe,
    };

    /// <summary>A run of this command for this clone that was killed.</summary>
    private (Incident Incident, PurgeJournal Journal)? Stopped(Repository repository)
    {
        foreach (var (incident, journal) in RecordedPurges.Of(_context.Incidents(), repository.CommonDirectory).Where(p => p.Journal.IsUnfinished))
        {
            if (incident.Record.Read().Any(e => e.Step.Action == Action)) return (incident, journal);
            throw new ReposanException(ExitCode.Refused, $"A purge of this repository was stopped before its end (incident {incident.Id}): run 'reposan purge REPO --resume' or '--rollback' first.");
        }

        return null;
    }

    private void Send(Outcome outcome)
    {
        var receipt = new Receipt
        {
            Incident = Certificate.Incident,
            Certificate = Certificate.Record,
            Copy = Copy,
            Made = _context.Clock.GetUtcNow(),
            ToolVersion = ShowVersion.Version,
            KeyId = _given.Key.Id,
            Action = outcome.Action,
            Proof = outcome.Proof,
        };
        _context.WriteOutput(ReceiptFile, stream => stream.Write(new CertificateJson(_given.Key).Write(receipt)));
    }

    private sealed record Outcome(string Action, ProofSummary? Proof);
}
