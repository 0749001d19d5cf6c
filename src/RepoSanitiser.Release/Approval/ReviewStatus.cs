namespace RepoSanitiser.Release.Approval;

/// <summary>Where a request stands.</summary>
public enum RequestState
{
    /// <summary>Nobody has decided yet.</summary>
    Submitted,

    /// <summary>One reviewer has decided, unseen.</summary>
    PartiallyReviewed,

    /// <summary>Two reviewers have decided; not both decisions are open yet.</summary>
    Sealed,

    /// <summary>The reviewers disagree about a file.</summary>
    Conflict,

    /// <summary>A file was sent back: it is the author's turn.</summary>
    Returned,

    /// <summary>Every file that is asked for may leave.</summary>
    Approved,

    /// <summary>Every file that may leave has left.</summary>
    Released,

    /// <summary>It was taken back.</summary>
    Withdrawn,
}

/// <summary>Where a file of a request stands.</summary>
public enum FileState
{
    /// <summary>It helps the reviewers and is never released.</summary>
    Supporting,

    /// <summary>Not both decisions are open yet.</summary>
    Pending,

    /// <summary>It may leave.</summary>
    Approved,

    /// <summary>The reviewers disagree.</summary>
    Conflict,

    /// <summary>It may not leave as it is.</summary>
    ChangesRequested,

    /// <summary>It may not leave.</summary>
    Rejected,
}

/// <summary>A decision that is open to all.</summary>
/// <param name="By">The reviewer's principal.</param>
/// <param name="Verdict">The decision.</param>
/// <param name="Comment">Why.</param>
public sealed record OpenDecision(string By, Verdict Verdict, string Comment);

/// <summary>A signed approval, as it goes into the ledger.</summary>
/// <param name="By">The reviewer's principal.</param>
/// <param name="Files">The digests of all commitments that were approved with it.</param>
/// <param name="Signature">The signature over them.</param>
public sealed record ApprovalEvidence(string By, IReadOnlyList<string> Files, string Signature);

/// <summary>A file of the current revision and what was decided of it.</summary>
/// <param name="File">The file.</param>
/// <param name="Group">The group it belongs to.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Decisions">What was decided, as far as it is open, the latest of each reviewer.</param>
/// <param name="Approvals">The approvals by two people or more, for a file that may leave; else none.</param>
/// <param name="ExceptionBy">Who allowed it to leave although a rule stops it; null for nobody.</param>
public sealed record FileStatus(
    RequestedFile File, RequestedGroup Group, FileState State, IReadOnlyList<OpenDecision> Decisions, IReadOnlyList<ApprovalEvidence> Approvals, string? ExceptionBy)
{
    /// <summary>Whether a rule stops it that nobody has set aside.</summary>
    public bool NeedsException => File.Exception is not null && ExceptionBy is null;

    /// <summary>Whether it may be published.</summary>
    public bool MayLeave => State == FileState.Approved && !NeedsException;
}

/// <summary>How far a reviewer is.</summary>
/// <param name="Principal">Who.</param>
/// <param name="HasDecided">Whether their decision is fixed.</param>
/// <param name="IsOpen">Whether it is open to all.</param>
public sealed record ReviewerProgress(string Principal, bool HasDecided, bool IsOpen);

/// <summary>All that is known of a request, from its folder alone.</summary>
public sealed record ReviewStatus
{
    /// <summary>The current revision.</summary>
    public required RequestStatement Request { get; init; }

    /// <summary>The SHA-256 of its text.</summary>
    public required string RequestHash { get; init; }

    /// <summary>Where it stands.</summary>
    public required RequestState State { get; init; }

    /// <summary>Its files, in order of groups and paths.</summary>
    public required IReadOnlyList<FileStatus> Files { get; init; }

    /// <summary>Everybody who has decided in this revision.</summary>
    public required IReadOnlyList<ReviewerProgress> Reviewers { get; init; }

    /// <summary>What in the folder is not what it claims to be, in sentences; nothing is published while there is any.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>What in the folder counts for nothing and stops nothing, since the trust file does not let its key sign it now, in sentences.</summary>
    public required IReadOnlyList<string> SetAside { get; init; }

    /// <summary>The SHA-256 of every commitment in this revision.</summary>
    public required IReadOnlyList<string> Commitments { get; init; }

    /// <summary>The digests of the commitments of files that were published already.</summary>
    public required IReadOnlySet<string> Published { get; init; }

    /// <summary>The files that reviewers have to decide in this revision: those to be released that were not approved before as they are.</summary>
    public required IReadOnlyList<RequestedFile> ToDecide { get; init; }

    /// <summary>How many resolutions there are in this revision.</summary>
    public required int Resolutions { get; init; }
}
