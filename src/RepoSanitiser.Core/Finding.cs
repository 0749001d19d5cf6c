namespace RepoSanitiser.Core;

/// <summary>An object other than a blob at a path: where a finding in a message, a ref name or a file name lies.</summary>
/// <param name="Type"><c>commit</c>, <c>tag</c>, <c>tree</c> (a file name in it), <c>ref</c> (then no id says more) or <c>index</c>.</param>
/// <param name="Id">The object's id in hex; for a ref, the id it points at.</param>
public sealed record ObjectReference(string Type, string Id);

/// <summary>The commit that first brought a finding in, by graph order.</summary>
public sealed record Introduction(string Commit, DateTimeOffset Date, string Author);

/// <summary>The commit that took a finding out of a ref's history: the ref's tip no longer has it.</summary>
public sealed record Removal(string Ref, string Commit, DateTimeOffset Date);

/// <summary>From when to when the finding could be read from some ref.</summary>
/// <param name="From">When it was introduced.</param>
/// <param name="To">When the last branch removed it; null while a branch or tag still shows it at its tip.</param>
public sealed record Exposure(DateTimeOffset From, DateTimeOffset? To);

/// <summary>One finding with all that is known of where it lies and since when.</summary>
public sealed record Finding
{
    /// <summary>The rule's id.</summary>
    public required string Rule { get; init; }

    /// <summary>How bad it is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>How sure the rule is.</summary>
    public required Confidence Confidence { get; init; }

    /// <summary>The blob's id in hex; null for a finding in another kind of object, or in a file that is in no repository.</summary>
    public string? Blob { get; init; }

    /// <summary>Set instead of <see cref="Blob"/> for a message, a file name, a ref name or the index.</summary>
    public ObjectReference? Object { get; init; }

    /// <summary>Every path the blob had, sorted; a path that itself holds a finding is masked. Empty for a blob no tree names.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Where in the blob.</summary>
    public required Location Location { get; init; }

    /// <summary>The keyed fingerprint for each of <see cref="Paths"/>, in that order; one for no path where there is none.</summary>
    public required IReadOnlyList<string> Fingerprints { get; init; }

    /// <summary>The first of <see cref="Fingerprints"/>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Fingerprint => Fingerprints[0];

    /// <summary>The commit that introduced it; null where no commit holds it.</summary>
    public Introduction? Introduced { get; init; }

    /// <summary>The commit that removed it from each branch that had it and no longer shows it.</summary>
    public IReadOnlyList<Removal> Removed { get; init; } = [];

    /// <summary>Every ref and other root whose history still reaches it, masked where the name holds a finding; empty: unreachable.</summary>
    public IReadOnlyList<string> ReachableFrom { get; init; } = [];

    /// <summary>The window of exposure; null where no commit holds it.</summary>
    public Exposure? Exposure { get; init; }

    /// <summary>A masked sentence.</summary>
    public required string Evidence { get; init; }

    /// <summary>The keyed tag of what the rule saw, wherever it lies; null where the finding was kept from an earlier scan. A proof compares by
    /// it; no writer reads it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public byte[]? ContentTag { get; init; }

    /// <summary>The value, kept only for a run with <c>--show-values</c> on a terminal; no writer but the terminal's may read it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Sensitive? Value { get; init; }
}
