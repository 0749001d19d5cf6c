using System.Globalization;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Containment.Effects;
using RepoSanitiser.Incidents;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>
/// Makes the plan that puts back what containment changed, from the snapshot and the record: only what the record says was touched is
/// touched again. Access comes first, then who can see it, then what needs it to be public, and the archive last.
/// </summary>
/// <param name="snapshot">What the repository was like.</param>
/// <param name="record">What containment did.</param>
/// <param name="now">What the settings are now.</param>
/// <param name="time">What time it is.</param>
public sealed class RestorePlanner(Snapshot snapshot, IReadOnlyList<RecordEntry> record, GitHubRepository now, DateTimeOffset time)
{
    private readonly HashSet<(string Kind, string Target)> _touched =
    [
        .. record.Where(e => e.Step.Phase == RecordPhase.Intent && e.Step.Action.StartsWith(ContainRun.Command + ".", StringComparison.Ordinal))
            .Select(e => (e.Step.Action[(ContainRun.Command.Length + 1)..], e.Step.Target)),
    ];

    private RepositoryName Name => snapshot.Name;

    private InteractionLimit? Limit => snapshot.Interaction is { Limit: not null } limit && (limit.ExpiresAt ?? DateTimeOffset.MaxValue) > time ? limit : null;

    /// <summary>Whether the limit on interactions is set anew: going private ends it.</summary>
    private bool ResetsLimit => Touched("interaction") || (Touched("visibility") && Limit is not null);

    /// <summary>The plan.</summary>
    public IReadOnlyList<Effect> Plan() => [.. Access(), .. Settings()];

    /// <summary>What can't be put back, or not by this program.</summary>
    public IReadOnlyList<string> Losses()
    {
        var losses = new List<string>();
        var was = snapshot.Repository;
        if (now.StargazersCount < was.StargazersCount) losses.Add($"Stars: {was.StargazersCount} before, {now.StargazersCount} now.");
        if (now.SubscribersCount < was.SubscribersCount) losses.Add($"Watchers: {was.SubscribersCount} before, {now.SubscribersCount} now.");
        if (Touched("visibility") && snapshot.Forks.Count(f => f.IsPublic) is > 0 and var forks) losses.Add($"Public forks that left the network: {forks}.");
        losses.AddRange(snapshot.Forks.Where(f => !f.IsPublic && IsRemoved(f.Owner)).Select(f => $"{f.Owner}'s private fork {f.Name}, which GitHub deleted."));
        losses.AddRange(snapshot.Webhooks.Where(h => h.HasSecret && Touched("webhook", h.Id)).Select(h => $"The secret of webhook {h.Id} ({h.Config.Url ?? "no host"}): its receiver has to be given a new one, on both sides."));
        losses.AddRange(snapshot.Invitations.Where(i => i.Invitee is null && Touched("invitation", i.Id)).Select(i => $"The invitation {i.Id} to an e-mail address: send it again by hand."));
        losses.AddRange(snapshot.People.Where(p => IsRemoved(p.Login)).Select(p => $"{p.Login} has access again only when the invitation is accepted."));
        if (ResetsLimit && Limit?.ExpiresAt is { } end)
            losses.Add($"The end of the interaction limit: it was {Day(end)}, and will be about {Day(time.AddDays(Expiry().Days))}, since GitHub takes no date.");
        foreach (var kind in (string[])["run", "asset", "artifact", "logs", "cache"])
        {
            if (_touched.Count(t => t.Kind == kind) is > 0 and var count) losses.Add($"{Words(kind)}: {count}.");
        }

        return losses;
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Words(string kind) => kind switch
    {
        "run" => "Workflow runs that were cancelled",
        "asset" => "Release files that were deleted",
        "artifact" => "Artifacts that were deleted",
        "logs" => "Workflow runs whose logs were deleted",
        _ => "Caches that were deleted",
    };

    private IEnumerable<Effect> Access()
    {
        // Archived again in the meantime: nothing else would be taken.
        if (now.Archived) yield return new SetArchived(Name, false);
        foreach (var person in snapshot.People.Where(p => Touched("role", p.Login)))
            yield return new SetRole(Name, person.Login, IsRemoved(person.Login) ? null : "pull", person.Role);
        foreach (var team in snapshot.Teams.Where(t => Touched("team", t.Slug)))
            yield return new SetTeam(Name, team.Slug, After("team", team.Slug), SnapshotReader.RoleToSet(team.Permission));
        foreach (var invitation in snapshot.Invitations.Where(i => i.Invitee is not null && Touched("invitation", i.Id)))
            yield return new SetRole(Name, invitation.Invitee!.Login, null, SnapshotReader.RoleToSet(invitation.Permissions));
        foreach (var key in snapshot.DeployKeys.Where(k => Touched("deploy-key", k.Id))) yield return new SetDeployKey(Name, key, true);
        foreach (var hook in snapshot.Webhooks.Where(h => Touched("webhook", h.Id))) yield return new SetWebhook(Name, hook, true);
        if (snapshot.Actions is { } actions && Touched("actions")) yield return new SetActions(Name, actions, snapshot.SelectedActions);
        foreach (var pull in snapshot.Pulls.Where(p => Touched("pull-request", p.Number))) yield return new SetPull(Name, pull.Number, true);
    }

    private IEnumerable<Effect> Settings()
    {
        if (Touched("forking")) yield return new SetForking(Name, true);
        var visibility = Touched("visibility") && now.Seen != snapshot.Repository.Seen;
        if (visibility) yield return new SetVisibility(Name, now.Seen, snapshot.Repository.Seen);
        if (ResetsLimit) yield return new SetInteraction(Name, Limit?.Limit, Expiry().Name);
        // On some plans going private takes the site down by itself.
        if (snapshot.Pages is { } site && (Touched("pages") || Touched("visibility"))) yield return new SetPages(Name, site, true);
        if (snapshot.Repository.Archived) yield return new SetArchived(Name, true);
    }

    /// <summary>The shortest term that GitHub has which is no shorter than what was left; the longest where none is.</summary>
    private (string Name, int Days) Expiry() => Array.Find(SetInteraction.Terms, t => time.AddDays(t.Days) >= Limit?.ExpiresAt) is { Name: not null } term ? term : SetInteraction.Terms[^1];

    private bool IsRemoved(string login) => Touched("role", login) && After("role", login) is null;

    /// <summary>Whether a setting was touched: its target is the repository, whatever it was called then.</summary>
    private bool Touched(string setting) => _touched.Any(t => t.Kind == setting);

    private bool Touched(string kind, object target) => _touched.Contains((kind, $"{target}"));

    private string? After(string kind, string target) =>
        (string?)record.Last(e => e.Step.Phase == RecordPhase.Intent && e.Step.Action == $"{ContainRun.Command}.{kind}" && e.Step.Target == target).Step.After;
}
