using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RepoSanitiser.GitHub.Client;

/// <summary>A deploy key. GitHub can't change one: it is deleted and added again, under another number.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Key">The public key.</param>
/// <param name="Title">What its owner calls it.</param>
/// <param name="ReadOnly">Whether it may only read.</param>
public sealed record DeployKey(long Id, string Key, string Title, bool ReadOnly);

/// <summary>Where a webhook sends to.</summary>
/// <param name="Url">The receiver's URL; it may hold a secret of its own.</param>
/// <param name="Secret">Stars where there is a secret; null where there is none.</param>
public sealed record WebhookConfig(string? Url = null, string? Secret = null);

/// <summary>A webhook of a repository.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Active">Whether it is called.</param>
/// <param name="Events">For what.</param>
/// <param name="Config">Where it sends to.</param>
public sealed record Webhook(long Id, bool Active, IReadOnlyList<string> Events, WebhookConfig Config)
{
    /// <summary>Whether it has a secret, which every change erases unless the secret is sent along.</summary>
    [JsonIgnore]
    public bool HasSecret => Config.Secret is { Length: > 0 };
}

/// <summary>The branch and folder that a Pages site is made from.</summary>
public sealed record PagesSource(string Branch, string Path);

/// <summary>A Pages site.</summary>
/// <param name="Public">Whether anybody may see it.</param>
/// <param name="Cname">Its own domain; null for none.</param>
/// <param name="BuildType"><c>legacy</c> or <c>workflow</c>.</param>
/// <param name="Source">What it is made from; null where a workflow makes it.</param>
/// <param name="HttpsEnforced">Whether it is served by https only.</param>
public sealed record PagesSite(bool Public, string? Cname = null, string? BuildType = null, PagesSource? Source = null, bool? HttpsEnforced = null);

/// <summary>Who may comment and open pull requests in a public repository; nobody is kept out where <see cref="Limit"/> is null.</summary>
/// <param name="Limit"><c>existing_users</c>, <c>contributors_only</c> or <c>collaborators_only</c>.</param>
/// <param name="Origin">Who set it: <c>repository</c>, <c>organization</c> or <c>user</c>.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record InteractionLimit(string? Limit = null, string? Origin = null, DateTimeOffset? ExpiresAt = null);

/// <summary>Shapes of this file's answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(List<DeployKey>))]
[JsonSerializable(typeof(DeployKey))]
[JsonSerializable(typeof(List<Webhook>))]
[JsonSerializable(typeof(PagesSite))]
[JsonSerializable(typeof(InteractionLimit))]
internal sealed partial class DoorsJson : JsonSerializerContext;

public partial interface IGitHub
{
    /// <summary>The deploy keys of a repository.</summary>
    IAsyncEnumerable<DeployKey> DeployKeysAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>Adds a deploy key.</summary>
    Task AddDeployKeyAsync(RepositoryName name, DeployKey key, CancellationToken cancelled);

    /// <summary>Deletes a deploy key.</summary>
    Task DeleteDeployKeyAsync(RepositoryName name, long id, CancellationToken cancelled);

    /// <summary>The webhooks of a repository.</summary>
    IAsyncEnumerable<Webhook> WebhooksAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>Switches a webhook on or off. GitHub erases its secret with that.</summary>
    Task SetWebhookActiveAsync(RepositoryName name, long id, bool active, CancellationToken cancelled);

    /// <summary>The Pages site; null where there is none.</summary>
    Task<PagesSite?> PagesAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>Takes the Pages site down.</summary>
    Task DeletePagesAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>Makes a Pages site.</summary>
    Task CreatePagesAsync(RepositoryName name, PagesSite site, CancellationToken cancelled);

    /// <summary>Gives a Pages site its own domain and says whether it is served by https only.</summary>
    Task ChangePagesAsync(RepositoryName name, PagesSite site, CancellationToken cancelled);

    /// <summary>Who may interact with a public repository.</summary>
    Task<InteractionLimit> InteractionLimitAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>Limits who may interact with a public repository.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="limit"><c>existing_users</c>, <c>contributors_only</c> or <c>collaborators_only</c>; null for everybody.</param>
    /// <param name="expiry"><c>one_day</c>, <c>three_days</c>, <c>one_week</c>, <c>one_month</c> or <c>six_months</c>.</param>
    /// <param name="cancelled">Ends the waiting.</param>
    Task SetInteractionLimitAsync(RepositoryName name, string? limit, string expiry, CancellationToken cancelled);
}

public sealed partial class GitHubClient
{
    /// <inheritdoc/>
    public IAsyncEnumerable<DeployKey> DeployKeysAsync(RepositoryName name, CancellationToken cancelled) =>
        ListAsync(RestRequest.Get($"repos/{name}/keys", $"read the deploy keys of {name}", "administration=read"), DoorsJson.Default.ListDeployKey, cancelled);

    /// <inheritdoc/>
    public Task AddDeployKeyAsync(RepositoryName name, DeployKey key, CancellationToken cancelled)
    {
        var body = new JsonObject { ["title"] = key.Title, ["key"] = key.Key, ["read_only"] = key.ReadOnly };
        return ChangeAsync(RestRequest.Change(HttpMethod.Post, $"repos/{name}/keys", $"add a deploy key to {name}", body, "administration=write"), cancelled);
    }

    /// <inheritdoc/>
    public Task DeleteDeployKeyAsync(RepositoryName name, long id, CancellationToken cancelled) =>
        ChangeAsync(RestRequest.Change(HttpMethod.Delete, $"repos/{name}/keys/{id}", $"delete deploy key {id} of {name}", null, "administration=write"), cancelled);

    /// <inheritdoc/>
    public IAsyncEnumerable<Webhook> WebhooksAsync(RepositoryName name, CancellationToken cancelled) =>
        ListAsync(RestRequest.Get($"repos/{name}/hooks", $"read the webhooks of {name}", "repository_hooks=read"), DoorsJson.Default.ListWebhook, cancelled);

    /// <inheritdoc/>
    public Task SetWebhookActiveAsync(RepositoryName name, long id, bool active, CancellationToken cancelled)
    {
        var what = $"switch webhook {id} of {name} {(active ? "on" : "off")}";
        var request = RestRequest.Change(HttpMethod.Patch, $"repos/{name}/hooks/{id}", what, new JsonObject { ["active"] = active }, "repository_hooks=write");
        return ChangeAsync(request with { IsRepeatable = true }, cancelled);
    }

    /// <inheritdoc/>
    public Task<PagesSite?> PagesAsync(RepositoryName name, CancellationToken cancelled) =>
        ReadOrNullAsync(RestRequest.Get($"repos/{name}/pages", $"read the Pages site of {name}", "pages=read"), DoorsJson.Default.PagesSite, cancelled);

    /// <inheritdoc/>
    public Task DeletePagesAsync(RepositoryName name, CancellationToken cancelled) =>
        ChangeAsync(RestRequest.Change(HttpMethod.Delete, $"repos/{name}/pages", $"take down the Pages site of {name}", null, "pages=write and administration=write"), cancelled);

    /// <inheritdoc/>
    public Task CreatePagesAsync(RepositoryName name, PagesSite site, CancellationToken cancelled)
    {
        var body = new JsonObject();
        if (site.BuildType is not null) body["build_type"] = site.BuildType;
        if (site.Source is { } source) body["source"] = new JsonObject { ["branch"] = source.Branch, ["path"] = source.Path };
        return ChangeAsync(RestRequest.Change(HttpMethod.Post, $"repos/{name}/pages", $"publish the Pages site of {name}", body, "pages=write and administration=write"), cancelled);
    }

    /// <inheritdoc/>
    public Task ChangePagesAsync(RepositoryName name, PagesSite site, CancellationToken cancelled)
    {
        var body = new JsonObject { ["cname"] = site.Cname };
        if (site.HttpsEnforced is { } enforced) body["https_enforced"] = enforced;
        return ChangeAsync(RestRequest.Change(HttpMethod.Put, $"repos/{name}/pages", $"set up the Pages site of {name}", body, "pages=write and administration=write"), cancelled);
    }

    /// <inheritdoc/>
    public Task<InteractionLimit> InteractionLimitAsync(RepositoryName name, CancellationToken cancelled) => ReadAsync(
        RestRequest.Get($"repos/{name}/interaction-limits", $"read who may interact with {name}", "administration=read"), DoorsJson.Default.InteractionLimit, cancelled);

    /// <inheritdoc/>
    public Task SetInteractionLimitAsync(RepositoryName name, string? limit, string expiry, CancellationToken cancelled)
    {
        const string Needs = "administration=write";
        var what = $"limit who may interact with {name}";
        return ChangeAsync(
            limit is null
                ? RestRequest.Change(HttpMethod.Delete, $"repos/{name}/interaction-limits", what, null, Needs)
                : RestRequest.Change(HttpMethod.Put, $"repos/{name}/interaction-limits", what, new JsonObject { ["limit"] = limit, ["expiry"] = expiry }, Needs),
            cancelled);
    }
}
