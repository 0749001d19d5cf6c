namespace RepoSanitiser.TestKit.GitHub;

/// <summary>What somebody may do with a repository, from nothing to everything.</summary>
public enum Role
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Read.</summary>
    Pull,

    /// <summary>Read, and sort issues.</summary>
    Triage,

    /// <summary>Write.</summary>
    Push,

    /// <summary>Write, and manage what is not dangerous.</summary>
    Maintain,

    /// <summary>Everything.</summary>
    Admin,
}

/// <summary>Somebody with an account: a person or an organisation.</summary>
/// <param name="Login">The name.</param>
/// <param name="Id">The number that never changes.</param>
/// <param name="IsOrganisation">Whether it is an organisation.</param>
public sealed record Account(string Login, long Id, bool IsOrganisation);

/// <summary>A team of an organisation.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Id">Its number.</param>
/// <param name="Members">Logins.</param>
public sealed record Team(string Slug, long Id, HashSet<string> Members);

/// <summary>What an organisation holds and allows.</summary>
public sealed class Organisation
{
    /// <summary>Its people; true for owners.</summary>
    public Dictionary<string, bool> Members { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Its teams by slug.</summary>
    public Dictionary<string, Team> Teams { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What each member may do with each repository.</summary>
    public Role BasePermission { get; set; } = Role.None;

    /// <summary>Whether admins of a repository may change its visibility; owners always may.</summary>
    public bool AdminsChangeVisibility { get; set; } = true;

    /// <summary>A limit on interactions set for the whole organisation, or null.</summary>
    public string? InteractionLimit { get; set; }

    /// <summary>free, team or enterprise: a free plan has no Pages and no protected branches in a private repository.</summary>
    public string Plan { get; set; } = "team";
}

/// <summary>Everything that the stand-in knows.</summary>
public sealed class World
{
    private long _ids = 1000;

    /// <summary>Accounts by login.</summary>
    public Dictionary<string, Account> Accounts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Organisations by login.</summary>
    public Dictionary<string, Organisation> Organisations { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every repository that was not deleted.</summary>
    public List<HostedRepository> Repositories { get; } = [];

    /// <summary>Repositories that have another one as a submodule, by that one's full name.</summary>
    public Dictionary<string, List<string>> SubmoduleUsers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A number that was never given before.</summary>
    public long NextId() => ++_ids;

    /// <summary>The account of a login; made as a person's where there is none.</summary>
    public Account Person(string login)
    {
        if (!Accounts.TryGetValue(login, out var account)) Accounts[login] = account = new Account(login, NextId(), IsOrganisation: false);
        return account;
    }

    /// <summary>The organisation of a login; made where there is none.</summary>
    public Organisation Organisation(string login)
    {
        if (Organisations.TryGetValue(login, out var organisation)) return organisation;
        Accounts[login] = new Account(login, NextId(), IsOrganisation: true);
        return Organisations[login] = new Organisation();
    }

    /// <summary>Adds a team with its people, who become members of the organisation.</summary>
    public Team Team(string organisation, string slug, params string[] members)
    {
        var team = new Team(slug, NextId(), new HashSet<string>(members, StringComparer.OrdinalIgnoreCase));
        foreach (var member in members) Organisation(organisation).Members.TryAdd(Person(member).Login, false);
        return Organisation(organisation).Teams[slug] = team;
    }

    /// <summary>The repository of a name, or null.</summary>
    public HostedRepository? Find(string owner, string name) =>
        Repositories.FirstOrDefault(r => r.Owner.Equals(owner, StringComparison.OrdinalIgnoreCase) && r.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The repository that had a name before it was renamed, or null.</summary>
    public HostedRepository? FindRenamed(string owner, string name) =>
        Repositories.FirstOrDefault(r => r.FormerNames.Contains($"{owner}/{name}", StringComparer.OrdinalIgnoreCase));

    /// <summary>The most that any grant lets somebody do.</summary>
    public Role RoleOf(string login, HostedRepository repository)
    {
        if (login.Equals(repository.Owner, StringComparison.OrdinalIgnoreCase)) return Role.Admin;
        var role = repository.Visibility is "public" ? Role.Pull : Role.None;
        if (repository.Collaborators.TryGetValue(login, out var direct)) role = Max(role, direct);
        if (!Organisations.TryGetValue(repository.Owner, out var organisation)) return role;
        if (!organisation.Members.TryGetValue(login, out var isOwner)) return role;
        if (isOwner) return Role.Admin;
        role = Max(role, organisation.BasePermission);
        return repository.Teams.Where(t => organisation.Teams[t.Key].Members.Contains(login)).Aggregate(role, (most, team) => Max(most, team.Value));
    }

    private static Role Max(Role one, Role other) => one > other ? one : other;
}
