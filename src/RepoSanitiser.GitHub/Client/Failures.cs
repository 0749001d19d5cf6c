using System.Globalization;
using RepoSanitiser.Core;

namespace RepoSanitiser.GitHub.Client;

/// <summary>Makes the sentence of a failed request.</summary>
internal static class Failures
{
    private const int MostOfMessage = 200;

    /// <summary>The failure that an answer means.</summary>
    public static GitHubException Of(RestRequest request, RestAnswer answer, GitHubToken token, bool isLimit = false)
    {
        var failure = isLimit ? GitHubFailure.Limited : KindOf(request, answer);
        var needs = NeedsOf(request, answer);
        var said = Said(answer, token);
        var sentence = failure switch
        {
            GitHubFailure.Unauthorised => $"GitHub does not take the token from {token.Source}, so it was not possible to {request.What}: renew it.",
            GitHubFailure.Forbidden => $"GitHub does not allow to {request.What}{said}{Permission(needs)}.",
            GitHubFailure.NotFound => $"It was not possible to {request.What}: it is not there, or the token can't see it{Permission(needs)}.",
            GitHubFailure.Conflict => $"It was not possible to {request.What}: what is there does not allow it now{said}.",
            GitHubFailure.Declined => $"GitHub declined to {request.What}{said}.",
            GitHubFailure.Limited => $"GitHub's rate limit kept this program from going on to {request.What}: run it again later.",
            GitHubFailure.Unreachable => $"GitHub could not be asked to {request.What} ({Cause(answer)}): run it again when it can be reached.",
            GitHubFailure.Uncertain => $"GitHub was asked to {request.What}, and what became of it is not known ({Cause(answer)}): run it again.",
            _ => $"GitHub answered in a way it is not documented to when asked to {request.What} (status {answer.Status}).",
        };
        return new GitHubException(failure, answer.Status, sentence, needs, answer.Fault);
    }

    /// <summary>The failure where a limit lasts longer than anyone wants to wait.</summary>
    public static GitHubException TooLong(RestRequest request, DateTimeOffset until) => new(
        GitHubFailure.Limited, 429, $"GitHub's rate limit is used up until {until.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, too long to wait to {request.What}: run it again then.");

    /// <summary>The failure where GitHub sends a request to another host, which must not get it.</summary>
    public static GitHubException ElsewhereThan(RestRequest request, GitHubAddress address) => new(
        GitHubFailure.Unexpected, 0, $"It was not possible to {request.What}: the answer leads away from {address.Host}, and that was not followed.");

    /// <summary>The failure where an answer is larger than anything this program reads.</summary>
    public static GitHubException TooLarge(RestRequest request) => new(
        GitHubFailure.Unexpected, 200, $"It was not possible to {request.What}: it is larger than 128 MiB.");

    /// <summary>The failure where an answer is not of the documented form.</summary>
    public static GitHubException Malformed(RestRequest request, RestAnswer answer, Exception cause) => new(
        GitHubFailure.Unexpected, answer.Status, $"GitHub answered in a form it is not documented to give when asked to {request.What}.", null, cause);

    private static GitHubFailure KindOf(RestRequest request, RestAnswer answer) => answer.Status switch
    {
        202 => GitHubFailure.Unreachable,
        _ when answer.IsFault => request.IsRead ? GitHubFailure.Unreachable : GitHubFailure.Uncertain,
        401 => GitHubFailure.Unauthorised,
        403 => GitHubFailure.Forbidden,
        404 or 410 => GitHubFailure.NotFound,
        409 => GitHubFailure.Conflict,
        400 or 422 => GitHubFailure.Declined,
        _ => GitHubFailure.Unexpected,
    };

    /// <summary>GitHub names the permission as <c>administration=write; metadata=read, contents=read</c>; classic tokens have scopes.</summary>
    private static string? NeedsOf(RestRequest request, RestAnswer answer)
    {
        var permissions = answer.Header("X-Accepted-GitHub-Permissions") is { Length: > 0 } accepted ? Printable.Escape(accepted) : request.Needs;
        var scopes = answer.Header("X-Accepted-OAuth-Scopes") is { Length: > 0 } s ? Printable.Escape(s) : null;
        return (permissions, scopes) switch
        {
            (null, null) => null,
            ({ } p, null) => p,
            (null, { } c) => $"the scope {c}",
            ({ } p, { } c) => $"{p}, or the scope {c} of a classic token",
        };
    }

    private static string Permission(string? needs) => needs is null ? "" : $"; the token needs {needs}";

    private static string Said(RestAnswer answer, GitHubToken token)
    {
        var message = Printable.Escape(token.Scrub(answer.Message)).TrimEnd('.');
        if (message.Length > MostOfMessage) message = message[..MostOfMessage] + "…";
        return message.Length == 0 ? "" : $" ('{message}')";
    }

    private static string Cause(RestAnswer answer) =>
        answer.Fault is OperationCanceledException ? "no answer in time" : answer.Fault is not null ? "the connection failed" : answer.IsPending ? "it is still being made ready" : $"status {answer.Status}";
}
