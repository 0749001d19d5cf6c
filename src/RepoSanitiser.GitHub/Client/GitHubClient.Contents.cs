using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RepoSanitiser.GitHub.Client;

/// <summary>The head of a pull request.</summary>
/// <param name="Ref">The branch's name.</param>
/// <param name="Sha">The commit.</param>
/// <param name="Repo">Where the branch is; null where that repository is gone.</param>
public sealed record PullHead(string Ref, string Sha, GitHubRepository? Repo = null);

/// <summary>A pull request. Its title and text are left out: they may quote what leaked.</summary>
public sealed record PullRequest(int Number, string State, PullHead Head, PullHead Base, Account? User = null, DateTimeOffset? MergedAt = null, string? HtmlUrl = null);

/// <summary>A file of a release.</summary>
public sealed record ReleaseAsset(long Id, string Name, long Size, int DownloadCount = 0);

/// <summary>A release.</summary>
/// <param name="Id">Its number.</param>
/// <param name="TagName">Its tag.</param>
/// <param name="Assets">Its files.</param>
/// <param name="Draft">Whether only those with access see it.</param>
/// <param name="Immutable">Whether GitHub refuses to change it.</param>
public sealed record Release(long Id, string TagName, IReadOnlyList<ReleaseAsset> Assets, bool Draft = false, bool? Immutable = null);

/// <summary>Shapes of this file's answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(List<PullRequest>))]
[JsonSerializable(typeof(PullRequest))]
[JsonSerializable(typeof(List<Release>))]
internal sealed partial class ContentsJson : JsonSerializerContext;

public partial interface IGitHub
{
    /// <summary>Pull requests into a repository, by the order they were opened in.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="state"><c>open</c>, <c>closed</c> or <c>all</c>.</param>
    /// <param name="cancelled">Ends the reading.</param>
    IAsyncEnumerable<PullRequest> PullRequestsAsync(RepositoryName name, string state, CancellationToken cancelled);

    /// <summary>Opens a new pull request within a repository. GitHub refuses (422) where there is one of that branch, or nothing to merge.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="head">The branch with the changes.</param>
    /// <param name="into">The branch they go into.</param>
    /// <param name="title">Its title.</param>
    /// <param name="text">Its text.</param>
    /// <param name="cancelled">Ends the call.</param>
    Task<PullRequest> OpenPullRequestAsync(RepositoryName name, string head, string into, string title, string text, CancellationToken cancelled);

    /// <summary>Closes or opens a pull request.</summary>
    Task SetPullRequestOpenAsync(RepositoryName name, int number, bool open, CancellationToken cancelled);

    /// <summary>The releases of a repository, with their files.</summary>
    IAsyncEnumerable<Release> ReleasesAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>The content of a release's file; null where it is gone.</summary>
    Task<byte[]?> AssetContentAsync(RepositoryName name, long id, CancellationToken cancelled);

    /// <summary>Deletes a file of a release.</summary>
    Task DeleteAssetAsync(RepositoryName name, long id, CancellationToken cancelled);
}

public sealed partial class GitHubClient
{
    /// <inheritdoc/>
    public IAsyncEnumerable<PullRequest> PullRequestsAsync(RepositoryName name, string state, CancellationToken cancelled) => ListAsync(
        RestRequest.Get($"repos/{name}/pulls?state={state}&sort=created&direction=asc", $"read the pull requests of {name}", "pull_requests=read"),
        ContentsJson.Default.ListPullRequest,
        cancelled);

    /// <inheritdoc/>
    public Task<PullRequest> OpenPullRequestAsync(RepositoryName name, string head, string into, string title, string text, CancellationToken cancelled)
    {
        var body = new JsonObject { ["title"] = title, ["head"] = head, ["base"] = into, ["body"] = text };
        return ReadAsync(RestRequest.Change(HttpMethod.Post, $"repos/{name}/pulls", $"open a pull request in {name}", body, "pull_requests=write"), ContentsJson.Default.PullRequest, cancelled);
    }

    /// <inheritdoc/>
    public Task SetPullRequestOpenAsync(RepositoryName name, int number, bool open, CancellationToken cancelled)
    {
        var what = $"{(open ? "open" : "close")} pull request {number} of {name}";
        var body = new JsonObject { ["state"] = open ? "open" : "closed" };
        return ChangeAsync(RestRequest.Change(HttpMethod.Patch, $"repos/{name}/pulls/{number}", what, body, "pull_requests=write") with { IsRepeatable = true }, cancelled);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Release> ReleasesAsync(RepositoryName name, CancellationToken cancelled) =>
        ListAsync(RestRequest.Get($"repos/{name}/releases", $"read the releases of {name}", "contents=read"), ContentsJson.Default.ListRelease, cancelled);

    /// <inheritdoc/>
    public Task<byte[]?> AssetContentAsync(RepositoryName name, long id, CancellationToken cancelled) => DownloadAsync(
        RestRequest.Get($"repos/{name}/releases/assets/{id}", $"read release file {id} of {name}", "contents=read") with { Accept = "application/octet-stream" }, cancelled);

    /// <inheritdoc/>
    public Task DeleteAssetAsync(RepositoryName name, long id, CancellationToken cancelled) =>
        ChangeAsync(RestRequest.Change(HttpMethod.Delete, $"repos/{name}/releases/assets/{id}", $"delete release file {id} of {name}", null, "contents=write"), cancelled);

    /// <summary>Reads a file whole; null where it is gone.</summary>
    private async Task<byte[]?> DownloadAsync(RestRequest request, CancellationToken cancelled)
    {
        try
        {
            return (await SendAsync(request, cancelled)).Body;
        }
        catch (GitHubException e) when (e.Failure == GitHubFailure.NotFound)
        {
            return null;
        }
    }
}
