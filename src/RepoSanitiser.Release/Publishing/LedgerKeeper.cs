using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.Incidents.Ledger;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Release.Publishing;

/// <summary>What an entry that is no release would say, or says.</summary>
/// <param name="Files">The files.</param>
/// <param name="Commit">The commit on the branch release-candidates; null where nothing was done.</param>
public sealed record LedgerChange(IReadOnlyList<FileCommitment> Files, string? Commit);

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

    /// <summary>Takes outputs of before the ledger in: every version in the history that no entry has.</summary>
    /// <param name="url">The study repository.</param>
    /// <param name="listed">The contents to take in, by their SHA-256; null for all.</param>
    /// <param name="apply">Whether to do it.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ReposanException">An output can't be read, or the repository can't be changed.</exception>
    public LedgerChange Import(string url, IReadOnlySet<string>? listed, bool apply, CancellationToken cancellation)
    {
        signer.Require(ReleaseRole.Publisher);
        trust.KeepOutOf(url);
        using var study = StudyBranch.Open(url, cancellation);
        var (ledger, content) = study.ReadLedger(new TrustedLedger(trust));
        var known = ledger.Contents();
        var outputs = HistoryOutputs.List(study.Repository, path => throw new ReposanException(ExitCode.Failed, $"'{Printable.Escape(path)}' can't be read, so nothing was taken in: run git fsck on the study repository."), cancellation);
        var chosen = outputs.Where(o => !known.ContainsKey(o.Sha256) && listed?.Contains(o.Sha256) != false).DistinctBy(o => o.Sha256)
            .Select(o => new FileCommitment(o.Path, o.Sha256, Convert.ToHexStringLower(random(FileCommitment.NonceBytes)))).ToList();
        return Write(study, ledger, content, LedgerKind.Import, chosen, "Take outputs of before the ledger into it", apply, cancellation);
    }

    /// <inheritdoc/>
    void IStepClock.Begin(string step)
    {
        if (step.Length > 0) progress.Report(step, 0, 0);
    }

    /// <summary>
    /// The hashes of a list of Airlock, the job server or osrelease: <c>files</c> is a list of objects with <c>sha256</c> and <c>name</c>, or an
    /// object from names to hashes, or to objects that hold them.
    /// </summary>
    /// <exception cref="ReposanException">It can't be read, or names no file by its hash (usage).</exception>
    public static IReadOnlySet<string> ReadList(string file)
    {
        var shown = Printable.Escape(file);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var hashes = new HashSet<string>(StringComparer.Ordinal);
            var files = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("files", out var named) ? named : json.RootElement;
            IEnumerable<JsonElement> entries = files.ValueKind switch
            {
                JsonValueKind.Array => files.EnumerateArray(),
                JsonValueKind.Object => files.EnumerateObject().Select(p => p.Value),
                _ => [],
            };
            foreach (var entry in entries)
            {
                var text = entry.ValueKind == JsonValueKind.String ? entry.GetString() : Hash(entry);
                if (text?.ToLowerInvariant() is { } hash && FileCommitment.IsHex(hash)) hashes.Add(hash);
                else throw new ReposanException(ExitCode.Usage, $"{shown} has a file without its SHA-256: give the list that names each by its hash.");
            }

            return hashes.Count > 0 ? hashes : throw new ReposanException(ExitCode.Usage, $"{shown} lists no file: give a list as Airlock, the job server or osrelease write it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ReposanException(ExitCode.Usage, $"{shown} can't be read as a list of files in JSON: give one as Airlock, the job server or osrelease write it.", e);
        }
    }

    private static string? Hash(JsonElement entry)
    {
        foreach (var name in (ReadOnlySpan<string>)["sha256", "content_hash", "filehash", "hash"])
        {
            if (entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String) return value.GetString();
        }

        return null;
    }

    private LedgerChange Write(
        StudyBranch study, ReleaseLedger ledger, byte[] content, LedgerKind kind, List<FileCommitment> files, string message, bool apply, CancellationToken cancellation)
    {
        if (!apply || files.Count == 0) return new LedgerChange(files, null);
        var time = clock.GetUtcNow();
        var statement = new LedgerStatement
        {
            Seq = ledger.Entries.Count + 1, Time = time, Kind = kind, By = signer.Principal, Policy = trust.Policy.Id, Trust = trust.Sha256,
            Files = [.. files.Select(f => f.Digest)], PrevHash = ledger.Head,
        };
        var line = ReleaseLedger.Write(statement, files, bytes => signer.Sign(ReleaseLedger.Namespace, bytes, time));
        var person = new CommitPerson(signer.Person.Name, signer.Principal);
        var commit = new ReleaseCommit([ReleaseContent.Of(ReleasePath.Ledger, StudyBranch.Append(content, line, new TrustedLedger(trust)))], message + "\n", person, person, time);
        return new LedgerChange(files, study.Release(commit, this, cancellation));
    }
}
