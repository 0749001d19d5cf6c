using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub.Routes;

/// <summary>The repository itself, and its forks.</summary>
internal static class RepositoryRoutes
{
    private const string Path = RouteTable.InRepository;

    public static IReadOnlyList<Route> All { get; } =
    [
        new("GET", Path, "metadata=read", Role.Pull, 200, call => new Answer(200, Full(call, call.Repository))),
        new("PATCH", Path, "administration=write", Role.Admin, 200, Change),
        new("DELETE", Path, "administration=write", Role.Admin, 204, Delete),
        new("GET", Path + "/forks", "metadata=read", Role.Pull, 200, Forks),
    ];

    /// <summary>A repository as lists show it.</summary>
    public static JsonObject Minimal(Call call, HostedRepository repository) => Common(call, "minimal-repository", repository);

    public static JsonObject Full(Call call, HostedRepository repository)
    {
        var made = Common(call, "full-repository", repository);
        made["subscribers_count"] = repository.Watchers.Count;
        if (repository.Parent is { } parent)
        {
            made["parent"] = Common(call, "repository", parent);
            made["source"] = Common(call, "repository", repository.Root);
        }

        if (call.World.Organisations.ContainsKey(repository.Owner)) made["organization"] = AccountRoutes.Simple(call.World, repository.Owner);
        return made;
    }

    private static JsonObject Common(Call call, string shape, HostedRepository repository)
    {
        var role = call.World.RoleOf(call.Caller.Login, repository);
        var made = Shapes.New(shape, new JsonObject
        {
            ["id"] = repository.Id, ["node_id"] = $"R_{repository.Id}", ["name"] = repository.Name, ["full_name"] = repository.FullName,
            ["owner"] = AccountRoutes.Simple(call.World, repository.Owner), ["private"] = repository.Visibility is not "public",
            ["visibility"] = repository.Visibility, ["fork"] = repository.Parent is not null, ["archived"] = repository.Archived, ["disabled"] = false,
            ["url"] = $"{call.Front}/repos/{repository.FullName}", ["html_url"] = $"{call.Front}/{repository.FullName}",
            ["clone_url"] = $"{call.Front}/{repository.FullName}.git", ["forks_url"] = $"{call.Front}/repos/{repository.FullName}/forks",
            ["stargazers_count"] = repository.Stars.Count, ["watchers_count"] = repository.Stars.Count, ["watchers"] = repository.Stars.Count,
            ["forks_count"] = Children(call.World, repository).Count(), ["forks"] = Children(call.World, repository).Count(),
            ["network_count"] = call.World.Repositories.Count(r => r.Root == repository.Root) - 1,
            ["has_pages"] = repository.Pages is not null, ["open_issues_count"] = repository.Pulls.Count(p => p.State is "open"),
            ["pushed_at"] = "2026-01-01T00:00:00Z", ["created_at"] = "2025-01-01T00:00:00Z", ["updated_at"] = "2026-01-01T00:00:00Z",
            ["permissions"] = Permissions(role),
        });
        foreach (var (name, value) in repository.Settings) made[name] = value?.DeepClone();
        return made;
    }

    public static JsonObject Permissions(Role role) => new()
    {
        ["admin"] = role >= Role.Admin, ["maintain"] = role >= Role.Maintain, ["push"] = role >= Role.Push, ["triage"] = role >= Role.Triage, ["pull"] = role >= Role.Pull,
    };

    private static IEnumerable<HostedRepository> Children(World world, HostedRepository repository) => world.Repositories.Where(r => r.Parent == repository);

    private static Answer Forks(Call call) =>
        call.Paged(Children(call.World, call.Repository).Where(f => call.World.RoleOf(call.Caller.Login, f) > Role.None).OrderByDescending(f => f.Id).ToList(), f => Minimal(call, f));

    private static Answer Delete(Call call)
    {
        Remove(call.World, call.Repository);
        return Answer.Done();
    }

    /// <summary>Deletes a repository; the first of its forks takes its place in the network.</summary>
    public static void Remove(World world, HostedRepository repository)
    {
        var children = Children(world, repository).ToList();
        foreach (var child in children) child.Parent = repository.Parent ?? (child == children[0] ? null : children[0]);
        world.Repositories.Remove(repository);
    }

    private static Answer Change(Call call)
    {
        var (repository, given) = (call.Repository, call.Given);
        var unarchives = given["archived"]?.GetValue<bool>() is false;
        if (repository.Archived && !(unarchives && given.Count == 1)) throw new Refusal(403, "Repository was archived so is read-only.");
        if (Visibility(given) is { } visibility && visibility != repository.Visibility) ChangeVisibility(call, visibility);
        foreach (var (name, value) in given)
        {
            switch (name)
            {
                case "visibility" or "private":
                    break;
                case "archived":
                    repository.Archived = value!.GetValue<bool>();
                    break;
                case "name":
                    repository.FormerNames.Add(repository.FullName);
                    repository.Name = value!.GetValue<string>();
                    break;
                case "allow_forking" when !call.World.Organisations.ContainsKey(repository.Owner):
                    throw Refusal.Invalid("Allow forks setting can only be changed on org-owned repositories");
                case "allow_forking" when repository.Visibility is "public" && value?.GetValue<bool>() is false:
                    throw Refusal.Invalid("Allow forks can only be changed on private repositories");
                default:
                    repository.Settings[name] = value?.DeepClone();
                    break;
            }
        }

        return new Answer(200, Full(call, repository));
    }

    private static string? Visibility(JsonObject given) =>
        given["visibility"]?.GetValue<string>() ?? (given["private"]?.GetValue<bool>() is { } isPrivate ? (isPrivate ? "private" : "public") : null);

    private static void ChangeVisibility(Call call, string visibility)
    {
        var repository = call.Repository;
        // A fork has its parent's visibility: the change succeeds and changes nothing.
        if (repository.Parent is not null) return;
        if (call.World.Organisations.TryGetValue(repository.Owner, out var organisation) && !organisation.AdminsChangeVisibility
            && organisation.Members.GetValueOrDefault(call.Caller.Login) is false)
            throw Refusal.Invalid("Visibility can't be changed: this organization only lets its owners change it.");
        if (visibility is "internal" && organisation?.Plan is not "enterprise") throw Refusal.Invalid("Only organizations of an enterprise have internal repositories.");
        var wasPublic = repository.Visibility is "public";
        repository.Visibility = visibility;
        if (wasPublic) Close(call.World, repository, organisation?.Plan ?? "team");
        else if (visibility is "public") repository.Settings["allow_forking"] = true;
    }

    /// <summary>What is lost for good when a public repository becomes private.</summary>
    private static void Close(World world, HostedRepository repository, string plan)
    {
        var children = Children(world, repository).ToList();
        foreach (var child in children) child.Parent = child == children[0] ? null : children[0];
        repository.Stars.RemoveWhere(login => world.RoleOf(login, repository) == Role.None);
        repository.Watchers.RemoveWhere(login => world.RoleOf(login, repository) == Role.None);
        repository.InteractionLimit = null;
        if (plan is "free") repository.Pages = null;
    }
}
