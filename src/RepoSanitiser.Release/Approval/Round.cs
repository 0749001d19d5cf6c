using RepoSanitiser.Incidents.Ledger;

namespace RepoSanitiser.Release.Approval;

/// <summary>A decision that is open, and the commitment it was fixed by.</summary>
/// <param name="Document">The document that opened it.</param>
/// <param name="Commitment">The SHA-256 of the commitment.</param>
/// <param name="Decision">What was decided.</param>
internal sealed record Opened(Checked<OpeningStatement> Document, string Commitment, DecisionStatement Decision);

/// <summary>A vote on a file, and the signature for the ledger where it approves.</summary>
internal sealed record Vote(OpenDecision Decision, ApprovalEvidence? Evidence);

/// <summary>The votes on one file, the latest of each reviewer.</summary>
internal sealed class Ballot
{
    private readonly Dictionary<TrustedPerson, Vote> _votes = [];
    private bool _resolved;

    public IReadOnlyCollection<Vote> Votes => _votes.Values;

    /// <summary>
    /// Where the file stands. Two at least have to approve, and nobody else; once they disagree, a further approval in the open decides, if
    /// then more approve than not. An approval without its signature for the ledger is none.
    /// </summary>
    public FileState State
    {
        get
        {
            var approvals = _votes.Values.Count(v => v.Decision.Verdict == Verdict.Approve && v.Evidence is not null);
            var others = _votes.Count - approvals;
            if (_votes.Count < 2) return FileState.Pending;
            if (approvals >= 2 && (others == 0 || (_resolved && approvals > others))) return FileState.Approved;
            if (approvals > 0 && others <= approvals) return FileState.Conflict;
            return _votes.Values.Any(v => v.Decision.Verdict == Verdict.RequestChanges) ? FileState.ChangesRequested : FileState.Rejected;
        }
    }

    /// <summary>Takes in a vote.</summary>
    /// <param name="person">Whose it is: one person has one vote, under whatever name.</param>
    /// <param name="vote">The vote.</param>
    /// <param name="inTheOpen">Whether others' votes were known: then it approves only what there is disagreement about.</param>
    public void Add(TrustedPerson person, Vote vote, bool inTheOpen)
    {
        if (inTheOpen && vote.Decision.Verdict == Verdict.Approve && State != FileState.Conflict) return;
        _votes[person] = vote;
        _resolved = inTheOpen && vote.Decision.Verdict == Verdict.Approve;
    }

    /// <summary>The same votes, for the next revision.</summary>
    public Ballot Copy()
    {
        var copy = new Ballot { _resolved = _resolved };
        foreach (var (person, vote) in _votes) copy._votes[person] = vote;
        return copy;
    }
}

/// <summary>The decisions of one revision of a request, as they are counted.</summary>
internal sealed class Round
{
    private readonly Dictionary<(string Path, string Sha256), Ballot> _ballots = [];

    /// <summary>Begins a revision.</summary>
    /// <param name="request">The revision.</param>
    /// <param name="approved">Ballots of files that were approved before, by their commitments.</param>
    public Round(Checked<RequestStatement> request, Dictionary<string, Ballot> approved)
    {
        Request = request;
        var toDecide = new List<RequestedFile>();
        foreach (var file in request.Statement.Outputs)
        {
            var known = approved.GetValueOrDefault(Review.CommitmentOf(file).Digest);
            if (known is null) toDecide.Add(file);
            _ballots[(file.Path, file.Sha256)] = known?.Copy() ?? new Ballot();
        }

        ToDecide = toDecide;
    }

    public Checked<RequestStatement> Request { get; }

    public IReadOnlyList<RequestedFile> ToDecide { get; }

    public List<Checked<CommitmentStatement>> Commitments { get; } = [];

    public List<Opened> Openings { get; } = [];

    public int Resolutions { get; set; }

    /// <summary>The ballot on a file; an empty one where it is none of this revision.</summary>
    public Ballot On(string path, string sha256) => _ballots.GetValueOrDefault((path, sha256)) ?? new Ballot();

    /// <summary>The statement that a reviewer signs for the ledger when approving some of the files; null where none is approved.</summary>
    public static ApprovalStatement? Approval(RequestStatement request, string by, IEnumerable<FileVerdict> files)
    {
        var approved = files.Where(f => f.Verdict == Verdict.Approve).Select(f => (f.Path, f.Sha256)).ToHashSet();
        var digests = request.Outputs.Where(f => approved.Contains((f.Path, f.Sha256))).Select(f => Review.CommitmentOf(f).Digest).Order(StringComparer.Ordinal).ToList();
        return digests.Count == 0 ? null : new ApprovalStatement(request.Request, by, digests);
    }
}
