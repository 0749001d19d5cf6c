using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RepoSanitiser.GitHub.Client;

/// <summary>Whether a repository runs Actions, and which.</summary>
/// <param name="Enabled">Whether it runs any.</param>
/// <param name="AllowedActions"><c>all</c>, <c>local_only</c> or <c>selected</c>; null where none are run.</param>
/// <param name="ShaPinningRequired">Whether actions have to be named by commit.</param>
public sealed record ActionsPermissions(bool Enabled, string? AllowedActions = null, bool? ShaPinningRequired = null);

/// <summary>The actions that a repository runs where only selected ones are allowed.</summary>
public sealed record SelectedActions(bool? GithubOwnedAllowed = null, bool? VerifiedAllowed = null, IReadOnlyList<string>? PatternsAllowed = null);

/// <summary>A file that a workflow left behind.</summary>
public sealed record Artifact(long Id, string Name, long SizeInBytes, bool Expired = false);

/// <summary>A cache of workflows. GitHub has no way to read what is in it.</summary>
public sealed record ActionsCache(long Id, string Key = "", string Ref = "", long SizeInBytes = 0);

/// <summary>A run of a workflow.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Status"><c>completed</c>, or where it is.</param>
public sealed record WorkflowRun(long Id, string? Status)
{
    /// <summary>Whether it has ended.</summary>
    [JsonIgnore]
    public bool IsOver => Status is null or "completed";
}

internal sealed record ArtifactPage(List<Artifact> Artifacts);

internal sealed record CachePage(List<ActionsCache> ActionsCaches);

internal sealed record RunPage(List<WorkflowRun> WorkflowRuns);

/// <summary>Shapes of this file's answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ActionsPermissions))]
[JsonSerializable(typeof(SelectedActions))]
[JsonSerializable(typeof(ArtifactPage))]
[JsonSerializable(typeof(CachePage))]
[JsonSerializable(typeof(RunPage))]
[JsonSerializable(typeof(WorkflowRun))]
internal sealed partial class ActionsJson : JsonSerializerContext;

public partial interface IGitHub
{
    /// <summary>Whether a repository runs Actions.</summary>
    Task<ActionsPermissions> ActionsAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>Switches Actions on or off.</summary>
    Task SetActionsAsync(RepositoryName name, ActionsPermissions permissions, CancellationToken cancelled);

    /// <summary>The actions allowed where only selected ones are; null where that is not so.</summary>
    Task<SelectedActions?> SelectedActionsAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>Says which actions are allowed, where only selected ones are.</summary>
    Task SetSelectedActionsAsync(RepositoryName name, SelectedActions selected, CancellationToken cancelled);

    /// <summary>The artifacts of a repository.</summary>
    IAsyncEnumerable<Artifact> ArtifactsAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>An artifact's content, a zip file; null where it is gone or has expired.</summary>
    Task<byte[]?> ArtifactContentAsync(RepositoryName name, long id, CancellationToken cancelled);

    /// <summary>Deletes an artifact.</summary>
    Task DeleteArtifactAsync(RepositoryName name, long id, CancellationToken cancelled);

    /// <summary>The caches of a repository.</summary>
    IAsyncEnumerable<ActionsCache> CachesAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>Deletes a cache.</summary>
    Task DeleteCacheAsync(RepositoryName name, long id, CancellationToken cancelled);

    /// <summary>The workflow runs of a repository, newest first.</summary>
    IAsyncEnumerable<WorkflowRun> RunsAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>One workflow run.</summary>
    Task<WorkflowRun> RunAsync(RepositoryName name, long id, CancellationToken cancelled);

    /// <summary>Asks for a workflow run to be cancelled; it ends some time later.</summary>
    Task CancelRunAsync(RepositoryName name, long id, CancellationToken cancelled);

    /// <summary>The logs of a workflow run, a zip file; null where there are none.</summary>
    Task<byte[]?> RunLogsAsync(RepositoryName name, long id, CancellationToken cancelled);

    /// <summary>Whether there are logs of a workflow run; they are not read.</summary>
    Task<bool> HasRunLogsAsync(RepositoryName name, long id, CancellationToken cancelled);

    /// <summary>Deletes the logs of a workflow run.</summary>
    Task DeleteRunLogsAsync(RepositoryName name, long id, CancellationToken cancelled);
}

public sealed partial class GitHubClient
{
    /// <inheritdoc/>
    public Task<ActionsPermissions> ActionsAsync(RepositoryName name, CancellationToken cancelled) => ReadAsync(
        RestRequest.Get($"repos/{name}/actions/permissions", $"read whether {name} runs Actions", "administration=read"), ActionsJson.Default.ActionsPermissions, cancelled);

    /// <inheritdoc/>
    public Task SetActionsAsync(RepositoryName name, ActionsPermissions permissions, CancellationToken cancelled)
    {
        var body = new JsonObject { ["enabled"] = permissions.Enabled };
        if (permissions is { Enabled: true, AllowedActions: { } allowed }) body["allowed_actions"] = allowed;
        if (permissions is { Enabled: true, ShaPinningRequired: { } pinned }) body["sha_pinning_required"] = pinned;
        var what = $"switch Actions of {name} {(permissions.Enabled ? "on" : "off")}";
        return ChangeAsync(RestRequest.Change(HttpMethod.Put, $"repos/{name}/actions/permissions", what, body, "administration=write"), cancelled);
    }

    /// <inheritdoc/>
    public async Task<SelectedActions?> SelectedActionsAsync(RepositoryName name, CancellationToken cancelled)
    {
        var request = RestRequest.Get($"repos/{name}/actions/permissions/selected-actions", $"read which actions {name} allows", "administration=read");
        try
        {
            return await ReadOrNullAsync(request, ActionsJson.Default.SelectedActions, cancelled);
        }
        catch (GitHubException e) when (e.Failure == GitHubFailure.Conflict)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task SetSelectedActionsAsync(RepositoryName name, SelectedActions selected, CancellationToken cancelled) => ChangeAsync(
        RestRequest.Change(
            HttpMethod.Put,
            $"repos/{name}/actions/permissions/selected-actions",
            $"say which actions {name} allows",
            JsonSerializer.SerializeToNode(selected, ActionsJson.Default.SelectedActions),
            "administration=write"),
        cancelled);

    /// <inheritdoc/>
    public IAsyncEnumerable<Artifact> ArtifactsAsync(RepositoryName name, CancellationToken cancelled) => ListAsync(
        RestRequest.Get($"repos/{name}/actions/artifacts", $"read the artifacts of {name}", "actions=read"), ActionsJson.Default.ArtifactPage, p => p.Artifacts, cancelled);

    /// <inheritdoc/>
    public Task<byte[]?> ArtifactContentAsync(RepositoryName name, long id, CancellationToken cancelled) =>
        DownloadAsync(RestRequest.Get($"repos/{name}/actions/artifacts/{id}/zip", $"read artifact {id} of {name}", "actions=read"), cancelled);

    /// <inheritdoc/>
    public Task DeleteArtifactAsync(RepositoryName name, long id, CancellationToken cancelled) =>
        ChangeAsync(RestRequest.Change(HttpMethod.Delete, $"repos/{name}/actions/artifacts/{id}", $"delete artifact {id} of {name}", null, "actions=write"), cancelled);

    /// <inheritdoc/>
    public IAsyncEnumerable<ActionsCache> CachesAsync(RepositoryName name, CancellationToken cancelled) => ListAsync(
        RestRequest.Get($"repos/{name}/actions/caches", $"read the caches of {name}", "actions=read"), ActionsJson.Default.CachePage, p => p.ActionsCaches, cancelled);

    /// <inheritdoc/>
    public Task DeleteCacheAsync(RepositoryName name, long id, CancellationToken cancelled) =>
        ChangeAsync(RestRequest.Change(HttpMethod.Delete, $"repos/{name}/actions/caches/{id}", $"delete cache {id} of {name}", null, "actions=write"), cancelled);

    /// <inheritdoc/>
    public IAsyncEnumerable<WorkflowRun> RunsAsync(RepositoryName name, CancellationToken cancelled) => ListAsync(
        RestRequest.Get($"repos/{name}/actions/runs", $"read the workflow runs of {name}", "actions=read"), ActionsJson.Default.RunPage, p => p.WorkflowRuns, cancelled);

    /// <inheritdoc/>
    public Task<WorkflowRun> RunAsync(RepositoryName name, long id, CancellationToken cancelled) =>
        ReadAsync(RestRequest.Get($"repos/{name}/actions/runs/{id}", $"read workflow run {id} of {name}", "actions=read"), ActionsJson.Default.WorkflowRun, cancelled);

    /// <inheritdoc/>
    public Task CancelRunAsync(RepositoryName name, long id, CancellationToken cancelled)
    {
        var request = RestRequest.Change(HttpMethod.Post, $"repos/{name}/actions/runs/{id}/cancel", $"cancel workflow run {id} of {name}", null, "actions=write");
        return ChangeAsync(request with { IsRepeatable = true }, cancelled);
    }

    /// <inheritdoc/>
    public Task<byte[]?> RunLogsAsync(RepositoryName name, long id, CancellationToken cancelled) =>
        DownloadAsync(RestRequest.Get($"repos/{name}/actions/runs/{id}/logs", $"read the logs of workflow run {id} of {name}", "actions=read"), cancelled);

    /// <inheritdoc/>
    public async Task<bool> HasRunLogsAsync(RepositoryName name, long id, CancellationToken cancelled)
    {
        var request = RestRequest.Get($"repos/{name}/actions/runs/{id}/logs", $"look for the logs of workflow run {id} of {name}", "actions=read");
        try
        {
            await SendAsync(request with { StopsAtDownload = true }, cancelled);
            return true;
        }
        catch (GitHubException e) when (e.Failure == GitHubFailure.NotFound)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task DeleteRunLogsAsync(RepositoryName name, long id, CancellationToken cancelled) =>
        ChangeAsync(RestRequest.Change(HttpMethod.Delete, $"repos/{name}/actions/runs/{id}/logs", $"delete the logs of workflow run {id} of {name}", null, "actions=write"), cancelled);
}
