namespace RepoSanitiser.Release.Approval;

/// <summary>What a document of a request's folder says, whatever its kind. Times are UTC.</summary>
public abstract record Statement
{
    /// <summary>Which kind it is: part of what is signed, so that no document passes for another.</summary>
    public required string Kind { get; init; }

    /// <summary>The request's id.</summary>
    public required string Request { get; init; }

    /// <summary>The revision of the request, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>The principal who signs.</summary>
    public required string By { get; init; }

    /// <summary>When, by the signer's clock.</summary>
    public required DateTimeOffset Time { get; init; }
}

/// <summary>What somebody asks to release: a revision of a request.</summary>
public sealed record RequestStatement : Statement
{
    /// <summary>The SHA-256 of the revision before; null in the first.</summary>
    public string? Previous { get; init; }

    /// <summary>E-mail addresses of all who committed the files, beside the one who asks: none of them reviews.</summary>
    public required IReadOnlyList<string> Authors { get; init; }

    /// <summary>The name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>The study repository, as its URL.</summary>
    public required string Repository { get; init; }

    /// <summary>The folder that the files come from, absolute.</summary>
    public required string Source { get; init; }

    /// <summary>What the commit in the study repository will say.</summary>
    public required string Message { get; init; }

    /// <summary>The id of the policy that the files were checked under.</summary>
    public required string Policy { get; init; }

    /// <summary>The groups of files.</summary>
    public required IReadOnlyList<RequestedGroup> Groups { get; init; }

    /// <summary>The files that are to be released, in order of their paths.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<RequestedFile> Outputs => Groups.SelectMany(g => g.Files).Where(f => !f.Supporting);
}

/// <summary>Files that are explained together.</summary>
public sealed record RequestedGroup
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What the files show, and of whom.</summary>
    public required string Context { get; init; }

    /// <summary>Which disclosure controls were applied.</summary>
    public required string Controls { get; init; }

    /// <summary>The files.</summary>
    public required IReadOnlyList<RequestedFile> Files { get; init; }
}

/// <summary>A file as it was when it was asked for.</summary>
public sealed record RequestedFile
{
    /// <summary>Its path from the workspace, with forward slashes; below <c>released_outputs/</c> in the study repository.</summary>
    public required string Path { get; init; }

    /// <summary>The SHA-256 of the bytes to be released, in hex: their name in the request's folder.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The SHA-256 of the file in the workspace: another one only where something was stripped.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>The nonce of its commitment, in hex; the same as long as path and content are.</summary>
    public required string Nonce { get; init; }

    /// <summary>Whether it only helps the reviewers and is never released.</summary>
    public bool Supporting { get; init; }

    /// <summary>What was stripped before it was hashed, in words.</summary>
    public IReadOnlyList<string> Stripped { get; init; } = [];

    /// <summary>Rules that the check found something by.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Why it should leave all the same; null where no rule stops it.</summary>
    public ExceptionReason? Exception { get; init; }
}

/// <summary>Why a rule should not stop a file.</summary>
/// <param name="Need">Why the analysis needs it.</param>
/// <param name="NotDisclosive">Why it identifies nobody.</param>
public sealed record ExceptionReason(string Need, string NotDisclosive);

/// <summary>What a reviewer decides of a file.</summary>
public enum Verdict
{
    /// <summary>It may leave as it is.</summary>
    Approve,

    /// <summary>It may not leave as it is.</summary>
    RequestChanges,

    /// <summary>It may not leave.</summary>
    Reject,
}

/// <summary>A reviewer's decision of one file, bound to its content.</summary>
/// <param name="Path">The file.</param>
/// <param name="Sha256">Its content.</param>
/// <param name="Verdict">The decision.</param>
/// <param name="Comment">Why, for the author; empty for nothing.</param>
public sealed record FileVerdict(string Path, string Sha256, Verdict Verdict, string Comment);

/// <summary>All that a reviewer decided, unseen by others until it is opened.</summary>
public sealed record DecisionStatement : Statement
{
    /// <summary>The SHA-256 of the revision that was decided on.</summary>
    public required string RequestHash { get; init; }

    /// <summary>A decision of each file that needed one.</summary>
    public required IReadOnlyList<FileVerdict> Files { get; init; }

    /// <summary>A word on the whole; empty for nothing.</summary>
    public required string Comment { get; init; }
}

/// <summary>Says that somebody has decided, and fixes what, without saying it.</summary>
public sealed record CommitmentStatement : Statement
{
    /// <summary>The SHA-256 of the revision that was decided on.</summary>
    public required string RequestHash { get; init; }

    /// <summary>SHA-256 of the decision's text and a nonce of 256 bits, in hex.</summary>
    public required string Digest { get; init; }
}

/// <summary>Opens a commitment.</summary>
public sealed record OpeningStatement : Statement
{
    /// <summary>The SHA-256 of the revision that was decided on.</summary>
    public required string RequestHash { get; init; }

    /// <summary>The text of the decision, to the byte.</summary>
    public required string Decision { get; init; }

    /// <summary>The nonce of the commitment, in hex.</summary>
    public required string Nonce { get; init; }

    /// <summary>The SHA-256 of every commitment that there was before this was opened: they were made without seeing it.</summary>
    public required IReadOnlyList<string> Commitments { get; init; }

    /// <summary>The signature over the files that are approved in it, for the ledger; null where none is.</summary>
    public string? Approval { get; init; }
}

/// <summary>A further decision, made in the open.</summary>
public sealed record ResolutionStatement : Statement
{
    /// <summary>The SHA-256 of the revision that was decided on.</summary>
    public required string RequestHash { get; init; }

    /// <summary>Its place among the resolutions of this revision, from 1: of two by one person the later holds.</summary>
    public required int Round { get; init; }

    /// <summary>Decisions of some files.</summary>
    public required IReadOnlyList<FileVerdict> Files { get; init; }

    /// <summary>The signature over the files that are approved in it, for the ledger; null where none is.</summary>
    public string? Approval { get; init; }
}

/// <summary>Lets a file leave although a rule stops it.</summary>
public sealed record ExceptionStatement : Statement
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Its content.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The rules that are set aside, and no others.</summary>
    public required IReadOnlyList<string> Rules { get; init; }
}

/// <summary>Takes a request back.</summary>
public sealed record WithdrawalStatement : Statement
{
    /// <summary>Why; empty for nothing.</summary>
    public required string Reason { get; init; }
}

/// <summary>Notes that approved files were published.</summary>
public sealed record PublicationStatement : Statement
{
    /// <summary>The commit in the study repository.</summary>
    public required string Commit { get; init; }

    /// <summary>The digests of the commitments of the files that arrived.</summary>
    public required IReadOnlyList<string> Files { get; init; }
}
