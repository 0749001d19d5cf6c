using System.Text.Json.Nodes;

namespace RepoSanitiser.Incidents;

/// <summary>On which side of an effect a line was written.</summary>
public enum RecordPhase
{
    /// <summary>Before the effect: it may or may not have happened.</summary>
    Intent,

    /// <summary>After it: how it ended.</summary>
    Result,
}

/// <summary>What a line of a record says. Object ids may stand in it, since only its owner can read a record; values that were found never do.</summary>
/// <param name="Action">What is done, as <c>command.step</c>: <c>purge.refs</c>, <c>backup.make</c>.</param>
/// <param name="Phase">Before or after.</param>
/// <param name="Target">What it is done to: a repository, a ref, a file.</param>
/// <param name="Before">The state expected or found before; null where there is none.</param>
/// <param name="After">The state intended or reached; null where there is none.</param>
public sealed record RecordStep(string Action, RecordPhase Phase, string Target, JsonNode? Before = null, JsonNode? After = null);

/// <summary>A line of a record as it was read.</summary>
/// <param name="Seq">Its number, from 1.</param>
/// <param name="Time">When it was written.</param>
/// <param name="Actor">Who ran the command.</param>
/// <param name="Step">What it says.</param>
/// <param name="PrevHash">The SHA-256 of the line before, in hex; zeros in the first.</param>
/// <param name="Sig">The signature: method, key id and value.</param>
/// <param name="Hash">The SHA-256 of this line, in hex. Since a line holds a keyed signature, it gives nothing of the line away.</param>
public sealed record RecordEntry(long Seq, DateTimeOffset Time, string Actor, RecordStep Step, string PrevHash, string Sig, string Hash);

/// <summary>A place in a record that a later document is chained to: it proves that the record went no other way until then.</summary>
/// <param name="Seq">The number of the line; 0 for an empty record.</param>
/// <param name="Hash">The SHA-256 of the line, in hex.</param>
public sealed record RecordHead(long Seq, string Hash)
{
    /// <summary>Before the first line.</summary>
    public static RecordHead Empty { get; } = new(0, new string('0', 64));
}

/// <summary>What became of checking a record.</summary>
/// <param name="Entries">The lines up to the first that is not as it was written.</param>
/// <param name="Problem">What is wrong, in words; null where the record is whole.</param>
public sealed record RecordCheck(IReadOnlyList<RecordEntry> Entries, string? Problem)
{
    /// <summary>Whether it is as it was written.</summary>
    public bool IsWhole => Problem is null;
}
