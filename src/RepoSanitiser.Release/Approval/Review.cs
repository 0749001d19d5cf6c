using System.Security.Cryptography;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Incidents.Ledger;

namespace RepoSanitiser.Release.Approval;

/// <summary>
/// Works out from the documents of a folder alone what was decided, revision after revision: a file that stays as it is keeps its
/// approvals, a changed one has none.
/// </summary>
internal sealed class Review
{
    private readonly FolderDocuments _documents;
    private readonly Trust _trust;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, Ballot> _approved = new(StringComparer.Ordinal);

    private Review(FolderDocuments documents, Trust trust, DateTimeOffset now) => (_documents, _trust, _now) = (documents, trust, now);

    /// <summary>Where a request stands.</summary>
    /// <exception cref="ReposanException">The request itself can't be read, or is not signed by somebody trusted (refused).</exception>
    public static ReviewStatus Of(RequestFolder folder, Trust trust, DateTimeOffset now)
    {
        var documents = new FolderDocuments(folder, trust, now);
        CheckRevisions(folder.Id, documents);
        var review = new Review(documents, trust, now);
        Round? last = null;
        foreach (var request in documents.Requests) last = review.Decide(request);
        return review.Status(last!);
    }

    private static void CheckRevisions(string id, FolderDocuments documents)
    {
        var requests = documents.Requests;
        var why = documents.Problems.FirstOrDefault(p => p.Contains("request-", StringComparison.Ordinal));
        if (requests.Count == 0 || why is not null)
            throw new ReposanException(ExitCode.Refused, $"Request {id} can't be trusted: {why ?? "its folder holds no request."} Nothing was changed.");
        for (var i = 0; i < requests.Count; i++)
        {
            var statement = requests[i].Statement;
            var follows = statement.Revision == i + 1 && statement.Previous == (i == 0 ? null : requests[i - 1].Hash) && statement.By == requests[0].Statement.By;
            if (!follows || statement.Outputs.Any(f => ReleasePath.Problem(f.Path) is not null || !CommitmentOf(f).IsWellFormed) || ReleasePath.Collision(statement.Outputs.Select(f => f.Path)) is not null)
                throw new ReposanException(ExitCode.Refused, $"Request {id} can't be trusted: revision {i + 1} does not follow on the one before, or is malformed. Nothing was changed.");
        }
    }

    /// <summary>What stands for a file in signatures.</summary>
    public static FileCommitment CommitmentOf(RequestedFile file) => new(ReleasePath.InStudy(file.Path), file.Sha256, file.Nonce);

    private Round Decide(Checked<RequestStatement> request)
    {
        var round = new Round(request, _approved);
        round.Commitments.AddRange(_documents.Commitments.Where(c => Belongs(c.Statement, c.Statement.RequestHash, c.Name, request)));
        var openings = _documents.Openings.Where(o => Belongs(o.Statement, o.Statement.RequestHash, o.Name, request))
            .Select(o => Open(o, round)).OfType<Opened>().ToList();
        round.Openings.AddRange(Blind(openings));
        foreach (var late in openings.Except(round.Openings).Where(_ => round.Openings.Count > 1))
            _documents.Problems.Add($"{late.Document.Name} was made when others' decisions were open already: {FolderDocuments.Anew}.");
        foreach (var opening in round.Openings) Vote(round, opening.Document.Name, opening.Document.Statement, opening.Decision.Files, opening.Document.Statement.Approval, inTheOpen: false);
        if (round.Openings.Count > 1 || round.ToDecide.Count == 0) Resolve(round);
        foreach (var file in request.Statement.Outputs)
        {
            var (digest, ballot) = (CommitmentOf(file).Digest, round.On(file.Path, file.Sha256));
            if (ballot.State == FileState.Approved) _approved[digest] = ballot;
            else _approved.Remove(digest);
        }

        return round;
    }

    private void Resolve(Round round)
    {
        var resolutions = _documents.Resolutions.Where(r => Belongs(r.Statement, r.Statement.RequestHash, r.Name, round.Request));
        foreach (var resolution in resolutions.OrderBy(r => r.Statement.Round).ThenBy(r => r.Statement.Time))
        {
            round.Resolutions = Math.Max(round.Resolutions, resolution.Statement.Round);
            Vote(round, resolution.Name, resolution.Statement, resolution.Statement.Files, resolution.Statement.Approval, inTheOpen: true);
        }
    }

    private void Vote(Round round, string name, Statement statement, IReadOnlyList<FileVerdict> verdicts, string? signature, bool inTheOpen)
    {
        var evidence = Evidence(round, name, statement, verdicts, signature);
        var person = _trust.Signer(statement.By)!;
        foreach (var verdict in verdicts)
        {
            var vote = new Vote(new OpenDecision(statement.By, verdict.Verdict, verdict.Comment), verdict.Verdict == Verdict.Approve ? evidence : null);
            round.On(verdict.Path, verdict.Sha256).Add(person, vote, inTheOpen);
        }
    }

    private ApprovalEvidence? Evidence(Round round, string name, Statement statement, IReadOnlyList<FileVerdict> verdicts, string? signature)
    {
        if (Round.Approval(round.Request.Statement, statement.By, verdicts) is not { } approval) return null;
        var problem = signature is null ? "is missing" : SshKeygen.Verify(_trust.AllowedSigners, statement.By, ApprovalStatement.Namespace, signature, approval.Bytes(), _now);
        if (problem is null) return new ApprovalEvidence(statement.By, approval.Files, signature!);
        _documents.Say($"the approvals in {name}", problem, allows: true);
        return null;
    }

    /// <summary>Whether a reviewer may have a say in a revision, and has it in this one.</summary>
    private bool Belongs(Statement statement, string requestHash, string name, Checked<RequestStatement> request)
    {
        if (statement.Revision != request.Statement.Revision) return false;
        if (requestHash != request.Hash)
        {
            _documents.Problems.Add($"{name} was made for another text of this revision: {FolderDocuments.Anew}.");
            return false;
        }

        if (WhyNot(statement.By, ReleaseRole.Reviewer, request.Statement, _trust) is not { } why) return true;
        _documents.Problems.Add($"{name} does not count: {why.TrimEnd('.')}; {FolderDocuments.Anew}.");
        return false;
    }

    /// <summary>Why somebody may not do something with a request, in a sentence; null where they may.</summary>
    public static string? WhyNot(string principal, ReleaseRole role, RequestStatement request, Trust trust)
    {
        if (trust.Signer(principal) is not { } person || !person.Roles.Contains(role)) return $"the trust file does not list {Printable.Escape(principal)} as {role.ToString().ToLowerInvariant()}.";
        return role != ReleaseRole.Publisher && (person.Is(request.By) || request.Authors.Any(person.Is))
            ? $"{Printable.Escape(principal)} is an author of what is to be released."
            : null;
    }

    private Opened? Open(Checked<OpeningStatement> opening, Round round)
    {
        var (name, statement) = (opening.Name, opening.Statement);
        var commitment = round.Commitments.Find(c => c.Statement.By == statement.By);
        var digest = FileCommitment.IsHex(statement.Nonce) ? DigestOf(statement.Decision, statement.Nonce) : null;
        var decision = SignedDocument.Parse<DecisionStatement>(statement.Decision);
        var covers = decision is not null && decision.Files.Select(f => (f.Path, f.Sha256)).ToHashSet().SetEquals(round.ToDecide.Select(f => (f.Path, f.Sha256))) && decision.Files.Count == round.ToDecide.Count;
        var isOwn = decision is { Kind: "decision" } && decision.Request == statement.Request && decision.RequestHash == statement.RequestHash && decision.By == statement.By;
        if (commitment is not null && commitment.Statement.Digest == digest && covers && isOwn) return new Opened(opening, commitment.Hash, decision!);
        _documents.Problems.Add($"{name} does not open what was decided before: {FolderDocuments.Anew}.");
        return null;
    }

    /// <summary>SHA-256 of a decision and its nonce, in hex.</summary>
    public static string DigestOf(string decision, string nonce) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(decision), .. Convert.FromHexString(nonce)]));

    /// <summary>Those who decided unseen by each other: each one's opening names the commitments of all others. They are two people at least.</summary>
    private List<Opened> Blind(List<Opened> openings)
    {
        foreach (var first in openings.OrderBy(o => o.Document.Statement.Time).ThenBy(o => o.Document.Name, StringComparer.Ordinal))
        {
            List<Opened> chosen = [first];
            foreach (var other in openings.Where(o => o != first))
            {
                if (chosen.TrueForAll(c => c.Document.Statement.Commitments.Contains(other.Commitment) && other.Document.Statement.Commitments.Contains(c.Commitment)
                    && _trust.Signer(c.Document.Statement.By) != _trust.Signer(other.Document.Statement.By))) chosen.Add(other);
            }

            if (chosen.Count > 1) return chosen;
        }

        return [];
    }

    private ReviewStatus Status(Round round)
    {
        var request = round.Request.Statement;
        var published = _documents.Publications.Where(p => _trust.Signer(p.Statement.By)!.Roles.Contains(ReleaseRole.Publisher)).SelectMany(p => p.Statement.Files).ToHashSet(StringComparer.Ordinal);
        var files = request.Groups.SelectMany(g => g.Files.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => File(f, g, round))).ToList();
        return new ReviewStatus
        {
            Request = request,
            RequestHash = round.Request.Hash,
            State = StateOf(round, files, published),
            Files = files,
            Reviewers = [.. round.Commitments.Select(c => new ReviewerProgress(c.Statement.By, true, _documents.Openings.Any(o => o.Statement.By == c.Statement.By && o.Statement.Revision == request.Revision)))],
            Problems = _documents.Problems,
            SetAside = _documents.SetAside,
            Commitments = [.. round.Commitments.Select(c => c.Hash)],
            Published = published,
            ToDecide = round.ToDecide,
            Resolutions = round.Resolutions,
        };
    }

    private FileStatus File(RequestedFile file, RequestedGroup group, Round round)
    {
        if (file.Supporting) return new FileStatus(file, group, FileState.Supporting, [], [], null);
        var ballot = round.On(file.Path, file.Sha256);
        var allowed = _documents.Exceptions.Select(e => e.Statement).FirstOrDefault(e =>
            e.Path == file.Path && e.Sha256 == file.Sha256 && file.Rules.All(e.Rules.Contains) && WhyNot(e.By, ReleaseRole.Exceptions, round.Request.Statement, _trust) is null);
        IReadOnlyList<ApprovalEvidence> evidence = ballot.State == FileState.Approved ? [.. ballot.Votes.Select(v => v.Evidence).OfType<ApprovalEvidence>()] : [];
        return new FileStatus(file, group, ballot.State, [.. ballot.Votes.Select(v => v.Decision)], evidence, allowed?.By);
    }

    private RequestState StateOf(Round round, List<FileStatus> files, HashSet<string> published)
    {
        if (_documents.Withdrawals.Any(w => w.Statement.By == round.Request.Statement.By)) return RequestState.Withdrawn;
        var outputs = files.Where(f => f.State != FileState.Supporting).ToList();
        if (outputs.Exists(f => f.State == FileState.Conflict)) return RequestState.Conflict;
        if (outputs.Exists(f => f.State == FileState.Pending))
        {
            return round.Commitments.Select(c => _trust.Signer(c.Statement.By)).Distinct().Count() switch { 0 => RequestState.Submitted, 1 => RequestState.PartiallyReviewed, _ => RequestState.Sealed };
        }

        if (outputs.Exists(f => f.State is FileState.ChangesRequested or FileState.Rejected)) return RequestState.Returned;
        return outputs.TrueForAll(f => published.Contains(Review.CommitmentOf(f.File).Digest)) ? RequestState.Released : RequestState.Approved;
    }
}
