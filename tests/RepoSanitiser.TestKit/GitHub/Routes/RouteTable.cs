using System.Text.RegularExpressions;

namespace RepoSanitiser.TestKit.GitHub.Routes;

/// <summary>One call of the interface.</summary>
/// <param name="Method">The method.</param>
/// <param name="Template">The path as the description writes it.</param>
/// <param name="Permission">What a fine-grained token needs, as <c>administration=write</c>; null for none.</param>
/// <param name="Role">What the caller must be able to do with the repository.</param>
/// <param name="Success">The status of a success.</param>
/// <param name="Handle">Does it.</param>
internal sealed partial record Route(string Method, string Template, string? Permission, Role Role, int Success, Func<Call, Answer> Handle)
{
    private readonly Regex _path = new("^" + Parameter().Replace(Template, m => $"(?<{m.Groups["name"]}>{(m.Groups["name"].Value is "ref" ? ".+" : "[^/]+")})") + "$",
        RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    public IReadOnlyDictionary<string, string>? Match(string path)
    {
        var match = _path.Match(path);
        return match.Success ? match.Groups.Values.Skip(1).ToDictionary(g => g.Name, g => Uri.UnescapeDataString(g.Value)) : null;
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}

/// <summary>Every call that the stand-in knows, and who is let in.</summary>
internal static class RouteTable
{
    public const string InRepository = "/repos/{owner}/{repo}";

    public static IReadOnlyList<Route> All { get; } =
    [
        .. RepositoryRoutes.All, .. AccessRoutes.All, .. TeamRoutes.All, .. SettingRoutes.All, .. ProtectionRoutes.All, .. ActionsRoutes.All, .. PullRoutes.All,
        .. ReleaseRoutes.All, .. DataRoutes.All, .. AccountRoutes.All,
    ];

    public static Route? Find(string method, string path, out IReadOnlyDictionary<string, string> parts)
    {
        foreach (var route in All)
        {
            if (route.Method != method || route.Match(path) is not { } found) continue;
            parts = found;
            return route;
        }

        parts = new Dictionary<string, string>();
        return null;
    }

    /// <summary>Finds the repository that a call names and checks what the caller may do there.</summary>
    /// <returns>A redirection, or null to go on.</returns>
    /// <exception cref="Refusal">The caller may not.</exception>
    public static Answer? Admit(Route route, Call call)
    {
        if (call.Parts.ContainsKey("repo"))
        {
            if (call.World.Find(call["owner"], call["repo"]) is not { } repository) return Redirect(call);
            call.Repository = repository;
            var role = call.World.RoleOf(call.Caller.Login, repository);
            if (role == Role.None || (repository.Visibility is not "public" && !call.Caller.Has("metadata=read"))) throw Refusal.NotFound();
            // GitHub does not tell those who may not see them that there are hooks, keys and the like.
            if (role < route.Role) throw call.Method is "GET" ? Refusal.NotFound() : new Refusal(403, "Must have admin rights to Repository.");
            if (call.Method is not ("GET" or "PATCH") && repository.Archived) throw new Refusal(403, "Repository was archived so is read-only.");
        }

        if (route.Permission is { } permission && !permission.Split(',').All(call.Caller.Has)) throw new Refusal(403, "Resource not accessible by personal access token");
        return null;
    }

    private static Answer Redirect(Call call)
    {
        if (call.World.FindRenamed(call["owner"], call["repo"]) is not { } renamed) throw Refusal.NotFound();
        var rest = call.Path.Split('/', 5) is { Length: 5 } parts ? "/" + parts[4] : "";
        var address = $"{call.Front}/repositories/{renamed.Id}{rest}";
        return Answer.At(call.Method is "GET" ? 301 : 307, address, new System.Text.Json.Nodes.JsonObject
        {
            ["message"] = "Moved Permanently", ["url"] = address, ["documentation_url"] = "https://docs.github.invalid/rest",
        });
    }
}
