using System.Globalization;
using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Incidents.Ledger;

namespace RepoSanitiser.Release.Approval;

/// <summary>
/// Where one person reviews: decides file by file for themselves, fixes the decision unseen, opens it once a second reviewer has fixed
/// theirs, and resolves in the open what the two disagree about. Each step is signed and can be run again.
/// </summary>
/// <param name="store">The requests.</param>
/// <param name="signer">Who reviews.</param>
/// <param name="state">Where what is not open yet is kept.</param>
/// <param name="clock">The clock.</param>
/// <param name="random">Gives that many random bytes, fit for secrets.</param>
public sealed class ReviewDesk(RequestStore store, Signer signer, StateDirectory state, TimeProvider clock, Func<int, byte[]> random)
{
    private readonly ReviewDrafts _drafts = new(state, signer.Principal);

    /// <summary>Who reviews.</summary>
    public Signer Signer { get; } = signer;

    /// <summary>The requests.</summary>
    public RequestStore Store { get; } = store;

    /// <summary>Refuses where the trust file does not let this person's key sign all that a review takes.</summary>
    /// <exception cref="ReposanException">It does not, or not today (refused).</exception>
    public void RequireKey() => RequireKeyFor("commitment", "opening", "resolution");

    /// <summary>The decisions so far, of files of the current revision that need one; the rest have none yet.</summary>
    public ReviewDraft Draft(string id) => Draft(id, Store.Status(id));

    /// <summary>Decides a file, for oneself; a decision made before is replaced.</summary>
    /// <exception cref="ReposanException">The file needs no decision, or this person may not review it, or has fixed their decision (refused).</exception>
    public ReviewDraft Decide(string id, string path, Verdict verdict, string comment) => Decide(id, [(path, verdict, comment)], null);

    /// <summary>Decides several files, for oneself.</summary>
    /// <param name="id">The request.</param>
    /// <param name="verdicts">The decisions.</param>
    /// <param name="word">A word on the whole; null to leave it.</param>
    /// <exception cref="ReposanException">As for one file.</exception>
    public ReviewDraft Decide(string id, IReadOnlyList<(string Path, Verdict Verdict, string Comment)> verdicts, string? word)
    {
        var status = Store.Status(id);
        MayReview(status);
        RefuseFixed(id, status);
        var draft = Draft(id, status);
        var files = draft.Files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        foreach (var (path, verdict, comment) in verdicts)
        {
            RequireReason(path, verdict, comment);
            var file = status.ToDecide.FirstOrDefault(f => f.Path == path)
                ?? throw new ReposanException(ExitCode.Refused, $"Request {id} needs no decision of '{Printable.Escape(path)}': see 'reposan release status {id}'.");
            RequestBytes.Require(Store.Open(id), [file]);
            files[path] = new FileVerdict(path, file.Sha256, verdict, comment);
        }

        draft = draft with { Files = [.. files.Values.OrderBy(f => f.Path, StringComparer.Ordinal)], Comment = word ?? draft.Comment };
        _drafts.Keep(id, draft);
        return draft;
    }

    /// <summary>Fixes the decision: from now on it can be opened but not changed. Opens it at once where it is the last one awaited.</summary>
    /// <returns>Whether it is open.</returns>
    /// <exception cref="ReposanException">A file has no decision yet, or this person may not review, or has fixed it already (refused).</exception>
    public bool Submit(string id)
    {
        var status = Store.Status(id);
        MayReview(status);
        RefuseFixed(id, status);
        var draft = Draft(id, status);
        if (status.ToDecide.Count == 0) throw new ReposanException(ExitCode.Refused, $"Request {id} has no file that needs a decision.");
        if (status.ToDecide.Select(f => f.Path).Except(draft.Files.Select(f => f.Path), StringComparer.Ordinal).ToList() is { Count: > 0 } open)
            throw new ReposanException(ExitCode.Refused, $"{open.Count} file(s) of request {id} have no decision yet, the first is '{Printable.Escape(open[0])}': decide all of them first.");
        var reviewed = status.Files.Where(f => f.Decisions.Count > 0 && f.File is var file && status.ToDecide.Contains(file)).ToList();
        if (reviewed.Count > 0) throw new ReposanException(ExitCode.Refused, $"The decisions of request {id} are open already: yours would not be independent. Resolve what they disagree about instead.");
        RequestBytes.Require(Store.Open(id), status.ToDecide);
        // A decision that is fixed with a key that can't open it would end the review.
        RequireKeyFor("opening");

        var now = clock.GetUtcNow();
        var decision = new DecisionStatement { Kind = "decision", Request = id, Revision = status.Request.Revision, By = Signer.Principal, Time = now, RequestHash = status.RequestHash, Files = draft.Files, Comment = draft.Comment };
        var text = JsonSerializer.Serialize(decision, typeof(DecisionStatement), StatementJson.Default);
        var nonce = Convert.ToHexStringLower(random(FileCommitment.NonceBytes));
        // Kept before it is committed to: a commitment that nobody can open would end the review.
        _drafts.Keep(id, status.Request.Revision, new SealedDecision { Decision = text, Nonce = nonce });
        var commitment = new CommitmentStatement
        {
            Kind = "commitment", Request = id, Revision = status.Request.Revision, By = Signer.Principal, Time = now,
            RequestHash = status.RequestHash, Digest = Review.DigestOf(text, nonce),
        };
        Append(id, RequestFolder.NameOf("commitment", status.Request.Revision, Tag), commitment);
        return TryOpen(id);
    }

    /// <summary>Opens the decision if two reviewers have fixed theirs; else leaves all as it is.</summary>
    /// <returns>Whether it is open now.</returns>
    /// <exception cref="ReposanException">What was fixed is not in this state folder (refused).</exception>
    public bool TryOpen(string id)
    {
        var status = Store.Status(id);
        var own = status.Reviewers.FirstOrDefault(r => r.Principal == Signer.Principal);
        if (own is null || own.IsOpen) return own is not null;
        if (status.Reviewers.Select(r => Store.Trust.Signer(r.Principal)).Distinct().Count() < 2) return false;
        var kept = _drafts.Sealed(id, status.Request.Revision)
            ?? throw new ReposanException(ExitCode.Refused, $"Your decision of request {id} is not in this state folder: open it with the --state you submitted it from.");
        var decision = SignedDocument.Parse<DecisionStatement>(kept.Decision)!;
        var now = clock.GetUtcNow();
        var opening = new OpeningStatement
        {
            Kind = "opening", Request = id, Revision = status.Request.Revision, By = Signer.Principal, Time = now,
            RequestHash = status.RequestHash, Decision = kept.Decision, Nonce = kept.Nonce, Commitments = status.Commitments, Approval = SignApproval(status, decision.Files, now),
        };
        Append(id, RequestFolder.NameOf("opening", status.Request.Revision, Tag), opening);
        return true;
    }

    /// <summary>Decides in the open what the reviewers disagree about, or takes back an approval.</summary>
    /// <exception cref="ReposanException">There is nothing to resolve in a file, or this person may not review (refused).</exception>
    public void Resolve(string id, IReadOnlyList<(string Path, Verdict Verdict, string Comment)> verdicts)
    {
        var status = Store.Status(id);
        MayReview(status);
        var files = new List<FileVerdict>();
        foreach (var (path, verdict, comment) in verdicts)
        {
            var file = status.Files.FirstOrDefault(f => f.File.Path == path);
            var may = file is not null && (file.State == FileState.Conflict || (verdict != Verdict.Approve && file.State == FileState.Approved));
            if (!may) throw new ReposanException(ExitCode.Refused, $"There is nothing to resolve about '{Printable.Escape(path)}' in request {id}: the reviewers do not disagree about it.");
            RequireReason(path, verdict, comment);
            // An approval can be taken back whatever became of the bytes.
            if (verdict == Verdict.Approve) RequestBytes.Require(Store.Open(id), [file!.File]);
            files.Add(new FileVerdict(path, file!.File.Sha256, verdict, comment));
        }

        var (round, now) = (status.Resolutions + 1, clock.GetUtcNow());
        var resolution = new ResolutionStatement
        {
            Kind = "resolution", Request = id, Revision = status.Request.Revision, By = Signer.Principal, Time = now,
            RequestHash = status.RequestHash, Round = round, Files = files, Approval = SignApproval(status, files, now),
        };
        Append(id, RequestFolder.NameOf("resolution", status.Request.Revision, round.ToString("00", CultureInfo.InvariantCulture), Tag), resolution);
    }

    /// <summary>Lets a file leave although a rule stops it, as its author asked.</summary>
    /// <exception cref="ReposanException">Nobody asked, or this person may not allow it (refused).</exception>
    public void AllowException(string id, string path)
    {
        var status = Store.Status(id);
        May(status, ReleaseRole.Exceptions);
        var file = status.Request.Outputs.FirstOrDefault(f => f.Path == path && f.Exception is not null)
            ?? throw new ReposanException(ExitCode.Refused, $"Request {id} asks for no exception for '{Printable.Escape(path)}'.");
        RequestBytes.Require(Store.Open(id), [file]);
        Append(id, RequestFolder.NameOf("exception", status.Request.Revision, RequestFolder.TagOf(path), Tag), new ExceptionStatement
        {
            Kind = "exception", Request = id, Revision = status.Request.Revision, By = Signer.Principal, Time = clock.GetUtcNow(), Path = path, Sha256 = file.Sha256, Rules = file.Rules,
        });
    }

    /// <summary>Whether a decision lacks the word without which its author can't do anything about it.</summary>
    public static bool LacksReason(Verdict verdict, string comment) => verdict != Verdict.Approve && string.IsNullOrWhiteSpace(comment);

    /// <summary>Why this person may not review a request, in a sentence; null where they may.</summary>
    public string? WhyNot(ReviewStatus status) => Review.WhyNot(Signer.Principal, ReleaseRole.Reviewer, status.Request, Store.Trust);

    private static void RequireReason(string path, Verdict verdict, string comment)
    {
        if (LacksReason(verdict, comment))
            throw new ReposanException(ExitCode.Usage, $"Say in a comment (--comment) what has to change in '{Printable.Escape(path)}', or why it may not leave: its author sees nothing else.");
    }

    private string Tag => RequestFolder.TagOf(Signer.Principal);

    private void Append<T>(string id, string name, T statement)
        where T : Statement => Store.Open(id).Append(name, SignedDocument.Sign(statement, Signer));

    private string? SignApproval(ReviewStatus status, IReadOnlyList<FileVerdict> files, DateTimeOffset at) =>
        Round.Approval(status.Request, Signer.Principal, files) is { } approval ? Signer.Sign(ApprovalStatement.Namespace, approval.Bytes(), at) : null;

    private void RequireKeyFor(params IEnumerable<string> kinds) =>
        Signer.RequireKeyFor(clock.GetUtcNow(), [.. kinds.Select(SignedDocument.NamespaceOf), ApprovalStatement.Namespace]);

    /// <summary>Decisions made before of what is no longer asked for as it was are left out.</summary>
    private ReviewDraft Draft(string id, ReviewStatus status)
    {
        var current = status.ToDecide.ToDictionary(f => f.Path, f => f.Sha256, StringComparer.Ordinal);
        var kept = _drafts.Draft(id);
        return new ReviewDraft
        {
            RequestHash = status.RequestHash,
            Files = [.. (kept?.Files ?? []).Where(f => current.GetValueOrDefault(f.Path) == f.Sha256)],
            Comment = kept?.Comment ?? "",
        };
    }

    private void MayReview(ReviewStatus status) => May(status, ReleaseRole.Reviewer);

    private void May(ReviewStatus status, ReleaseRole role)
    {
        if (status.State is RequestState.Withdrawn or RequestState.Released)
            throw new ReposanException(ExitCode.Refused, $"Request {status.Request.Request} was {(status.State == RequestState.Released ? "released" : "withdrawn")}: there is nothing to decide.");
        if (Review.WhyNot(Signer.Principal, role, status.Request, Store.Trust) is { } why)
            throw new ReposanException(ExitCode.Refused, $"You may not decide about request {status.Request.Request}: {why}");
        Store.Trust.KeepOutOf(status.Request.Source, status.Request.Repository);
    }

    private void RefuseFixed(string id, ReviewStatus status)
    {
        if (status.Reviewers.Any(r => Store.Trust.Signer(r.Principal) == Signer.Person))
            throw new ReposanException(ExitCode.Refused, $"You have fixed your decision of request {id}: it can't be changed any more, only resolved in the open once both are open.");
    }
}
