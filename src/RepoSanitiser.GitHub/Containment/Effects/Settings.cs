using System.Text.Json.Nodes;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.GitHub.Containment.Effects;

/// <summary>Who can see the repository at all.</summary>
public sealed record SetVisibility(RepositoryName Name, string From, string To) : Effect("visibility", Name.ToString())
{
    /// <inheritdoc/>
    public override string Says => $"make {Name} {To}";

    /// <inheritdoc/>
    public override JsonNode? Before => From;

    /// <inheritdoc/>
    public override JsonNode? After => To;

    /// <inheritdoc/>
    public override Task ApplyAsync(IGitHub github, CancellationToken cancelled) => github.ChangeRepositoryAsync(Name, new RepositoryChange(Visibility: To), cancelled);

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now) =>
        await now.RepositoryAsync() is var repository && repository.Seen == To && repository.Private == (To != "public");
}

/// <summary>Whether the repository takes changes at all.</summary>
public sealed record SetArchived(RepositoryName Name, bool To) : Effect("archived", Name.ToString())
{
    /// <inheritdoc/>
    public override string Says => To ? $"archive {Name} again" : $"take {Name} out of the archive: an archived repository refuses every change";

    /// <inheritdoc/>
    public override JsonNode? After => To;

    /// <inheritdoc/>
    public override Task ApplyAsync(IGitHub github, CancellationToken cancelled) => github.ChangeRepositoryAsync(Name, new RepositoryChange(Archived: To), cancelled);

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now) => (await now.RepositoryAsync()).Archived == To;
}

/// <summary>Whether a private repository of an organisation may be forked.</summary>
public sealed record SetForking(RepositoryName Name, bool To) : Effect("forking", Name.ToString())
{
    /// <inheritdoc/>
    public override string Says => To ? "allow forks again" : "allow no more forks";

    /// <inheritdoc/>
    public override JsonNode? After => To;

    /// <inheritdoc/>
    public override Task ApplyAsync(IGitHub github, CancellationToken cancelled) => github.ChangeRepositoryAsync(Name, new RepositoryChange(AllowForking: To), cancelled);

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now) => (await now.RepositoryAsync()).AllowForking == To;
}

/// <summary>Who may comment and open pull requests where the repository stays public.</summary>
/// <param name="Name">The repository.</param>
/// <param name="Limit">The limit; null for none.</param>
/// <param name="Expiry">For how long.</param>
public sealed record SetInteraction(RepositoryName Name, string? Limit, string Expiry) : Effect("interaction", Name.ToString())
{
    /// <summary>For how long GitHub takes a limit, and how many days that is at least.</summary>
    internal static readonly (string Name, int Days)[] Terms = [("one_day", 1), ("three_days", 3), ("one_week", 7), ("one_month", 28), ("six_months", 181)];

    /// <inheritdoc/>
    public override string Says => Limit is null ? "let everybody comment and open pull requests again" : $"let only {Limit.Replace("_only", "", StringComparison.Ordinal).Replace('_', ' ')} comment and open pull requests ({Expiry.Replace('_', ' ')})";

    /// <inheritdoc/>
    public override JsonNode? After => Limit;

    /// <inheritdoc/>
    public override Task ApplyAsync(IGitHub github, CancellationToken cancelled) => github.SetInteractionLimitAsync(Name, Limit, Expiry, cancelled);

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now) => (await now.GitHub.InteractionLimitAsync(Name, now.Cancelled)).Limit == Limit;
}

/// <summary>Whether a Pages site is published.</summary>
/// <param name="Name">The repository.</param>
/// <param name="Site">The site.</param>
/// <param name="Published">Whether it is to be.</param>
public sealed record SetPages(RepositoryName Name, PagesSite Site, bool Published) : Effect("pages", Name.ToString())
{
    /// <inheritdoc/>
    public override string Says => Published ? "publish the Pages site again" : "take the Pages site down";

    /// <inheritdoc/>
    public override JsonNode? After => Published;

    /// <inheritdoc/>
    public override async Task ApplyAsync(IGitHub github, CancellationToken cancelled)
    {
        if (!Published)
        {
            await github.DeletePagesAsync(Name, cancelled);
            return;
        }

        if (await github.PagesAsync(Name, cancelled) is null) await github.CreatePagesAsync(Name, Site, cancelled);
        if (Site.Cname is not null || Site.HttpsEnforced is not null) await github.ChangePagesAsync(Name, Site, cancelled);
    }

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now) => await now.GitHub.PagesAsync(Name, now.Cancelled) is { } site
        ? Published && site.Cname == Site.Cname && site.Source == Site.Source && (Site.HttpsEnforced ?? site.HttpsEnforced) == site.HttpsEnforced
        // A token without the permission gets the same answer: the settings have to say so too.
        : !Published && !(await now.RepositoryAsync()).HasPages;
}

/// <summary>Whether Actions run, and which.</summary>
public sealed record SetActions(RepositoryName Name, ActionsPermissions To, SelectedActions? Selected = null) : Effect("actions", Name.ToString())
{
    /// <inheritdoc/>
    public override string Says => To.Enabled ? "switch Actions on again" : "switch Actions off";

    /// <inheritdoc/>
    public override JsonNode? After => To.Enabled;

    /// <inheritdoc/>
    public override async Task ApplyAsync(IGitHub github, CancellationToken cancelled)
    {
        await github.SetActionsAsync(Name, To, cancelled);
        if (Selected is not null) await github.SetSelectedActionsAsync(Name, Selected, cancelled);
    }

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now)
    {
        var actions = await now.GitHub.ActionsAsync(Name, now.Cancelled);
        if (actions.Enabled != To.Enabled || (To.Enabled && actions.AllowedActions != To.AllowedActions)) return false;
        return Selected is null || (await now.GitHub.SelectedActionsAsync(Name, now.Cancelled) is { } selected && IsSame(selected, Selected));
    }

    private static bool IsSame(SelectedActions one, SelectedActions other) =>
        one.GithubOwnedAllowed == other.GithubOwnedAllowed && one.VerifiedAllowed == other.VerifiedAllowed
        && (one.PatternsAllowed ?? []).Order(StringComparer.Ordinal).SequenceEqual((other.PatternsAllowed ?? []).Order(StringComparer.Ordinal));
}
