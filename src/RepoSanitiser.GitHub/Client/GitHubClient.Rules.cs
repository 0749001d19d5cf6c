using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RepoSanitiser.GitHub.Client;

/// <summary>A branch.</summary>
public sealed record Branch(string Name, bool Protected);

/// <summary>A ruleset as a list names it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="SourceType">Where it comes from: <c>Repository</c>, <c>Organization</c> or <c>Enterprise</c>.</param>
public sealed record Ruleset(long Id, string Name, string? SourceType = null);

/// <summary>How often something was done in the last 14 days, and by how many.</summary>
public sealed record TrafficCount(int Count, int Uniques);

/// <summary>Shapes of this file's answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(List<Branch>))]
[JsonSerializable(typeof(List<Ruleset>))]
[JsonSerializable(typeof(TrafficCount))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(List<Account>))]
internal sealed partial class RulesJson : JsonSerializerContext;

public partial interface IGitHub
{
    /// <summary>The branches that a protection or a ruleset guards.</summary>
    IAsyncEnumerable<Branch> ProtectedBranchesAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>A branch's protection as GitHub describes it; null where only a ruleset guards it.</summary>
    Task<JsonNode?> ProtectionAsync(RepositoryName name, string branch, CancellationToken cancelled);

    /// <summary>The rulesets that hold in a repository, those of its organisation too.</summary>
    IAsyncEnumerable<Ruleset> RulesetsAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>A ruleset as GitHub describes it; null where it is gone.</summary>
    Task<JsonNode?> RulesetAsync(RepositoryName name, long id, CancellationToken cancelled);

    /// <summary>How often a repository was cloned in the last 14 days.</summary>
    Task<TrafficCount> ClonesAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>How often a repository was looked at in the last 14 days.</summary>
    Task<TrafficCount> ViewsAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>The members of a team, those of its child teams too.</summary>
    IAsyncEnumerable<Account> TeamMembersAsync(string organisation, string slug, CancellationToken cancelled);

    /// <summary>The scopes of a classic token; null for tokens whose permissions show only on use.</summary>
    Task<IReadOnlyList<string>?> ScopesAsync(CancellationToken cancelled);
}

public sealed partial class GitHubClient
{
    /// <inheritdoc/>
    public IAsyncEnumerable<Branch> ProtectedBranchesAsync(RepositoryName name, CancellationToken cancelled) =>
        ListAsync(RestRequest.Get($"repos/{name}/branches?protected=true", $"read the protected branches of {name}", "contents=read"), RulesJson.Default.ListBranch, cancelled);

    /// <inheritdoc/>
    public Task<JsonNode?> ProtectionAsync(RepositoryName name, string branch, CancellationToken cancelled) =>
        NodeAsync(RestRequest.Get($"repos/{name}/branches/{branch}/protection", $"read the protection of a branch of {name}", "administration=read"), cancelled);

    /// <inheritdoc/>
    public IAsyncEnumerable<Ruleset> RulesetsAsync(RepositoryName name, CancellationToken cancelled) =>
        ListAsync(RestRequest.Get($"repos/{name}/rulesets?includes_parents=true", $"read the rulesets of {name}", "metadata=read"), RulesJson.Default.ListRuleset, cancelled);

    /// <inheritdoc/>
    public Task<JsonNode?> RulesetAsync(RepositoryName name, long id, CancellationToken cancelled) =>
        NodeAsync(RestRequest.Get($"repos/{name}/rulesets/{id}", $"read ruleset {id} of {name}", "metadata=read"), cancelled);

    /// <inheritdoc/>
    public Task<TrafficCount> ClonesAsync(RepositoryName name, CancellationToken cancelled) =>
        ReadAsync(RestRequest.Get($"repos/{name}/traffic/clones", $"read how often {name} was cloned", "administration=read"), RulesJson.Default.TrafficCount, cancelled);

    /// <inheritdoc/>
    public Task<TrafficCount> ViewsAsync(RepositoryName name, CancellationToken cancelled) =>
        ReadAsync(RestRequest.Get($"repos/{name}/traffic/views", $"read how often {name} was looked at", "administration=read"), RulesJson.Default.TrafficCount, cancelled);

    /// <inheritdoc/>
    public IAsyncEnumerable<Account> TeamMembersAsync(string organisation, string slug, CancellationToken cancelled) =>
        ListAsync(RestRequest.Get($"orgs/{organisation}/teams/{slug}/members", $"read the members of the team {slug}", "members=read"), RulesJson.Default.ListAccount, cancelled);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>?> ScopesAsync(CancellationToken cancelled)
    {
        // Asking for the limits takes no permission and counts against none.
        var answer = await SendAsync(RestRequest.Get($"rate_limit", "read what the token may do"), cancelled);
        return answer.Header("X-OAuth-Scopes")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<JsonNode?> NodeAsync(RestRequest request, CancellationToken cancelled)
    {
        try
        {
            return JsonNode.Parse(JsonSerializer.Serialize(await ReadAsync(request, RulesJson.Default.JsonElement, cancelled), RulesJson.Default.JsonElement));
        }
        catch (GitHubException e) when (e.Failure == GitHubFailure.NotFound)
        {
            return null;
        }
    }
}
