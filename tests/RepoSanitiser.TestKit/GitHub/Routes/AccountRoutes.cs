using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub.Routes;

/// <summary>People, organisations, and what is asked of the whole of GitHub.</summary>
internal static class AccountRoutes
{
    public static IReadOnlyList<Route> All { get; } =
    [
        new("GET", "/user", null, Role.None, 200, call => new Answer(200, Person(call, call.Caller.Login, "private-user"))),
        new("GET", "/users/{username}", null, Role.None, 200, call => new Answer(200, Person(call, call["username"], "public-user"))),
        new("GET", "/rate_limit", null, Role.None, 200, RateLimit),
        new("GET", "/orgs/{org}", null, Role.None, 200, Organisation),
        new("GET", "/orgs/{org}/members", "members=read", Role.None, 200, call => call.Paged(OrganisationOf(call).Members
            .Where(m => call.Query["role"] != "admin" || m.Value).Select(m => Simple(call.World, m.Key)))),
        new("GET", "/orgs/{org}/members/{username}", "members=read", Role.None, 204, call =>
            OrganisationOf(call).Members.ContainsKey(call["username"]) ? Answer.Done() : throw Refusal.NotFound()),
        new("GET", "/orgs/{org}/memberships/{username}", "members=read", Role.None, 200, Membership),
        new("GET", "/orgs/{org}/outside_collaborators", "members=read", Role.None, 200, call => call.Paged(call.World.Repositories
            .Where(r => r.Owner.Equals(call["org"], StringComparison.OrdinalIgnoreCase)).SelectMany(r => r.Collaborators.Keys)
            .Where(login => !OrganisationOf(call).Members.ContainsKey(login)).Distinct().Order(StringComparer.Ordinal).Select(login => Simple(call.World, login)))),
        new("GET", "/orgs/{org}/packages", "packages=read", Role.None, 200, call => Packages(call, call["org"])),
        new("GET", "/users/{username}/packages", "packages=read", Role.None, 200, call => Packages(call, call["username"])),
        new("GET", "/search/code", null, Role.None, 200, SubmoduleUsers),
    ];

    /// <summary>An account as it stands in other answers.</summary>
    public static JsonObject Simple(World world, string login, string shape = "simple-user")
    {
        var account = world.Person(login);
        return Shapes.New(shape, new JsonObject
        {
            ["login"] = account.Login, ["id"] = account.Id, ["node_id"] = $"U_{account.Id}", ["gravatar_id"] = "", ["type"] = account.IsOrganisation ? "Organization" : "User",
        });
    }

    private static Answer Packages(Call call, string owner) => call.Paged(call.World.Repositories
        .Where(r => r.Owner.Equals(owner, StringComparison.OrdinalIgnoreCase))
        .SelectMany(r => r.Packages.Where(p => p.Type == call.Query["package_type"]).Select(p => Shapes.New("package", new JsonObject
        {
            ["id"] = p.Id, ["name"] = p.Name, ["package_type"] = p.Type, ["visibility"] = "public", ["repository"] = RepositoryRoutes.Minimal(call, r),
        }))));

    /// <summary>The one search that is known here: for a repository's address in <c>.gitmodules</c>.</summary>
    private static Answer SubmoduleUsers(Call call)
    {
        var query = call.Query["q"].ToString();
        var users = query.EndsWith(" filename:.gitmodules", StringComparison.Ordinal)
            ? call.World.SubmoduleUsers.Where(u => query.Contains($"/{u.Key}\"", StringComparison.Ordinal)).SelectMany(u => u.Value).ToList()
            : throw Refusal.Invalid("The search is longer or otherwise than what is known here.");
        var found = users.Select(u => call.World.Find(u.Split('/')[0], u.Split('/')[1])).OfType<HostedRepository>().Select(r => Shapes.New("code-search-result-item", new JsonObject
        {
            ["name"] = ".gitmodules", ["path"] = ".gitmodules", ["repository"] = RepositoryRoutes.Minimal(call, r),
        })).ToList();
        var page = call.Paged(found, "items");
        page.Body!["incomplete_results"] = false;
        return page;
    }

    private static Organisation OrganisationOf(Call call) => call.World.Organisations.GetValueOrDefault(call["org"]) ?? throw Refusal.NotFound();

    private static JsonObject Person(Call call, string login, string shape)
    {
        if (!call.World.Accounts.ContainsKey(login)) throw Refusal.NotFound();
        return Simple(call.World, login, shape);
    }

    private static Answer Organisation(Call call)
    {
        var organisation = OrganisationOf(call);
        var account = call.World.Accounts[call["org"]];
        return new Answer(200, Shapes.New("organization-full", new JsonObject
        {
            ["login"] = account.Login, ["id"] = account.Id, ["type"] = "Organization",
            ["default_repository_permission"] = organisation.BasePermission switch { Role.Pull => "read", Role.Push => "write", Role.Admin => "admin", _ => "none" },
            ["plan"] = new JsonObject { ["name"] = organisation.Plan, ["space"] = 0, ["private_repos"] = 1000 },
        }));
    }

    private static Answer Membership(Call call)
    {
        if (!OrganisationOf(call).Members.TryGetValue(call["username"], out var isOwner)) throw Refusal.NotFound();
        return new Answer(200, Shapes.New("org-membership", new JsonObject
        {
            ["state"] = "active", ["role"] = isOwner ? "admin" : "member", ["user"] = Simple(call.World, call["username"]),
            ["organization"] = new JsonObject { ["login"] = call["org"] },
        }));
    }

    private static Answer RateLimit(Call call)
    {
        var limits = call.StandIn.Limits;
        var core = new JsonObject
        {
            ["limit"] = limits.AnHour, ["used"] = limits.Used, ["remaining"] = limits.AnHour - limits.Used, ["reset"] = call.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
        };
        return new Answer(200, Shapes.New("rate-limit-overview", new JsonObject
        {
            ["resources"] = new JsonObject { ["core"] = core.DeepClone(), ["search"] = core.DeepClone() }, ["rate"] = core,
        }));
    }
}
