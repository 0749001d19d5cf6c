using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub.Routes;

/// <summary>People, invitations and keys with access to a repository.</summary>
internal static class AccessRoutes
{
    private const string Path = RouteTable.InRepository;

    public static IReadOnlyList<Route> All { get; } =
    [
        new("GET", Path + "/collaborators", "metadata=read", Role.Push, 200, Collaborators),
        new("GET", Path + "/collaborators/{username}", "metadata=read", Role.Pull, 204, call =>
            call.World.RoleOf(call["username"], call.Repository) > Role.Pull || call.Repository.Collaborators.ContainsKey(call["username"])
                ? Answer.Done() : throw Refusal.NotFound()),
        new("PUT", Path + "/collaborators/{username}", "administration=write", Role.Admin, 204, Add),
        new("DELETE", Path + "/collaborators/{username}", "administration=write", Role.Admin, 204, RemovePerson),
        new("GET", Path + "/collaborators/{username}/permission", "metadata=read", Role.Push, 200, Permission),
        new("GET", Path + "/invitations", "administration=read", Role.Admin, 200, call => call.Paged(call.Repository.Invitations.Select(i => Invitation(call, i)))),
        new("PATCH", Path + "/invitations/{invitation_id}", "administration=write", Role.Admin, 200, ChangeInvitation),
        new("DELETE", Path + "/invitations/{invitation_id}", "administration=write", Role.Admin, 204, call => Drop(call.Repository.Invitations, i => i.Id == call.Number("invitation_id"))),
        new("GET", Path + "/keys", "administration=read", Role.Admin, 200, call => call.Paged(call.Repository.Keys.Select(Key))),
        new("GET", Path + "/keys/{key_id}", "administration=read", Role.Admin, 200, call =>
            new Answer(200, Key(call.Repository.Keys.Find(k => k.Id == call.Number("key_id")) ?? throw Refusal.NotFound()))),
        new("POST", Path + "/keys", "administration=write", Role.Admin, 201, AddKey),
        new("DELETE", Path + "/keys/{key_id}", "administration=write", Role.Admin, 204, call => Drop(call.Repository.Keys, k => k.Id == call.Number("key_id"))),
    ];

    public static Answer Drop<T>(List<T> list, Predicate<T> which) => list.RemoveAll(which) > 0 ? Answer.Done() : throw Refusal.NotFound();

    public static string NameOf(Role role) => role switch
    {
        Role.None => "none", Role.Pull => "read", Role.Triage => "triage", Role.Push => "write", Role.Maintain => "maintain", _ => "admin",
    };

    public static Role RoleNamed(string? name, Role otherwise) => name switch
    {
        null => otherwise,
        "pull" or "read" => Role.Pull,
        "triage" => Role.Triage,
        "push" or "write" => Role.Push,
        "maintain" => Role.Maintain,
        "admin" => Role.Admin,
        _ => throw Refusal.Invalid("Validation Failed: permission"),
    };

    private static Answer Collaborators(Call call)
    {
        var repository = call.Repository;
        var direct = repository.Collaborators.Keys.ToList();
        call.World.Organisations.TryGetValue(repository.Owner, out var organisation);
        IEnumerable<string> logins = call.Query["affiliation"].ToString() switch
        {
            "outside" => direct.Where(l => organisation is null || !organisation.Members.ContainsKey(l)),
            "direct" => organisation is null ? direct.Prepend(repository.Owner) : direct,
            "" or "all" => organisation is null ? direct.Prepend(repository.Owner)
                : direct.Union(organisation.Members.Keys.Where(l => call.World.RoleOf(l, repository) > (repository.Visibility is "public" ? Role.Pull : Role.None)), StringComparer.OrdinalIgnoreCase),
            _ => throw Refusal.Invalid("Validation Failed: affiliation"),
        };
        var shown = logins.Concat(call.StandIn.Leaving.Where(l => l.Repository == repository && l.Reads-- > 0).Select(l => l.Login)).Distinct(StringComparer.OrdinalIgnoreCase);
        return call.Paged(shown.Order(StringComparer.Ordinal).ToList(), l => Collaborator(call, l));
    }

    private static JsonObject Collaborator(Call call, string login)
    {
        var role = call.World.RoleOf(login, call.Repository);
        var made = AccountRoutes.Simple(call.World, login, "collaborator");
        made["permissions"] = RepositoryRoutes.Permissions(role);
        made["role_name"] = NameOf(role);
        return made;
    }

    private static Answer Permission(Call call)
    {
        if (!call.World.Accounts.ContainsKey(call["username"])) throw Refusal.NotFound();
        var role = call.World.RoleOf(call["username"], call.Repository);
        var coarse = role switch { Role.Triage => Role.Pull, Role.Maintain => Role.Push, _ => role };
        return new Answer(200, Shapes.New("repository-collaborator-permission", new JsonObject
        {
            ["permission"] = NameOf(coarse), ["role_name"] = NameOf(role), ["user"] = Collaborator(call, call["username"]),
        }));
    }

    private static Answer Add(Call call)
    {
        var (repository, login) = (call.Repository, call["username"]);
        if (!call.World.Accounts.ContainsKey(login)) throw Refusal.NotFound();
        var role = RoleNamed(call.Body?["permission"]?.GetValue<string>(), Role.Push);
        call.World.Organisations.TryGetValue(repository.Owner, out var organisation);
        if (organisation is null && login.Equals(repository.Owner, StringComparison.OrdinalIgnoreCase)) throw Refusal.Invalid("Repository owner cannot be a collaborator");
        // There is one role in a person's repository, whatever is asked for.
        if (organisation is null) role = Role.Push;
        var isMember = organisation?.Members.ContainsKey(login) is true;
        if (isMember && role < organisation!.BasePermission) throw Refusal.Invalid("The permission is lower than the base permission of the organization.");
        if (isMember || repository.Collaborators.ContainsKey(login))
        {
            repository.Collaborators[login] = role;
            return Answer.Done();
        }

        repository.Invitations.RemoveAll(i => i.Login.Equals(login, StringComparison.OrdinalIgnoreCase));
        var invitation = new Invitation(call.World.NextId(), login, role);
        repository.Invitations.Add(invitation);
        return new Answer(201, Invitation(call, invitation));
    }

    private static Answer RemovePerson(Call call)
    {
        var (repository, login) = (call.Repository, call["username"]);
        if (!repository.Collaborators.Remove(login)) return Answer.Done();
        if (call.StandIn.Delay > 0) call.StandIn.Leaving.Add(new Leaving(repository, login, call.StandIn.Delay));
        if (call.World.RoleOf(login, repository) > Role.None) return Answer.Done();
        repository.Stars.Remove(login);
        repository.Watchers.Remove(login);
        foreach (var fork in call.World.Repositories.Where(r => r.Parent == repository && r.Owner.Equals(login, StringComparison.OrdinalIgnoreCase)).ToList())
            RepositoryRoutes.Remove(call.World, fork);
        return Answer.Done();
    }

    private static JsonObject Invitation(Call call, Invitation invitation) => Shapes.New("repository-invitation", new JsonObject
    {
        ["id"] = invitation.Id, ["invitee"] = AccountRoutes.Simple(call.World, invitation.Login), ["permissions"] = NameOf(invitation.Role),
        ["inviter"] = AccountRoutes.Simple(call.World, call.Caller.Login), ["repository"] = RepositoryRoutes.Minimal(call, call.Repository),
    });

    private static Answer ChangeInvitation(Call call)
    {
        var list = call.Repository.Invitations;
        var at = list.FindIndex(i => i.Id == call.Number("invitation_id"));
        if (at < 0) throw Refusal.NotFound();
        list[at] = list[at] with { Role = RoleNamed(call.Given["permissions"]?.GetValue<string>(), list[at].Role) };
        return new Answer(200, Invitation(call, list[at]));
    }

    private static JsonObject Key(DeployKey key) => Shapes.New("deploy-key", new JsonObject
    {
        ["id"] = key.Id, ["title"] = key.Title, ["key"] = key.Key, ["read_only"] = key.ReadOnly, ["verified"] = true, ["created_at"] = "2026-01-01T00:00:00Z",
    });

    private static Answer AddKey(Call call)
    {
        var text = call.Given["key"]?.GetValue<string>() ?? throw Refusal.Invalid("Validation Failed: key");
        if (call.World.Repositories.Exists(r => r.Keys.Exists(k => k.Key == text))) throw Refusal.Invalid("key is already in use");
        var key = new DeployKey(call.World.NextId(), call.Given["title"]?.GetValue<string>() ?? "", text, call.Given["read_only"]?.GetValue<bool>() ?? false);
        call.Repository.Keys.Add(key);
        return new Answer(201, Key(key));
    }
}

/// <summary>Somebody whose removal goes on in the background.</summary>
internal sealed class Leaving(HostedRepository repository, string login, int reads)
{
    public HostedRepository Repository { get; } = repository;

    public string Login { get; } = login;

    /// <summary>How many lists still show them.</summary>
    public int Reads { get; set; } = reads;
}
