using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RepoSanitiser.GitHub.Client;

/// <summary>Which collaborators are asked for.</summary>
public enum Affiliation
{
    /// <summary>Everybody who can see the repository, whatever gives them that.</summary>
    All,

    /// <summary>Those who were given access by name, or by the organisation's base role: GitHub does not tell the two apart.</summary>
    Direct,

    /// <summary>Those who are not members of the organisation.</summary>
    Outside,
}

/// <summary>Somebody with access to a repository.</summary>
/// <param name="Login">The account's name.</param>
/// <param name="Id">The account's number.</param>
/// <param name="RoleName">The role: <c>read</c>, <c>triage</c>, <c>write</c>, <c>maintain</c>, <c>admin</c>, or one of the organisation's own.</param>
/// <param name="Permissions">What it allows.</param>
public sealed record Collaborator(string Login, long Id, string RoleName, AccountPermissions? Permissions = null);

/// <summary>An invitation that was not answered yet.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Invitee">Who was invited; null where only an address was.</param>
/// <param name="Permissions">The role offered.</param>
/// <param name="Expired">Whether it has run out.</param>
public sealed record Invitation(long Id, Account? Invitee, string Permissions, bool Expired = false);

/// <summary>A team with access to a repository.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Slug">Its name in paths.</param>
/// <param name="Permission">What it may do: <c>pull</c>, <c>triage</c>, <c>push</c>, <c>maintain</c>, <c>admin</c>, or a role of the organisation's own.</param>
public sealed record Team(long Id, string Slug, string Permission);

/// <summary>Shapes of this file's answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(List<Collaborator>))]
[JsonSerializable(typeof(List<Invitation>))]
[JsonSerializable(typeof(List<Team>))]
internal sealed partial class CollaboratorsJson : JsonSerializerContext;

public partial interface IGitHub
{
    /// <summary>Those with access to a repository.</summary>
    IAsyncEnumerable<Collaborator> CollaboratorsAsync(RepositoryName name, Affiliation affiliation, CancellationToken cancelled);

    /// <summary>Gives somebody who has access another role (<c>pull</c>, <c>triage</c>, <c>push</c>, <c>maintain</c>, <c>admin</c>, or one of the
    /// organisation's own); invites somebody who has none.</summary>
    Task SetCollaboratorAsync(RepositoryName name, string login, string permission, CancellationToken cancelled);

    /// <summary>Takes somebody's access away. GitHub then deletes their private fork, in the background.</summary>
    Task RemoveCollaboratorAsync(RepositoryName name, string login, CancellationToken cancelled);

    /// <summary>The invitations that were not answered yet.</summary>
    IAsyncEnumerable<Invitation> InvitationsAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>Takes an invitation back.</summary>
    Task CancelInvitationAsync(RepositoryName name, long id, CancellationToken cancelled);

    /// <summary>The teams with access to a repository.</summary>
    IAsyncEnumerable<Team> TeamsAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>Gives a team a role in a repository of its organisation.</summary>
    Task SetTeamAsync(RepositoryName name, string slug, string permission, CancellationToken cancelled);

    /// <summary>Takes a team's access away. GitHub then deletes its members' private forks.</summary>
    Task RemoveTeamAsync(RepositoryName name, string slug, CancellationToken cancelled);
}

public sealed partial class GitHubClient
{
    /// <inheritdoc/>
    public IAsyncEnumerable<Collaborator> CollaboratorsAsync(RepositoryName name, Affiliation affiliation, CancellationToken cancelled) => ListAsync(
        RestRequest.Get($"repos/{name}/collaborators?affiliation={affiliation.ToString().ToLowerInvariant()}", $"read the collaborators of {name}", "metadata=read"),
        CollaboratorsJson.Default.ListCollaborator,
        cancelled);

    /// <inheritdoc/>
    public Task SetCollaboratorAsync(RepositoryName name, string login, string permission, CancellationToken cancelled) => ChangeAsync(
        RestRequest.Change(HttpMethod.Put, $"repos/{name}/collaborators/{login}", $"set the role of {login} in {name}", new JsonObject { ["permission"] = permission }, "administration=write"),
        cancelled);

    /// <inheritdoc/>
    public Task RemoveCollaboratorAsync(RepositoryName name, string login, CancellationToken cancelled) => ChangeAsync(
        RestRequest.Change(HttpMethod.Delete, $"repos/{name}/collaborators/{login}", $"take away {login}'s access to {name}", null, "administration=write"), cancelled);

    /// <inheritdoc/>
    public IAsyncEnumerable<Invitation> InvitationsAsync(RepositoryName name, CancellationToken cancelled) =>
        ListAsync(RestRequest.Get($"repos/{name}/invitations", $"read the invitations to {name}", "administration=read"), CollaboratorsJson.Default.ListInvitation, cancelled);

    /// <inheritdoc/>
    public Task CancelInvitationAsync(RepositoryName name, long id, CancellationToken cancelled) => ChangeAsync(
        RestRequest.Change(HttpMethod.Delete, $"repos/{name}/invitations/{id}", $"take back invitation {id} to {name}", null, "administration=write"), cancelled);

    /// <inheritdoc/>
    public IAsyncEnumerable<Team> TeamsAsync(RepositoryName name, CancellationToken cancelled) =>
        ListAsync(RestRequest.Get($"repos/{name}/teams", $"read the teams of {name}", "administration=read"), CollaboratorsJson.Default.ListTeam, cancelled);

    /// <inheritdoc/>
    public Task SetTeamAsync(RepositoryName name, string slug, string permission, CancellationToken cancelled) => ChangeAsync(
        RestRequest.Change(HttpMethod.Put, $"orgs/{name.Owner}/teams/{slug}/repos/{name}", $"set the role of the team {slug} in {name}", new JsonObject { ["permission"] = permission }, "administration=write and members=read"),
        cancelled);

    /// <inheritdoc/>
    public Task RemoveTeamAsync(RepositoryName name, string slug, CancellationToken cancelled) => ChangeAsync(
        RestRequest.Change(HttpMethod.Delete, $"orgs/{name.Owner}/teams/{slug}/repos/{name}", $"take away the access of the team {slug} to {name}", null, "administration=write and members=read"),
        cancelled);
}
