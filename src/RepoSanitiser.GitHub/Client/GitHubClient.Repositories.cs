using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RepoSanitiser.GitHub.Client;

/// <summary>An account: a user, an organisation or a bot.</summary>
/// <param name="Login">Its name.</param>
/// <param name="Id">Its number, which stays when the name changes.</param>
/// <param name="Type"><c>User</c>, <c>Organization</c> or <c>Bot</c>.</param>
public sealed record Account(string Login, long Id, string Type = "User")
{
    /// <summary>Whether it is an organisation.</summary>
    [JsonIgnore]
    public bool IsOrganisation => Type == "Organization";
}

/// <summary>What an account may do in a repository.</summary>
public sealed record AccountPermissions(bool Admin = false, bool Push = false, bool Pull = false, bool Maintain = false, bool Triage = false);

/// <summary>A repository as GitHub describes it. What a list leaves out is null.</summary>
public sealed record GitHubRepository(
    long Id,
    string Name,
    string FullName,
    Account Owner,
    bool Private,
    bool Fork = false,
    string? Visibility = null,
    string? DefaultBranch = null,
    bool Archived = false,
    bool Disabled = false,
    bool? AllowForking = null,
    bool HasPages = false,
    bool HasWiki = false,
    string? PullRequestCreationPolicy = null,
    int ForksCount = 0,
    int StargazersCount = 0,
    int? SubscribersCount = null,
    DateTimeOffset? PushedAt = null,
    AccountPermissions? Permissions = null,
    GitHubRepository? Parent = null,
    GitHubRepository? Source = null)
{
    /// <summary>Its name as it is now; it may differ from the one it was asked by.</summary>
    [JsonIgnore]
    public RepositoryName FullNameParsed => RepositoryName.Parse(FullName);

    /// <summary><c>public</c>, <c>private</c> or <c>internal</c>.</summary>
    [JsonIgnore]
    public string Seen => Visibility ?? (Private ? "private" : "public");
}

/// <summary>What to change of a repository; null leaves a thing as it is.</summary>
public sealed record RepositoryChange(string? Visibility = null, bool? AllowForking = null, bool? Archived = null, string? PullRequestCreationPolicy = null);

/// <summary>Shapes of this file's answers and bodies.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GitHubRepository))]
[JsonSerializable(typeof(List<GitHubRepository>))]
[JsonSerializable(typeof(RepositoryChange))]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(List<Account>))]
internal sealed partial class RepositoriesJson : JsonSerializerContext;

public partial interface IGitHub
{
    /// <summary>A repository, by its present name or one it had.</summary>
    Task<GitHubRepository> RepositoryAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>Changes a repository. GitHub may answer with success and change nothing: read it again.</summary>
    Task ChangeRepositoryAsync(RepositoryName name, RepositoryChange change, CancellationToken cancelled);

    /// <summary>The forks made of a repository directly, oldest first, so that new ones do not move the pages.</summary>
    IAsyncEnumerable<GitHubRepository> ForksAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>The account that the token belongs to.</summary>
    Task<Account> OwnAccountAsync(CancellationToken cancelled);
}

public sealed partial class GitHubClient
{
    /// <inheritdoc/>
    public Task<GitHubRepository> RepositoryAsync(RepositoryName name, CancellationToken cancelled) =>
        ReadAsync(RestRequest.Get($"repos/{name}", $"read {name}", "metadata=read"), RepositoriesJson.Default.GitHubRepository, cancelled);

    /// <inheritdoc/>
    public Task ChangeRepositoryAsync(RepositoryName name, RepositoryChange change, CancellationToken cancelled)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(change, RepositoriesJson.Default.RepositoryChange) as JsonObject;
        var what = change.Visibility is { } visibility ? $"make {name} {visibility}" : $"change the settings of {name}";
        var request = RestRequest.Change(HttpMethod.Patch, $"repos/{name}", what, body, "administration=write") with { IsRepeatable = true };
        return ChangeAsync(request, cancelled);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<GitHubRepository> ForksAsync(RepositoryName name, CancellationToken cancelled) =>
        ListAsync(RestRequest.Get($"repos/{name}/forks?sort=oldest", $"read the forks of {name}", "metadata=read"), RepositoriesJson.Default.ListGitHubRepository, cancelled);

    /// <inheritdoc/>
    public Task<Account> OwnAccountAsync(CancellationToken cancelled) =>
        ReadAsync(RestRequest.Get($"user", "read whose token this is"), RepositoriesJson.Default.Account, cancelled);
}
