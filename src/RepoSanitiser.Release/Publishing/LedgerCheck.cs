using System.Security.Cryptography;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Incidents.Ledger;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Release.Publishing;

/// <summary>What became of checking the ledger of one branch.</summary>
/// <param name="Ref">The branch.</param>
/// <param name="Entries">The entries that hold.</param>
/// <param name="Covered">Files of the branch that are as the ledger says.</param>
/// <param name="Problems">What is not right, in a few words each.</param>
public sealed record BranchLedger(string Ref, IReadOnlyList<LedgerEntry> Entries, int Covered, IReadOnlyList<string> Problems);

/// <summary>Checks the ledger at the tip of each branch, and the files beside it: anybody can who has the trust file.</summary>
public static class LedgerCheck
{
    private const string TopLedger = ":(top,literal)" + ReleasePath.Ledger;

    /// <summary>Checks every branch that has a ledger or had one, and what is checked out where that is no branch.</summary>
    public static IReadOnlyList<BranchLedger> Of(Repository repository, Trust trust)
    {
        var reader = new TrustedLedger(trust);
        var refs = repository.Git.Run("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes").Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var isDetached = repository.Git.Run("symbolic-ref", "--quiet", "HEAD").ExitCode != 0;
        return [.. (isDetached ? refs.Append("HEAD") : refs).Select(r => Of(repository, r, reader)).OfType<BranchLedger>()];
    }

    private static BranchLedger? Of(Repository repository, string reference, TrustedLedger reader)
    {
        var listed = repository.Git.Run("ls-tree", "-r", "-z", "--full-tree", reference, "--", ReleasePath.Folder);
        var blobs = new Dictionary<string, ObjectId>(StringComparer.Ordinal);
        foreach (var line in listed.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0 && line[..tab].Split(' ') is [_, "blob", var id] && ObjectId.TryParse(id, out var blob)) blobs[line[(tab + 1)..]] = blob;
        }

        if (!blobs.TryGetValue(ReleasePath.Ledger, out var file)) return Lost(repository, reference, blobs.Count);
        var contents = new Dictionary<ObjectId, string>();
        byte[] text = [];
        new CatFile(repository).Read(
            [.. blobs.Values.Distinct()], int.MaxValue,
            (id, _, bytes) =>
            {
                contents[id] = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
                if (id == file) text = bytes.ToArray();
            },
            static (_, _, _) => { });
        var ledger = ReleaseLedger.Read(text, reader);
        var (said, paths) = (ledger.Contents(), ledger.Paths());
        var problems = new List<string>();
        if (ledger.Problem is { } problem) problems.Add($"the ledger is not as it was written: {problem}");
        var covered = 0;
        foreach (var (path, blob) in blobs.Where(b => b.Key is not (ReleasePath.Ledger or ReleasePath.Index)).OrderBy(b => b.Key, StringComparer.Ordinal))
        {
            if (!contents.TryGetValue(blob, out var sha256)) problems.Add($"{path} can't be read");
            else if (!said.TryGetValue(sha256, out var kind)) problems.Add($"{path} is in no entry as it is");
            else if (kind == LedgerKind.Withdrawal) problems.Add($"the approval of {path} was withdrawn");
            else if (!paths[sha256].Any(p => ReleaseLedger.NameOf(p) == ReleaseLedger.NameOf(path))) problems.Add($"{path} was {(kind == LedgerKind.Import ? "taken in" : "approved")} as {paths[sha256].First()}, and not under this name");
            else covered++;
        }

        return new BranchLedger(reference, ledger.Entries, covered, problems);
    }

    /// <summary>A branch that had a ledger and has none any more: its outputs have nothing that stands for them. Null where it never had one.</summary>
    private static BranchLedger? Lost(Repository repository, string reference, int files)
    {
        // Full history: a merge that leaves the ledger of one side out shows only there.
        var found = repository.Git.Run("rev-list", "--full-history", "-n", "1", reference, "--", TopLedger);
        var last = found.Text.TrimEnd('\n');
        if (found.ExitCode == 0 && last.Length == 0) return null;
        var problem = found.ExitCode != 0 ? "its history can't be read: run git fsck to see why"
            : $"it has no ledger any more, and nothing stands for its {files} output(s): take {ReleasePath.Ledger} back from before {last[..12]}";
        return new BranchLedger(reference, [], 0, [problem]);
    }
}
