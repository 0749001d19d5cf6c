using RepoSanitiser.Core;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.Incidents.Ledger;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Release.Publishing;

/// <summary>What an entry that is no release would say, or says.</summary>
/// <param name="Files">The files.</param>
/// <param name="Commit">The commit on the branch release-candidates; null where nothing was done.</param>
/// <param name="Missing">Files of a list that the study repository does not have under their name with their content.</param>
public sealed record LedgerChange(IReadOnlyList<FileCommitment> Files, string? Commit, IReadOnlyList<ListedFile> Missing);

/// <summary>Writes entries that bring no file: outputs of before the ledger, and approvals that no longer hold.</summary>
/// <param name="trust">Who is trusted.</param>
/// <param name="signer">Who writes.</param>
/// <param name="clock">The clock.</param>
/// <param name="random">Gives that many random bytes, fit for secrets.</param>
/// <param name="progress">Where progress is shown.</param>
public sealed class LedgerKeeper(Trust trust, Signer signer, TimeProvider clock, Func<int, byte[]> random, IProgressSink progress) : IStepClock
{
    /// <summary>Says of released files that their approval no longer holds, in every version that the ledger knows.</summary>
    /// <param name="url">The study repository.</param>
    /// <param name="paths">Their paths in it.</param>
    /// <param name="apply">Whether to do it; else only what would be said is worked out.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ReposanException">The ledger has no such file (refused), or the repository can't be changed.</exception>
    public LedgerChange Withdraw(string url, IReadOnlyList<string> paths, bool apply, CancellationToken cancellation)
    {
        signer.Require(ReleaseRole.Publisher);
        trust.KeepOutOf(url);
        using var study = StudyBranch.Open(url, cancellation);
        var (ledger, content) = study.ReadLedger(new TrustedLedger(trust));
        var known = ledger.Entries.Where(e => e.Statement.Kind != LedgerKind.Withdrawal).SelectMany(e => e.Open).OfType<FileCommitment>().DistinctBy(c => c.Digest).ToList();
        var gone = ledger.Entries.Where(e => e.Statement.Kind == LedgerKind.Withdrawal).SelectMany(e => e.Statement.Files).ToHashSet(StringComparer.Ordinal);
        if (paths.FirstOrDefault(p => !known.Exists(c => c.Path == p)) is { } unknown)
            throw new ReposanException(ExitCode.Refused, $"The ledger of the study repository has no '{Printable.Escape(unknown)}', so nothing was withdrawn: name files as it does, from the root.");
        var chosen = known.Where(c => paths.Contains(c.Path, StringComparer.Ordinal) && !gone.Contains(c.Digest)).ToList();
        return Write(study, ledger, content, LedgerKind.Withdrawal, chosen, "Withdraw the approval of released outputs", apply, cancellation);
    }

    /// <summary>
    /// Takes outputs of before the ledger in: every version in the history that no entry has, under each of its paths. What was released under
    /// another path is taken in only where a list names it, and what was withdrawn never.
    /// </summary>
    /// <param name="url">The study repository.</param>
    /// <param name="listed">The files to take in; null for all.</param>
    /// <param name="apply">Whether to do it.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ReposanException">An output can't be read, or the repository can't be changed.</exception>
    public LedgerChange Import(string url, IReadOnlyList<ListedFile>? listed, bool apply, CancellationToken cancellation)
    {
        signer.Require(ReleaseRole.Publisher);
        trust.KeepOutOf(url);
        using var study = StudyBranch.Open(url, cancellation);
        var (ledger, content) = study.ReadLedger(new TrustedLedger(trust));
        var outputs = HistoryOutputs.List(study.Repository, path => throw new ReposanException(ExitCode.Failed, $"'{Printable.Escape(path)}' can't be read, so nothing was taken in: run git fsck on the study repository."), cancellation);
        var files = outputs.Where(IsNew(ledger, listed)).OrderByDescending(o => o.Path != ReleaseLedger.NameOf(o.Path)).DistinctBy(o => (o.Sha256, ReleaseLedger.NameOf(o.Path)))
            .Select(o => new FileCommitment(o.Path, o.Sha256, Convert.ToHexStringLower(random(FileCommitment.NonceBytes)))).ToList();
        var there = outputs.ToLookup(o => o.Sha256, StringComparer.Ordinal);
        var missing = (listed ?? []).Where(l => !there[l.Sha256].Any(l.Is)).ToList();
        return Write(study, ledger, content, LedgerKind.Import, files, "Take outputs of before the ledger into it", apply, cancellation) with { Missing = missing };
    }

    /// <inheritdoc/>
    void IStepClock.Begin(string step)
    {
        if (step.Length > 0) progress.Report(step, 0, 0);
    }

    private static Func<OutputVersion, bool> IsNew(ReleaseLedger ledger, IReadOnlyList<ListedFile>? listed)
    {
        var (known, paths) = (ledger.Contents(), ledger.Paths());
        var names = listed?.ToLookup(l => l.Sha256, StringComparer.Ordinal);
        return output =>
        {
            var asked = names?[output.Sha256].Where(l => l.Is(output)).ToList();
            if (asked is { Count: 0 }) return false;
            if (!known.TryGetValue(output.Sha256, out var kind)) return true;
            var isThere = paths[output.Sha256].Any(p => ReleaseLedger.NameOf(p) == ReleaseLedger.NameOf(output.Path));
            return !isThere && (kind == LedgerKind.Import || (kind == LedgerKind.Release && asked?.Exists(l => l.Name is not null) == true));
        };
    }

    private LedgerChange Write(
        StudyBranch study, ReleaseLedger ledger, byte[] content, LedgerKind kind, List<FileCommitment> files, string message, bool apply, CancellationToken cancellation)
    {
        if (!apply || files.Count == 0) return new LedgerChange(files, null, []);
        var time = clock.GetUtcNow();
        var statement = new LedgerStatement
        {
            Seq = ledger.Entries.Count + 1, Time = time, Kind = kind, By = signer.Principal, Policy = trust.Policy.Id, Trust = trust.Sha256,
            Files = [.. files.Select(f => f.Digest)], PrevHash = ledger.Head,
        };
        var line = ReleaseLedger.Write(statement, files, bytes => signer.Sign(ReleaseLedger.Namespace, bytes, time));
        var person = new CommitPerson(signer.Person.Name, signer.Principal);
        var commit = new ReleaseCommit([ReleaseContent.Of(ReleasePath.Ledger, StudyBranch.Append(content, line, new TrustedLedger(trust)))], message + "\n", person, person, time);
        return new LedgerChange(files, study.Release(commit, this, cancellation), []);
    }
}
