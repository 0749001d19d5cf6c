using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Containment.Effects;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>Makes the plan of a containment from a snapshot: nothing is asked and nothing changed.</summary>
/// <param name="snapshot">What the repository is like.</param>
/// <param name="options">What is asked for.</param>
public sealed class ContainPlanner(Snapshot snapshot, ContainOptions options)
{
    // The longest that GitHub has.
    private const string LongestLimit = "six_months";

    private readonly List<string> _losses = [];
    private readonly List<string> _notes = [];

    private RepositoryName Name => snapshot.Name;

    private bool IsInOrganisation => snapshot.Repository.Owner.IsOrganisation;

    /// <summary>The plan, as far as the snapshot was read.</summary>
    public ContainPlan Plan()
    {
        var first = First().ToList();
        var rest = Rest().ToList();
        var toScan = options.AllArtifacts ? [] : Deletables(caches: false).ToList();
        if (!options.AllArtifacts && snapshot.Caches.Count > 0) _notes.Add($"Caches ({snapshot.Caches.Count}) can't be looked into: --all-artifacts deletes all caches.");
        if (!options.ClosePulls && snapshot.Pulls.Count > 0) _notes.Add($"Open pull requests ({snapshot.Pulls.Count}) stay open: --close-pulls closes them; what they hold only GitHub Support can remove.");
        _losses.AddRange(rest.Select(e => e.Loses).OfType<string>().Distinct(StringComparer.Ordinal));
        return new ContainPlan(first, rest, toScan, _losses, _notes);
    }

    private IEnumerable<Effect> First()
    {
        var repository = snapshot.Repository;
        if (repository.Archived) yield return new SetArchived(Name, false);
        if (options.StayPublic)
        {
            _notes.Add($"{Name} stays {repository.Seen}, as asked: everybody can go on reading it.");
            if (repository.Seen == "public" && snapshot.Interaction?.Limit is null) yield return new SetInteraction(Name, "collaborators_only", LongestLimit);
            yield break;
        }

        if (repository.Seen == "private") yield break;
        var forks = snapshot.Forks.Count(f => f.IsPublic);
        if (forks > 0 || !snapshot.Has(Parts.Forks))
            _losses.Add($"{(snapshot.Has(Parts.Forks) ? $"Public forks ({forks})" : $"Public forks, {forks} of them known,")} stay public, and leave {Name}'s network for good: their owners have to be asked.");
        if (repository.StargazersCount > 0) _losses.Add($"Stars ({repository.StargazersCount}) of those who lose access go for good.");
        if (repository.SubscribersCount > 0) _losses.Add($"Watchers ({repository.SubscribersCount}) who lose access go for good.");
        if (snapshot.Pages is not null) _notes.Add("On GitHub Free the Pages site goes down with this: point its domain elsewhere first, if it has one.");
        yield return new SetVisibility(Name, repository.Seen, "private");
    }

    private IEnumerable<Effect> Rest()
    {
        if (IsInOrganisation && snapshot.Repository.AllowForking == true && !options.StayPublic) yield return new SetForking(Name, false);
        foreach (var invitation in snapshot.Invitations.Where(i => i.Invitee is null || !IsAuthorised(i.Invitee.Login)))
        {
            yield return new CancelInvitation(Name, invitation)
            {
                Loses = invitation.Invitee is null ? $"The invitation {invitation.Id} to an e-mail address can only be sent again by hand." : "Those whose invitations are taken back are invited anew when it is restored.",
            };
        }

        // Teams first: what one gives its members shows as theirs.
        foreach (var effect in TeamsOf().Concat(People())) yield return effect;
        foreach (var key in snapshot.DeployKeys) yield return new SetDeployKey(Name, key, false);
        foreach (var hook in snapshot.Webhooks.Where(h => h.Active))
        {
            yield return new SetWebhook(Name, hook, false)
            {
                Loses = hook.HasSecret ? $"GitHub erases the secret of webhook {hook.Id} with any change of it: set it again after restoring." : null,
            };
        }

        if (snapshot.Actions is { Enabled: true }) yield return new SetActions(Name, new ActionsPermissions(false));
        foreach (var run in snapshot.ActiveRuns) yield return new CancelRun(Name, run) { Loses = "Workflow runs that are cancelled have to be started again." };
        if (snapshot.Pages is { } site) yield return new SetPages(Name, site, false);
        if (options.ClosePulls)
        {
            foreach (var pull in snapshot.Pulls) yield return new SetPull(Name, pull.Number, false);
        }

        if (!options.AllArtifacts) yield break;
        foreach (var delete in Deletables(caches: true)) yield return delete with { Loses = "Artifacts, caches, logs and release files that are deleted are gone." };
    }

    private IEnumerable<Delete> Deletables(bool caches) =>
        snapshot.Assets.Select(a => new Delete(Name, Deletable.Asset, a.Id))
            .Concat(snapshot.Artifacts.Select(a => new Delete(Name, Deletable.Artifact, a.Id)))
            .Concat(snapshot.EndedRuns.Concat(snapshot.ActiveRuns).Select(r => new Delete(Name, Deletable.Logs, r)))
            .Concat(caches ? snapshot.Caches.Select(c => new Delete(Name, Deletable.Cache, c.Id)) : []);

    /// <summary>Those with access of their own. What a team gives is the team's matter.</summary>
    private IEnumerable<Effect> People()
    {
        var (readers, stuck) = (0, 0);
        foreach (var person in snapshot.People.Where(p => (p.IsDirect || p.IsOutside) && !IsKept(p)))
        {
            if (options.Remove)
            {
                yield return new SetRole(Name, person.Login, person.Role, null) { Loses = LossOfRemoving(person) };
            }
            else if (person.Role == "pull")
            {
                readers++;
            }
            else if (!IsInOrganisation)
            {
                stuck++;
            }
            else
            {
                readers++;
                yield return new SetRole(Name, person.Login, person.Role, "pull");
            }
        }

        if (readers > 0) _notes.Add($"People who are not authorised ({readers}) can still read it: --remove takes their access away, and deletes their private forks.");
        if (stuck > 0) _notes.Add($"Collaborators of a personal repository ({stuck}) can't be given less: --remove takes their access away, and deletes their private forks.");
    }

    private IEnumerable<Effect> TeamsOf()
    {
        if (options.Authorised.Organisation) yield break;
        foreach (var team in snapshot.Teams.Where(t => !options.Authorised.Teams.Contains(t.Slug, StringComparer.OrdinalIgnoreCase)))
        {
            var role = SnapshotReader.RoleToSet(team.Permission);
            if (options.Remove)
                yield return new SetTeam(Name, team.Slug, role, null) { Loses = $"GitHub deletes private forks of members of the team {team.Slug} who lose access with it." };
            else if (role != "pull") yield return new SetTeam(Name, team.Slug, role, "pull");
        }
    }

    private string LossOfRemoving(Person person)
    {
        var forks = snapshot.Forks.Where(f => !f.IsPublic && string.Equals(f.Owner, person.Login, StringComparison.OrdinalIgnoreCase)).Select(f => f.Name).ToList();
        return forks.Count > 0
            ? $"GitHub deletes {person.Login}'s private fork {string.Join(", ", forks)}, and {person.Login} has to accept an invitation to come back."
            : $"{person.Login} has to accept an invitation to come back.";
    }

    private bool IsKept(Person person) => IsAuthorised(person.Login) || (options.Authorised.Organisation && IsInOrganisation && !person.IsOutside);

    private bool IsAuthorised(string login) =>
        Is(login, snapshot.Account) || Is(login, snapshot.Repository.Owner.Login)
        || options.Authorised.Logins.Any(l => Is(login, l)) || snapshot.TeamMembers.Values.Any(m => m.Any(l => Is(login, l)));

    private static bool Is(string login, string? other) => string.Equals(login, other, StringComparison.OrdinalIgnoreCase);
}
