using RepoSanitiser.Core;

namespace RepoSanitiser.History.Purging;

/// <summary>What is done with what was selected.</summary>
public enum Treatment
{
    /// <summary>The file goes.</summary>
    Remove,

    /// <summary>In its place lies a file that says what was removed, and under which incident.</summary>
    Tombstone,

    /// <summary>Texts in it are replaced.</summary>
    ReplaceText,

    /// <summary>Offending cells are redacted, all others stay.</summary>
    Redact,

    /// <summary>What takes its place is told file by file (<see cref="PurgeRequest.Given"/>); the file goes where nothing does.</summary>
    Given,
}

/// <summary>Where texts are replaced besides in files.</summary>
[Flags]
public enum TextPlaces
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>Messages of commits and tags.</summary>
    Messages = 1,

    /// <summary>Names and e-mail addresses of authors, committers and taggers.</summary>
    People = 2,

    /// <summary>Names of files and folders.</summary>
    Paths = 4,

    /// <summary>Names of refs.</summary>
    Refs = 8,
}

/// <summary>Redacts a file.</summary>
/// <param name="content">The file's bytes.</param>
/// <param name="context">What is known of where it lies.</param>
/// <param name="refusal">Why it can't be redacted, in a few words without any of its content; null where it can.</param>
/// <returns>The new bytes; null where nothing is to be redacted, or it can't be.</returns>
public delegate byte[]? RedactFile(ReadOnlyMemory<byte> content, FileContext context, out string? refusal);

/// <summary>What is to be purged, and how.</summary>
public sealed record PurgeRequest
{
    /// <summary>Blobs by id.</summary>
    public IReadOnlyList<ObjectId> Blobs { get; init; } = [];

    /// <summary>Paths and globs.</summary>
    public IReadOnlyList<PathPattern> Paths { get; init; } = [];

    /// <summary>Blobs of more bytes than this; null for no such selection.</summary>
    public long? LargerThan { get; init; }

    /// <summary>Texts in blobs; null for no such selection.</summary>
    public TextRules? Containing { get; init; }

    /// <summary>What an earlier scan found; null for no such selection.</summary>
    public FindingSelection? Findings { get; init; }

    /// <summary>Whether a file must be selected in every way that is given, not just in one.</summary>
    public bool MatchAll { get; init; }

    /// <summary>A revision whose present files stay at their paths, in every commit that has that very version; null for none.</summary>
    public string? KeepAt { get; init; }

    /// <summary>What is done with what was selected.</summary>
    public Treatment Treatment { get; init; }

    /// <summary>What a tombstone says.</summary>
    public string TombstoneText { get; init; } = "";

    /// <summary>The texts to replace, in files where that is the treatment and in <see cref="TextPlaces"/>.</summary>
    public TextRules? Replacements { get; init; }

    /// <summary>Where else texts are replaced.</summary>
    public TextPlaces TextPlaces { get; init; }

    /// <summary>Where that is the treatment: the blob, already in the repository, that takes the place of another.</summary>
    public IReadOnlyDictionary<ObjectId, ObjectId> Given { get; init; } = new Dictionary<ObjectId, ObjectId>();

    /// <summary>Refs that go, by full name.</summary>
    public IReadOnlyList<string> DropRefs { get; init; } = [];

    /// <summary>Redacts a file; null where this build can't.</summary>
    public RedactFile? Redact { get; init; }

    /// <summary>Whether commits stay of which nothing is left.</summary>
    public bool KeepEmpty { get; init; }

    /// <summary>What becomes of replacements of objects: they go, they stay (for what they replace now), or, if null, they are a refusal.</summary>
    public bool? DropReplacements { get; init; }

    /// <summary>Bytes of the largest object that is read.</summary>
    public long MaxObjectBytes { get; init; } = 128L << 20;

    /// <summary>Threads to read on.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether anything is selected at all.</summary>
    public bool SelectsFiles => Blobs.Count > 0 || Paths.Count > 0 || LargerThan is not null || Containing is not null || Findings is not null;
}
