using System.Security.Cryptography;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.Incidents.Ledger;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Release.Publishing;

/// <summary>
/// Reads every version of the ledger that a history holds, on every branch: taking a line off its end, or putting an older one in its
/// place, takes nothing back that it once said.
/// </summary>
public static class LedgerVersions
{
    private const long MostBytes = 256 << 20;

    /// <summary>What they say together: of a content that one says was withdrawn, no other says otherwise unless it follows on that one.</summary>
    public static OutputLedger Read(Repository repository, Trust trust)
    {
        var reader = new TrustedLedger(trust);
        var (ledgers, problems) = (new List<ReleaseLedger>(), new List<string>());
        new CatFile(repository).Read(
            Blobs(repository), MostBytes,
            (_, _, content) => ledgers.Add(ReleaseLedger.Read(content.Span, reader)),
            (_, _, why) => problems.Add($"a version of the ledger can't be read: {why}"));
        problems.AddRange(ledgers.Select(l => l.ProblemAmong(ledgers)).OfType<string>().Select(p => $"a version of the ledger is not as it was written: {p}"));
        var contents = new Dictionary<string, LedgerStanding>(StringComparer.Ordinal);
        var last = ledgers.Where(l => IsLast(l, ledgers)).ToList();
        foreach (var (sha256, kind) in last.SelectMany(l => l.Contents()))
        {
            var standing = kind switch { LedgerKind.Release => LedgerStanding.Released, LedgerKind.Import => LedgerStanding.Imported, _ => LedgerStanding.Withdrawn };
            if (!contents.TryGetValue(sha256, out var known) || standing == LedgerStanding.Withdrawn || (standing == LedgerStanding.Released && known == LedgerStanding.Imported)) contents[sha256] = standing;
        }

        var paths = last.SelectMany(l => l.Paths()).SelectMany(p => p, (p, path) => (Sha256: p.Key, Path: path)).Distinct()
            .OrderBy(p => p.Sha256, StringComparer.Ordinal).ThenBy(p => p.Path, StringComparer.Ordinal).ToLookup(p => p.Sha256, p => p.Path, StringComparer.Ordinal);
        var state = string.Join('\n', ledgers.Select(l => l.Head + l.ProblemAmong(ledgers)).Order(StringComparer.Ordinal).Prepend(trust.Sha256).Concat(contents.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}")).Concat(paths.Select(p => $"{p.Key} {string.Join('\0', p)}")));
        return new OutputLedger(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state))), contents, paths, [.. problems.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    private static bool IsLast(ReleaseLedger ledger, List<ReleaseLedger> all) =>
        !all.Exists(other => other.Entries.Count > ledger.Entries.Count && (ledger.Entries.Count == 0 || other.Entries[ledger.Entries.Count - 1].Hash == ledger.Head));

    private static List<ObjectId> Blobs(Repository repository)
    {
        var listed = repository.Git.Run("log", "--all", "--raw", "-z", "--no-abbrev", "--no-renames", "--format=", "--diff-merges=separate", "--root", "--no-ext-diff", "--no-textconv", "--no-show-signature", "--", ":(top,literal)" + OutputLedger.Path);
        if (listed.ExitCode != 0) throw new ReposanException(ExitCode.Failed, "git can't read the history of the ledger: run git fsck to see why.");
        var blobs = new HashSet<ObjectId>();
        foreach (var field in listed.Text.Split('\0').Select(f => f.TrimStart('\n')).Where(f => f.StartsWith(':')))
        {
            if (field.Split(' ') is [_, _, _, var after, _] && ObjectId.TryParse(after, out var id) && !id.IsZero) blobs.Add(id);
        }

        return [.. blobs];
    }
}
