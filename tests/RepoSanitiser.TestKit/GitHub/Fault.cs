namespace RepoSanitiser.TestKit.GitHub;

/// <summary>A request as it was answered.</summary>
/// <param name="Number">How many came before it.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="Template">The route, as the description writes it; null where there is none.</param>
/// <param name="Time">When it came.</param>
public sealed record Exchange(int Number, string Method, string Path, string? Template, DateTimeOffset Time)
{
    /// <summary>The status; 0 where no answer was given.</summary>
    public int Status { get; internal set; }

    /// <summary>Whether it asks for a change.</summary>
    public bool IsWrite => Method is not ("GET" or "HEAD");

    /// <inheritdoc/>
    public override string ToString() => $"{Number} {Method} {Path} {Status}";
}

/// <summary>What goes wrong with one request.</summary>
public abstract record Fault
{
    /// <summary>The connection breaks before anything happened.</summary>
    public sealed record Lost : Fault;

    /// <summary>It is done, and the connection breaks before the answer.</summary>
    public sealed record AnswerLost : Fault;

    /// <summary>Nothing happens, and it is said with a status.</summary>
    /// <param name="Code">The status.</param>
    /// <param name="RetryAfter">Seconds to wait, where the answer says so.</param>
    public sealed record Status(int Code, int? RetryAfter = null) : Fault;

    /// <summary>A success is answered, and nothing changes.</summary>
    public sealed record NoEffect : Fault;

    /// <summary>The answer is cut off in the middle.</summary>
    public sealed record CutOff : Fault;
}
