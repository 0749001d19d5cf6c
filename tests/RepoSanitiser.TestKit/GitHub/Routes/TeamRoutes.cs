using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub.Routes;

/// <summary>Teams and what they may do with a repository.</summary>
internal static class TeamRoutes
{
    private const string Team = "/orgs/{org}/teams/{team_slug}";

    public static IReadOnlyList<Route> All { get; } =
    [
        new("GET", RouteTable.InRepository + "/teams", "administration=read", Role.Admin, 200, call => call.Paged(call.Repository.Teams
            .Select(t => Shown(call, call.Repository.Owner, t.Key, t.Value, "team")))),
        new("GET", Team, "members=read", Role.None, 200, call => new Answer(200, Shown(call, call["org"], Named(call).Slug, Role.Pull, "team-full"))),
        new("GET", Team + "/members", "members=read", Role.None, 200, call => call.Paged(Named(call).Members.Order(StringComparer.Ordinal)
            .Select(m => AccountRoutes.Simple(call.World, m)))),
        new("GET", Team + "/memberships/{username}", "members=read", Role.None, 200, call => Named(call).Members.Contains(call["username"])
            ? new Answer(200, Shapes.New("team-membership", new JsonObject { ["role"] = "member", ["state"] = "active" })) : throw Refusal.NotFound()),
        new("GET", Team + "/repos/{owner}/{repo}", "metadata=read", Role.Pull, 204, call =>
            call.Repository.Teams.ContainsKey(Named(call).Slug) ? Answer.Done() : throw Refusal.NotFound()),
        new("PUT", Team + "/repos/{owner}/{repo}", "administration=write", Role.Admin, 204, Grant),
        new("DELETE", Team + "/repos/{owner}/{repo}", "administration=write", Role.Admin, 204, Revoke),
    ];

    private static Team Named(Call call) =>
        call.World.Organisations.GetValueOrDefault(call["org"])?.Teams.GetValueOrDefault(call["team_slug"]) ?? throw Refusal.NotFound();

    private static JsonObject Shown(Call call, string organisation, string slug, Role role, string shape)
    {
        var team = call.World.Organisations[organisation].Teams[slug];
        var made = Shapes.New(shape, new JsonObject { ["id"] = team.Id, ["slug"] = slug, ["name"] = slug });
        if (shape is "team")
        {
            made["permission"] = role switch { Role.Pull => "pull", Role.Triage => "triage", Role.Push => "push", Role.Maintain => "maintain", _ => "admin" };
            made["permissions"] = RepositoryRoutes.Permissions(role);
        }
        else made["members_count"] = team.Members.Count;

        return made;
    }

    private static Answer Grant(Call call)
    {
        if (!call["org"].Equals(call.Repository.Owner, StringComparison.OrdinalIgnoreCase)) throw Refusal.Invalid("The repository is not the organization's.");
        var slug = Named(call).Slug;
        call.Repository.Teams[slug] = AccessRoutes.RoleNamed(call.Body?["permission"]?.GetValue<string>(), Role.Push);
        return Answer.Done();
    }

    /// <summary>Takes a team's grant away, and with it the forks of those who can no longer read a private repository.</summary>
    private static Answer Revoke(Call call)
    {
        var (repository, team) = (call.Repository, Named(call));
        repository.Teams.Remove(team.Slug);
        if (repository.Visibility is "public") return Answer.Done();
        foreach (var fork in call.World.Repositories.Where(r => r.Parent == repository && team.Members.Contains(r.Owner)).ToList())
        {
            if (call.World.RoleOf(fork.Owner, repository) == Role.None) RepositoryRoutes.Remove(call.World, fork);
        }

        return Answer.Done();
    }
}
