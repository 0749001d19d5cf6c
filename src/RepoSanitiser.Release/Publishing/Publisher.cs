using System.Security.Cryptography;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Incidents.Ledger;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Release.Stripping;

namespace RepoSanitiser.Release.Publishing;

/// <summary>What came of publishing.</summary>
/// <param name="Request">The request.</param>
/// <param name="Published">The paths in the study repository that were published now.</param>
/// <param name="Before">The paths that were there already.</param>
/// <param name="Left">Files of the request that may not leave, and where each stands.</param>
/// <param name="Commit">The commit; null where there was nothing to do.</param>
/// <param name="LeftIndex">Whether a README.md of somebody's own was left as it is.</param>
public sealed record PublishOutcome(
    RequestStatement Request, IReadOnlyList<string> Published, IReadOnlyList<string> Before, IReadOnlyList<FileStatus> Left, string? Commit, bool LeftIndex);

/// <summary>
/// Brings exactly the approved bytes of a request onto the branch <c>release-candidates</c> of its study repository, with an index and an
/// entry in the ledger. Whatever happens before the push, nothing is published; after it, running it again ends what was begun.
/// </summary>
/// <param name="store">The requests.</param>
/// <param name="signer">Who publishes.</param>
/// <param name="clock">The clock.</param>
/// <param name="progress">Where progress is shown.</param>
public sealed class Publisher(RequestStore store, Signer signer, TimeProvider clock, IProgressSink progress) : IStepClock
{
    private readonly List<(string Step, DateTimeOffset At)> _steps = [];

    /// <summary>How long each step took, in order: what a benchmark takes apart.</summary>
    public IEnumerable<(string Step, TimeSpan Time)> Steps => _steps.Zip(_steps.Skip(1), (a, b) => (a.Step, b.At - a.At));

    /// <summary>Publishes.</summary>
    /// <exception cref="ReposanException">Something is not as it has to be: then nothing was published, and the message says so.</exception>
    public PublishOutcome Publish(string id, CancellationToken cancellation)
    {
        signer.Require(ReleaseRole.Publisher);
        var folder = store.Open(id);
        var status = store.Status(id);
        if (status.Problems.Count > 0) throw new ReposanException(ExitCode.Refused, $"Request {id} holds what is not as it was written, so nothing was published: {status.Problems[0]}");
        store.Trust.KeepOutOf(status.Request.Source, status.Request.Repository);
        if (status.State == RequestState.Withdrawn) throw new ReposanException(ExitCode.Refused, $"Request {id} was withdrawn, so nothing was published.");
        var leaving = status.Files.Where(f => f.MayLeave).ToList();
        var left = status.Files.Where(f => !f.MayLeave && f.State != FileState.Supporting).ToList();
        if (leaving.Count == 0) throw new ReposanException(ExitCode.Refused, $"No file of request {id} has the approvals of two reviewers, so nothing was published: see 'reposan release status {id}'.");

        Begin("checking");
        Check(folder, status, leaving, cancellation);
        Begin("cloning");
        using var study = StudyBranch.Open(status.Request.Repository, cancellation);
        Begin("comparing");
        var (ledger, content) = study.ReadLedger(new TrustedLedger(store.Trust));
        var (before, now) = Split(folder, study, ledger, leaving);
        Avoid(study, now);
        var leftIndex = !ReleaseIndex.IsOurs(study.Read(ReleasePath.Index));
        var commit = now.Count == 0 ? null : study.Release(Commit(folder, study, status.Request, now, ledger, content, leftIndex), this, cancellation);
        TryNote(folder, status, leaving, commit ?? ledger.Head, commit is not null);
        return new PublishOutcome(status.Request, [.. now.Select(Target)], [.. before.Select(Target)], left, commit, leftIndex);
    }

    /// <inheritdoc/>
    public void Begin(string step)
    {
        _steps.Add((step, clock.GetUtcNow()));
        if (step.Length > 0) progress.Report(step, 0, 0);
    }

    private static string Target(FileStatus file) => ReleasePath.InStudy(file.File.Path);

    /// <summary>What is to leave is what was approved, says nothing beside its content, and passes the policy as it is now.</summary>
    private void Check(RequestFolder folder, ReviewStatus status, List<FileStatus> leaving, CancellationToken cancellation)
    {
        var workspace = Directory.Exists(status.Request.Source) ? status.Request.Source : null;
        var check = new OutputCheck(store.Trust.Policy, workspace);
        var done = 0;
        var refusals = new (string Why, string Remedy)?[leaving.Count];
        Parallel.For(0, leaving.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, i =>
        {
            refusals[i] = Refusal(folder, leaving[i], workspace, check, cancellation);
            progress.Report("checking files", Interlocked.Increment(ref done), leaving.Count);
        });
        var first = Array.FindIndex(refusals, r => r is not null);
        if (first < 0) return;
        var (why, remedy) = refusals[first]!.Value;
        throw new ReposanException(ExitCode.Refused, $"'{Printable.Escape(leaving[first].File.Path)}' {why}, so nothing was published: {remedy}.");
    }

    private static (string Why, string Remedy)? Refusal(RequestFolder folder, FileStatus file, string? workspace, OutputCheck check, CancellationToken cancellation)
    {
        const string Anew = "ask for it anew with --id", Redacted = "have it redacted, and " + Anew;
        if (folder.ReadFile(file.File.Sha256) is not { } content) return ("is not in the request as it was approved any more", $"have its author {Anew}, which puts the same bytes back");
        if (workspace is not null && HasChanged(workspace, file.File)) return ("was changed in its workspace since it was asked for", $"have its author {Anew}, or put it back there");
        if (Metadata.Left(file.File.Path, content) is { Count: > 0 } metadata) return ($"still holds metadata ({metadata[0].TrimEnd('.')})", $"have its author {Anew}");
        var judged = check.Judge(file.File.Path, content, cancellation);
        if (judged.Never is { } never) return ($"may not leave ({never.TrimEnd('.')})", Redacted);
        var allowed = file.ExceptionBy is null ? [] : file.File.Rules;
        return judged.Rules.Except(allowed, StringComparer.Ordinal).FirstOrDefault() is { } rule ? ($"is stopped by the rule {rule}, for which nobody allowed an exception", Redacted) : null;
    }

    /// <summary>Whether there is something else now at the place that a file was taken from. Where there is nothing, nothing was changed.</summary>
    private static bool HasChanged(string workspace, RequestedFile file)
    {
        try
        {
            using var handle = NoFollow.Open(workspace, file.Path);
            if (handle is null) return new FileInfo(Path.Combine(workspace, file.Path)) is { Exists: true } or { LinkTarget: not null };
            return Convert.ToHexStringLower(SHA256.HashData(NoFollow.ReadAll(handle, int.MaxValue))) != file.SourceSha256;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Parts what is there already, with an entry in the ledger, from what is to be published now.</summary>
    private static (List<FileStatus> Before, List<FileStatus> Now) Split(RequestFolder folder, StudyBranch study, ReleaseLedger ledger, List<FileStatus> leaving)
    {
        var last = new Dictionary<string, LedgerKind>(StringComparer.Ordinal);
        foreach (var entry in ledger.Entries)
        {
            foreach (var digest in entry.Statement.Files) last[digest] = entry.Statement.Kind;
        }

        var contents = ledger.Contents();
        // Under whatever nonce: a file that was released as it is needs no further entry.
        var released = ledger.Entries.Where(e => e.Statement.Kind == LedgerKind.Release).SelectMany(e => e.Open).OfType<FileCommitment>().Select(c => (c.Path, c.Sha256)).ToHashSet();
        List<FileStatus> before = [], now = [];
        foreach (var file in leaving)
        {
            var kind = last.TryGetValue(Review.CommitmentOf(file.File).Digest, out var known) ? known : (LedgerKind?)null;
            if (kind == LedgerKind.Withdrawal || (contents.TryGetValue(file.File.Sha256, out var said) && said == LedgerKind.Withdrawal))
                throw new ReposanException(ExitCode.Refused, $"The approval of '{Printable.Escape(file.File.Path)}' was withdrawn in the study repository, so nothing was published.");
            var isThere = released.Contains((Target(file), file.File.Sha256)) && study.Files.TryGetValue(Target(file), out var there) && there.IsFile
                && folder.ReadFile(file.File.Sha256) is { } content && ObjectHash.Of(ObjectType.Blob, content, study.Repository.Format) == there.Blob;
            (isThere ? before : now).Add(file);
        }

        return (before, now);
    }

    /// <summary>Nothing is published over a link, or beside a name that some systems can't keep apart from it.</summary>
    private static void Avoid(StudyBranch study, List<FileStatus> now)
    {
        foreach (var path in now.Select(Target))
        {
            if (study.Files.TryGetValue(path, out var there) && !there.IsFile)
                throw new ReposanException(ExitCode.Refused, $"'{Printable.Escape(path)}' of the study repository is a link or a submodule, so nothing was published: remove it there first.");
        }

        var merged = study.Files.Keys.Concat(now.Select(Target)).Distinct(StringComparer.Ordinal).ToList();
        if (ReleasePath.Collision(merged) is null) return;
        foreach (var path in now.Select(Target))
        {
            if (ReleasePath.CollisionWith(path, merged) is { } other)
                throw new ReposanException(ExitCode.Refused, $"'{Printable.Escape(path)}' can't be kept apart from '{Printable.Escape(other)}' of the study repository on some systems, so nothing was published: rename one of them.");
        }
    }

    private ReleaseCommit Commit(RequestFolder folder, StudyBranch study, RequestStatement request, List<FileStatus> now, ReleaseLedger ledger, byte[] content, bool leftIndex)
    {
        var time = clock.GetUtcNow();
        var line = Line(request, now, ledger, time);
        var contents = now.Select(f => new ReleaseContent(Target(f), f.File.Sha256, () => folder.ReadFile(f.File.Sha256))).ToList();
        contents.Add(ReleaseContent.Of(ReleasePath.Ledger, StudyBranch.Append(content, line, new TrustedLedger(store.Trust))));
        if (!leftIndex) contents.Add(ReleaseContent.Of(ReleasePath.Index, ReleaseIndex.Write(study.Files.Keys.Concat(now.Select(Target)).Distinct(StringComparer.Ordinal))));
        var author = store.Trust.Signer(request.By)!;
        var message = $"{Text(request.Message)}\n\nOpensafely-released-from: {Text(request.Workspace).ReplaceLineEndings(" ")} request {request.Request}\n";
        return new ReleaseCommit(contents, message, new CommitPerson(author.Name, request.By), new CommitPerson(signer.Person.Name, signer.Principal), time);
    }

    private static string Text(string text) => string.Concat(text.ReplaceLineEndings("\n").Where(c => c is '\n' or '\t' || !char.IsControl(c))).Trim();

    private byte[] Line(RequestStatement request, List<FileStatus> now, ReleaseLedger ledger, DateTimeOffset time)
    {
        var commitments = now.Select(f => Review.CommitmentOf(f.File)).OrderBy(c => c.Path, StringComparer.Ordinal).ToList();
        var digests = commitments.ConvertAll(c => c.Digest);
        var set = digests.ToHashSet(StringComparer.Ordinal);
        var approvals = now.SelectMany(f => f.Approvals).DistinctBy(a => a.Signature)
            .Select(a => new LedgerApproval(a.By, a.Signature, set.SetEquals(a.Files) ? null : a.Files)).OrderBy(a => a.By, StringComparer.Ordinal).ToList();
        var statement = new LedgerStatement
        {
            Seq = ledger.Entries.Count + 1, Time = time, Kind = LedgerKind.Release, By = signer.Principal, Request = request.Request, Author = request.By,
            Policy = store.Trust.Policy.Id, Trust = store.Trust.Sha256, Files = digests, Approvals = approvals, PrevHash = ledger.Head,
        };
        return ReleaseLedger.Write(statement, commitments, bytes => signer.Sign(ReleaseLedger.Namespace, bytes, time));
    }

    private void TryNote(RequestFolder folder, ReviewStatus status, List<FileStatus> leaving, string commit, bool isNew)
    {
        try
        {
            Note(folder, status, leaving, commit);
        }
        catch (ReposanException e) when (isNew)
        {
            throw new ReposanException(ExitCode.Failed, $"All of it was published as {commit[..12]}, but the request could not be told: {e.Message.TrimEnd('.')}, then run it again.", e);
        }
    }

    /// <summary>Notes in the request what was published; a note that is there already is left.</summary>
    private void Note(RequestFolder folder, ReviewStatus status, List<FileStatus> leaving, string commit)
    {
        var digests = leaving.Select(f => Review.CommitmentOf(f.File).Digest).ToList();
        if (digests.All(status.Published.Contains)) return;
        var note = new PublicationStatement
        {
            Kind = "publication", Request = status.Request.Request, Revision = status.Request.Revision, By = signer.Principal, Time = clock.GetUtcNow(), Commit = commit, Files = digests,
        };
        folder.Append(RequestFolder.NameOf("publication", status.Request.Revision, commit[..12], RequestFolder.TagOf(signer.Principal)), SignedDocument.Sign(note, signer));
    }
}
