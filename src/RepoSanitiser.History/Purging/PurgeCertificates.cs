using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Transactions;
using RepoSanitiser.History.Proof;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.Purging;

/// <summary>Writes the certificate of a purge: what it did, and what must be gone since.</summary>
/// <param name="judge">The rules of the policy that the proof scans with.</param>
/// <param name="key">Keys the fingerprints, and signs.</param>
/// <param name="clock">The clock.</param>
/// <param name="toolVersion">The version of the tool.</param>
public sealed class PurgeCertificates(ContentJudge judge, FingerprintKey key, TimeProvider clock, string toolVersion)
{
    private const string Method =
        "Every tree that held it was made again without it, or with what takes its place; commits and tags that reach such a tree were made again, all others kept; "
        + "refs were moved in one transaction, reflogs emptied, and all that is unreachable was pruned.";

    /// <summary>Writes it into the incident's folder.</summary>
    public void Write(Incident incident, PurgeJournal journal, PurgeFactsFile facts)
    {
        var after = Repository.Open(journal.Repository);
        var before = journal.Before is { } copy ? Repository.Open(copy) : after;
        var ledgers = facts.Treated.Where(t => t is { Path: OutputLedger.Path, New: not null }).Select(t => t.Old).ToHashSet();
        var certificate = new CertificateMaker(judge, key.ForIncident(incident.Id), clock, toolVersion).Make(
            new PurgeFacts
            {
                Before = before,
                After = after,
                Method = Method,
                Policy = journal.Policy,
                Commits = facts.Commits.ToDictionary(c => c.Old, c => c.New),
                Tags = facts.Tags.ToDictionary(t => t.Old, t => t.New),
                Treated = [.. facts.Treated.Select(t => new TreatedEntry(t.Path, t.Old, t.New))],
                Purged = facts.Purged,
                TreatedTexts = facts.TreatedTexts,
                RenamedEntries = [.. facts.NewNames.Select(n => new NameChange(n.Key, n.Value))],
                RenamedRefs = [.. journal.Refs.Where(r => r.New is not null && r.NewName != r.Name).Select(r => new NameChange(r.Name, r.NewName))],
                // Of the ledger only hashes go: whatever a rule sees in it stays.
                IsChosen = (blob, _) => !ledgers.Contains(blob),
                Refs = journal.Before is null ? Refs(journal, after) : null,
            },
            incident.Id,
            CancellationToken.None);
        var orphaned = certificate.OrphanedLfs.Union(journal.OrphanedLfs, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        new CertificateFiles(key).Write(incident, certificate with { KeyId = key.Id, Backup = journal.Before, OrphanedLfs = [.. orphaned] }, SafeNames.By(judge));
    }

    private static List<RefChange> Refs(PurgeJournal journal, Repository after)
    {
        var changes = journal.Refs.SelectMany(r => r.NewName == r.Name
            ? (RefChange[])[new RefChange(r.Name, r.Old, r.New)]
            : [new RefChange(r.Name, r.Old, null), new RefChange(r.NewName, null, r.New)]).ToList();
        var changed = changes.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var kept = RefTable.Read(after).Refs.Where(r => r.Symbolic is null && !changed.Contains(r.Name)).Select(r => new RefChange(r.Name, r.Target, r.Target));
        return [.. changes.Concat(kept).Where(c => c.Name.StartsWith("refs/", StringComparison.Ordinal)).OrderBy(c => c.Name, StringComparer.Ordinal)];
    }
}
