using RepoSanitiser.Core;

namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>How a redaction ended.</summary>
public enum RedactionState
{
    /// <summary>Nothing in the content calls for it: the bytes are the same.</summary>
    Unchanged,

    /// <summary>Done, and judged clean.</summary>
    Redacted,

    /// <summary>Done as far as it can be told, and judged clean; but beside a table stand numbers that may be those that went from it.</summary>
    Doubtful,

    /// <summary>It can't be done safely here: the reason says why and what to do instead.</summary>
    Refused,

    /// <summary>Part of the content can't be read, so nothing can be said of it.</summary>
    Unread,
}

/// <summary>A cell, a stretch of text or a figure that was changed. Holds no value.</summary>
/// <param name="Location">Where it was.</param>
/// <param name="Rule">The rule that asked for it.</param>
/// <param name="Why">Why it was changed, in words: what was found, or what the change protects.</param>
/// <param name="What">What was done: <c>redacted</c>, <c>rounded</c>, <c>recomputed</c>, <c>replaced</c>.</param>
public sealed record RedactedPlace(Location Location, string Rule, string Why, string What);

/// <summary>What became of one content.</summary>
/// <param name="State">How it ended.</param>
/// <param name="Content">The bytes that may be shown; those given, unless it was redacted.</param>
/// <param name="Places">What was changed, in the order of the content.</param>
/// <param name="Notes">What a person should know: columns that moved, figures that nobody could read.</param>
/// <param name="Reason">Why it was refused or is unread, with the way out; else null.</param>
public sealed record RedactionResult(
    RedactionState State,
    ReadOnlyMemory<byte> Content,
    IReadOnlyList<RedactedPlace> Places,
    IReadOnlyList<string> Notes,
    string? Reason)
{
    /// <summary>Where numbers stand that may be those that went from a table; none but where the state says so.</summary>
    public IReadOnlyList<Location> Doubts { get; init; } = [];

    /// <summary>How many findings below the severity asked for are still in <see cref="Content"/>.</summary>
    public int Below { get; init; }

    /// <summary>How many findings that somebody accepted are still in <see cref="Content"/>.</summary>
    public int Accepted { get; init; }
}
