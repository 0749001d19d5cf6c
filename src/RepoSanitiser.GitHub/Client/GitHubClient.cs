using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RepoSanitiser.GitHub.Client;

/// <summary>
/// What this program asks of GitHub. Another client (Octokit's, say) is one class that implements it. Every call throws
/// <see cref="GitHubException"/> where it comes to nothing; lists are read page by page while they are enumerated, so that what was
/// read before a failure is kept.
/// </summary>
public partial interface IGitHub
{
    /// <summary>Where GitHub is.</summary>
    GitHubAddress Address { get; }

    /// <summary>The same, for requests that must not take longer than until then: waiting and repeating end there.</summary>
    IGitHub NoLaterThan(DateTimeOffset until);
}

/// <summary>GitHub over its REST interface.</summary>
/// <param name="sender">Sends.</param>
/// <param name="address">Where GitHub is.</param>
public sealed partial class GitHubClient(RestSender sender, GitHubAddress address) : IGitHub
{
    // The most that GitHub gives.
    private const int PageSize = 100;

    /// <inheritdoc/>
    public GitHubAddress Address => address;

    private DateTimeOffset? Until { get; init; }

    /// <inheritdoc/>
    public IGitHub NoLaterThan(DateTimeOffset until) => new GitHubClient(sender, address) { Until = until };

    private Task<RestAnswer> SendAsync(RestRequest request, CancellationToken cancelled) => sender.SendAsync(request with { Until = Until }, cancelled);

    private async Task<T> ReadAsync<T>(RestRequest request, JsonTypeInfo<T> type, CancellationToken cancelled) =>
        Parse(request, await SendAsync(request, cancelled), type);

    /// <summary>Reads what may not be there: null for 404.</summary>
    private async Task<T?> ReadOrNullAsync<T>(RestRequest request, JsonTypeInfo<T> type, CancellationToken cancelled)
        where T : class
    {
        try
        {
            return await ReadAsync(request, type, cancelled);
        }
        catch (GitHubException e) when (e.Failure == GitHubFailure.NotFound)
        {
            return null;
        }
    }

    private async Task ChangeAsync(RestRequest request, CancellationToken cancelled) => await SendAsync(request, cancelled);

    /// <summary>Reads a list whose pages are arrays.</summary>
    private IAsyncEnumerable<T> ListAsync<T>(RestRequest request, JsonTypeInfo<List<T>> type, CancellationToken cancelled) =>
        ListAsync(request, type, page => page, cancelled);

    /// <summary>Reads a list page by page, by the links that GitHub gives.</summary>
    private async IAsyncEnumerable<TItem> ListAsync<TPage, TItem>(
        RestRequest request, JsonTypeInfo<TPage> type, Func<TPage, IEnumerable<TItem>> items, [EnumeratorCancellation] CancellationToken cancelled)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var separator = request.Path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        for (var next = $"{request.Path}{separator}per_page={PageSize}"; next is not null;)
        {
            // A link back would be read for ever.
            if (!seen.Add(next)) throw new GitHubException(GitHubFailure.Unexpected, 200, $"GitHub's pages lead round in a circle when asked to {request.What}.");
            var page = request with { Path = next };
            var answer = await SendAsync(page, cancelled);
            foreach (var item in items(Parse(page, answer, type))) yield return item;
            next = LinkHeader.Next(answer.Header("Link"));
        }
    }

    private static T Parse<T>(RestRequest request, RestAnswer answer, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw Failures.Malformed(request, answer, e);
        }
    }
}
