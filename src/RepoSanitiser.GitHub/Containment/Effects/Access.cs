using System.Text.Json.Nodes;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.GitHub.Containment.Effects;

/// <summary>What somebody may do. From nothing it is an invitation, which they have to accept.</summary>
/// <param name="Name">The repository.</param>
/// <param name="Login">Who.</param>
/// <param name="From">The role until now; null for none.</param>
/// <param name="To">The role to have; null for none.</param>
public sealed record SetRole(RepositoryName Name, string Login, string? From, string? To) : Effect("role", Login)
{
    /// <inheritdoc/>
    public override string Says => (From, To) switch
    {
        (null, { } to) => $"invite {Login} again as {to}",
        ({ } from, null) => $"take away {Login}'s access ({from})",
        ({ } from, { } to) => $"change {Login} from {from} to {to}",
        _ => $"leave {Login} as it is",
    };

    /// <inheritdoc/>
    public override JsonNode? Before => From;

    /// <inheritdoc/>
    public override JsonNode? After => To;

    /// <inheritdoc/>
    public override string Keeps => $"A team, or the base permission of the organisation, may give {Login} more: look at who has access in its settings.";

    /// <inheritdoc/>
    public override Task ApplyAsync(IGitHub github, CancellationToken cancelled) =>
        To is null ? github.RemoveCollaboratorAsync(Name, Login, cancelled) : github.SetCollaboratorAsync(Name, Login, To, cancelled);

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now)
    {
        var role = (await now.RolesAsync()).GetValueOrDefault(Login);
        if (role == To) return true;
        return From is null && role is null && (await now.InvitationsAsync()).Any(i => string.Equals(i.Invitee?.Login, Login, StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>What a team may do.</summary>
/// <param name="Name">The repository.</param>
/// <param name="Slug">The team.</param>
/// <param name="From">The role until now; null for none.</param>
/// <param name="To">The role to have; null for none.</param>
public sealed record SetTeam(RepositoryName Name, string Slug, string? From, string? To) : Effect("team", Slug)
{
    /// <inheritdoc/>
    public override string Says => (From, To) switch
    {
        (null, { } to) => $"give the team {Slug} access again as {to}",
        ({ } from, null) => $"take away the access of the team {Slug} ({from})",
        ({ } from, { } to) => $"change the team {Slug} from {from} to {to}",
        _ => $"leave the team {Slug} as it is",
    };

    /// <inheritdoc/>
    public override JsonNode? Before => From;

    /// <inheritdoc/>
    public override JsonNode? After => To;

    /// <inheritdoc/>
    public override Task ApplyAsync(IGitHub github, CancellationToken cancelled) =>
        To is null ? github.RemoveTeamAsync(Name, Slug, cancelled) : github.SetTeamAsync(Name, Slug, To, cancelled);

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now) => (await now.TeamsAsync()).GetValueOrDefault(Slug) == To;
}

/// <summary>An invitation taken back.</summary>
public sealed record CancelInvitation(RepositoryName Name, Invitation Invitation) : Effect("invitation", $"{Invitation.Id}")
{
    /// <inheritdoc/>
    public override string Says => $"take back the invitation of {Invitation.Invitee?.Login ?? "an e-mail address"} ({Invitation.Permissions})";

    /// <inheritdoc/>
    public override Task ApplyAsync(IGitHub github, CancellationToken cancelled) => github.CancelInvitationAsync(Name, Invitation.Id, cancelled);

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now) => (await now.InvitationsAsync()).All(i => i.Id != Invitation.Id);
}

/// <summary>Whether there is a deploy key. It comes back under another number.</summary>
public sealed record SetDeployKey(RepositoryName Name, DeployKey Key, bool Present) : Effect("deploy-key", $"{Key.Id}")
{
    /// <inheritdoc/>
    public override string Says => Present ? $"add the deploy key {Key.Id} again" : $"delete the deploy key {Key.Id} ({(Key.ReadOnly ? "reads" : "writes")})";

    /// <inheritdoc/>
    public override JsonNode? After => Present;

    /// <inheritdoc/>
    public override Task ApplyAsync(IGitHub github, CancellationToken cancelled) =>
        Present ? github.AddDeployKeyAsync(Name, Key, cancelled) : github.DeleteDeployKeyAsync(Name, Key.Id, cancelled);

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now) =>
        Present == (await now.DeployKeysAsync()).Any(k => k.Key == Key.Key && (!Present || (k.ReadOnly == Key.ReadOnly && k.Title == Key.Title)));
}

/// <summary>Whether a webhook is called.</summary>
public sealed record SetWebhook(RepositoryName Name, Webhook Hook, bool Active) : Effect("webhook", $"{Hook.Id}")
{
    /// <inheritdoc/>
    public override string Says => $"switch the webhook {Hook.Id} to {Hook.Config.Url ?? "somewhere"} {(Active ? "on" : "off")}";

    /// <inheritdoc/>
    public override JsonNode? After => Active;

    /// <inheritdoc/>
    public override Task ApplyAsync(IGitHub github, CancellationToken cancelled) => github.SetWebhookActiveAsync(Name, Hook.Id, Active, cancelled);

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now) => (await now.WebhooksAsync()).TryGetValue(Hook.Id, out var hook) ? hook.Active == Active : !Active;
}

/// <summary>Whether a pull request is open.</summary>
public sealed record SetPull(RepositoryName Name, int Number, bool Open) : Effect("pull-request", $"{Number}")
{
    /// <inheritdoc/>
    public override string Says => $"{(Open ? "open" : "close")} pull request {Number}{(Open ? " again" : "")}";

    /// <inheritdoc/>
    public override JsonNode? After => Open;

    /// <inheritdoc/>
    public override Task ApplyAsync(IGitHub github, CancellationToken cancelled) => github.SetPullRequestOpenAsync(Name, Number, Open, cancelled);

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now) => (await now.OpenPullsAsync()).Contains(Number) == Open;
}
