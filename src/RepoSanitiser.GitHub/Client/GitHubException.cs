using RepoSanitiser.Core;

namespace RepoSanitiser.GitHub.Client;

/// <summary>Why a request to GitHub came to nothing.</summary>
public enum GitHubFailure
{
    /// <summary>The token is missing, wrong or has expired (401).</summary>
    Unauthorised,

    /// <summary>The token may not do that, or a policy, an archive or a plan forbids it (403).</summary>
    Forbidden,

    /// <summary>There is no such thing, or the token can't see it: GitHub does not tell the two apart (404, 410).</summary>
    NotFound,

    /// <summary>The state there does not allow it (409).</summary>
    Conflict,

    /// <summary>GitHub understood and declined (400, 422).</summary>
    Declined,

    /// <summary>A limit was met, and waiting for it would take too long or did not help (403, 429).</summary>
    Limited,

    /// <summary>GitHub could not be reached or was not well, and nothing was asked for but reading (5xx, network).</summary>
    Unreachable,

    /// <summary>A change was sent, and what became of it is not known: read the state again (5xx, network).</summary>
    Uncertain,

    /// <summary>The answer is not what GitHub is documented to give.</summary>
    Unexpected,
}

/// <summary>A request that came to nothing: one sentence on what was asked, why it failed and what permission it needs.</summary>
/// <param name="failure">Why.</param>
/// <param name="status">The answer's status; 0 where there was no answer.</param>
/// <param name="message">The sentence, without credentials.</param>
/// <param name="needs">The permission that GitHub says is needed, by name; null where it says nothing of it.</param>
/// <param name="inner">The cause.</param>
public sealed class GitHubException(GitHubFailure failure, int status, string message, string? needs = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Why it came to nothing.</summary>
    public GitHubFailure Failure { get; } = failure;

    /// <summary>The answer's status; 0 where there was no answer.</summary>
    public int Status { get; } = status;

    /// <summary>The permission it needs, by name; null where that is not known.</summary>
    public string? Needs { get; } = needs;

    /// <summary>The exit code where nothing else was done: refused where GitHub says no, else failed.</summary>
    public ExitCode Code => Failure is GitHubFailure.Unauthorised or GitHubFailure.Forbidden or GitHubFailure.NotFound or GitHubFailure.Conflict or GitHubFailure.Declined
        ? ExitCode.Refused
        : ExitCode.Failed;
}
