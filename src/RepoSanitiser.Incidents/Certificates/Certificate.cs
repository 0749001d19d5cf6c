using RepoSanitiser.Core;

namespace RepoSanitiser.Incidents.Certificates;

/// <summary>
/// What a purge did, what must be gone since, and what a proof made of it. This is the restricted form: with an old id, a redacted value
/// can be guessed, and a "deleted" file fetched. It is for those who look after clones and for GitHub Support. <see cref="Public"/> gives
/// what anybody may have.
/// </summary>
public sealed record Certificate
{
    /// <summary>Rises when a field is renamed or removed.</summary>
    public const int Version = 1;

    /// <summary>The version of the form.</summary>
    public int SchemaVersion { get; init; } = Version;

    /// <summary>Which form this is: nothing else reads as a certificate.</summary>
    public string Kind { get; init; } = "restricted";

    /// <summary>The incident.</summary>
    public required string Incident { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>The version of the tool that made it.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The key of the fingerprints and of the signature.</summary>
    public required string KeyId { get; init; }

    /// <summary>The repository that was rewritten: its git directory, absolute.</summary>
    public required string Repository { get; init; }

    /// <summary><c>sha1</c> or <c>sha256</c>.</summary>
    public required string ObjectFormat { get; init; }

    /// <summary>The policy whose rules the proof scans with.</summary>
    public required string Policy { get; init; }

    /// <summary>How it was removed, in a sentence for people, without names, values or ids.</summary>
    public required string Method { get; init; }

    /// <summary>The folder of the copy made before, from which nothing else lost is shown; null where there is none.</summary>
    public string? Backup { get; init; }

    /// <summary>Where the incident's record stood.</summary>
    public RecordHead Record { get; init; } = RecordHead.Empty;

    /// <summary>Every ref before and after.</summary>
    public IReadOnlyList<RefChange> Refs { get; init; } = [];

    /// <summary>Commits that got another id, and those that were pruned (no new id).</summary>
    public IReadOnlyList<ObjectChange> Commits { get; init; } = [];

    /// <summary>Tag objects that got another id, or went.</summary>
    public IReadOnlyList<ObjectChange> Tags { get; init; } = [];

    /// <summary>Changed commits none of whose parents changed: where clones have to be looked at from.</summary>
    public IReadOnlyList<ObjectId> FirstChanged { get; init; } = [];

    /// <summary>Commits and tags that were signed, and whose new form is not.</summary>
    public IReadOnlyList<ObjectId> SignaturesLost { get; init; } = [];

    /// <summary>LFS objects that only purged pointers named, by their SHA-256: GitHub Support has to remove them.</summary>
    public IReadOnlyList<string> OrphanedLfs { get; init; } = [];

    /// <summary>What was treated: the only differences there may be between old and new trees.</summary>
    public IReadOnlyList<TreatedEntry> Treated { get; init; } = [];

    /// <summary>Names of files and folders that were replaced, wherever they stood: one character a byte.</summary>
    public IReadOnlyList<NameChange> RenamedEntries { get; init; } = [];

    /// <summary>Refs that are called otherwise since.</summary>
    public IReadOnlyList<NameChange> RenamedRefs { get; init; } = [];

    /// <summary>Commits and tags, by old id, whose message or people were treated too.</summary>
    public IReadOnlyList<ObjectId> TreatedTexts { get; init; } = [];

    /// <summary>Objects that must be nowhere: the purged blobs, and whatever else was chosen by id.</summary>
    public IReadOnlyList<ObjectId> Purged { get; init; } = [];

    /// <summary>What the purged content is known by under any other id.</summary>
    public ContentMarks Marks { get; init; } = new();

    /// <summary>What a proof found; null before there is one.</summary>
    public ProofSummary? Proof { get; init; }

    /// <summary>Pull requests (of GitHub) whose refs the purge changes: Support asks for the number.</summary>
    public int PullRequests => Refs
        .Where(r => r.Old != r.New && r.Name.StartsWith("refs/pull/", StringComparison.Ordinal))
        .Select(r => r.Name.Split('/')[2]).Distinct(StringComparer.Ordinal).Count();

    /// <summary>What there is how many of.</summary>
    public CertificateCounts Counts => new(
        Refs.Count,
        Refs.Count(r => r.Old != r.New),
        Commits.Count(c => c.New is not null),
        Commits.Count(c => c.New is null),
        FirstChanged.Count,
        Purged.Count,
        Treated.Count,
        SignaturesLost.Count,
        OrphanedLfs.Count,
        PullRequests);

    /// <summary>What anybody may have: new ids, counts, verdict and method; no old id, no fingerprint, no path.</summary>
    /// <param name="safeName">Gives a ref's name as it may be shown.</param>
    public PublicCertificate Public(Func<string, string> safeName) => new()
    {
        Incident = Incident,
        Made = Made,
        ToolVersion = ToolVersion,
        ObjectFormat = ObjectFormat,
        Policy = Policy,
        Method = Method,
        Record = Record,
        Refs = [.. Refs.Where(r => r.New is not null).Select(r => new PublicRef(safeName(r.Name), r.New!.Value))],
        Counts = Counts,
        Proof = Proof,
    };
}

/// <summary>The form of a certificate that anybody may have.</summary>
public sealed record PublicCertificate
{
    /// <summary>The version of the form.</summary>
    public int SchemaVersion { get; init; } = Certificate.Version;

    /// <summary>Which form this is.</summary>
    public string Kind { get; init; } = "public";

    /// <summary>The incident.</summary>
    public required string Incident { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>The version of the tool that made it.</summary>
    public required string ToolVersion { get; init; }

    /// <summary><c>sha1</c> or <c>sha256</c>.</summary>
    public required string ObjectFormat { get; init; }

    /// <summary>The policy whose rules the proof scanned with.</summary>
    public required string Policy { get; init; }

    /// <summary>How it was removed.</summary>
    public required string Method { get; init; }

    /// <summary>Where the incident's record stood.</summary>
    public required RecordHead Record { get; init; }

    /// <summary>Every ref as it is now.</summary>
    public required IReadOnlyList<PublicRef> Refs { get; init; }

    /// <summary>What there is how many of.</summary>
    public required CertificateCounts Counts { get; init; }

    /// <summary>What the proof found.</summary>
    public ProofSummary? Proof { get; init; }
}

/// <summary>A ref as it is now.</summary>
public sealed record PublicRef(string Name, ObjectId Id);

/// <summary>A ref before and after.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Old">What it pointed at; null where there was none.</param>
/// <param name="New">What it points at; null where it went.</param>
public sealed record RefChange(string Name, ObjectId? Old, ObjectId? New);

/// <summary>An object that got another id.</summary>
/// <param name="Old">Its old id.</param>
/// <param name="New">Its new one; null where it was pruned.</param>
public sealed record ObjectChange(ObjectId Old, ObjectId? New);

/// <summary>A name that was replaced.</summary>
/// <param name="Old">As it was: what a purge replaces is as sensitive as what it removes.</param>
/// <param name="New">As it is.</param>
public sealed record NameChange(string Old, string New);

/// <summary>An entry of trees that was treated.</summary>
/// <param name="Path">Its path, one character a byte; null for any path.</param>
/// <param name="Old">What it held; null where the entry is new (a file that was renamed).</param>
/// <param name="New">What it holds now; null where the entry went.</param>
public sealed record TreatedEntry(string? Path, ObjectId? Old, ObjectId? New);

/// <summary>Keyed fingerprints of content that must not be found again, whatever object or file it is in.</summary>
public sealed record ContentMarks
{
    /// <summary>Of whole contents, whatever their line ends and encoding.</summary>
    public IReadOnlyList<ContentMark> Whole { get; init; } = [];

    /// <summary>Of single lines.</summary>
    public IReadOnlyList<ContentMark> Lines { get; init; } = [];

    /// <summary>Of what rules saw, in hex: a cell with its row label, column label and header, or an identifier.</summary>
    public IReadOnlyList<string> Cells { get; init; } = [];
}

/// <summary>The keyed fingerprint of a piece of content.</summary>
/// <param name="Length">Its length in bytes in normal form: what has another length is not compared.</param>
/// <param name="Hash">A keyed 64-bit hash, quick to compare by.</param>
/// <param name="Mac">A keyed 128-bit hash, in hex, which decides.</param>
public sealed record ContentMark(int Length, ulong Hash, string Mac);

/// <summary>What there is how many of.</summary>
/// <param name="Refs">Refs before.</param>
/// <param name="RefsChanged">Those that point at something else now, or went.</param>
/// <param name="CommitsChanged">Commits that got another id.</param>
/// <param name="CommitsPruned">Commits that went because nothing was left in them.</param>
/// <param name="FirstChanged">Changed commits with unchanged parents.</param>
/// <param name="Purged">Objects that must be nowhere.</param>
/// <param name="Treated">Entries of trees that were treated.</param>
/// <param name="SignaturesLost">Signatures lost.</param>
/// <param name="OrphanedLfs">LFS objects that nothing names any more.</param>
/// <param name="PullRequests">Pull requests affected.</param>
public sealed record CertificateCounts(
    int Refs, int RefsChanged, int CommitsChanged, int CommitsPruned, int FirstChanged, int Purged, int Treated, int SignaturesLost, int OrphanedLfs, int PullRequests);

/// <summary>What a proof found.</summary>
public sealed record ProofSummary
{
    /// <summary><c>gone</c>, <c>remains</c> or <c>incomplete</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>Objects that git read out of every store.</summary>
    public required long Objects { get; init; }

    /// <summary>Files outside the object stores that were read: work trees, git directories, LFS.</summary>
    public required long Files { get; init; }

    /// <summary>Places where something remains, or something else was changed or lost.</summary>
    public required int Remaining { get; init; }

    /// <summary>What could not be read.</summary>
    public required int Unread { get; init; }

    /// <summary>Findings of the rules that are no part of what was purged.</summary>
    public required int OtherFindings { get; init; }

    /// <summary>Whether <c>git fsck --full</c> passed.</summary>
    public required bool Fsck { get; init; }

    /// <summary>Kept commits whose trees were compared with those of the copy made before; null where there was no copy to compare with.</summary>
    public long? CommitsCompared { get; init; }
}
