using System.Globalization;
using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub.Routes;

/// <summary>Webhooks, Pages and limits on interactions.</summary>
internal static class SettingRoutes
{
    private const string Path = RouteTable.InRepository;
    private const string Masked = "********";

    public static IReadOnlyList<Route> All { get; } =
    [
        new("GET", Path + "/hooks", "repository_hooks=read", Role.Admin, 200, call => call.Paged(call.Repository.Hooks.Select(h => Shown(call, h)))),
        new("GET", Path + "/hooks/{hook_id}", "repository_hooks=read", Role.Admin, 200, call => new Answer(200, Shown(call, Named(call)))),
        new("PATCH", Path + "/hooks/{hook_id}", "repository_hooks=write", Role.Admin, 200, ChangeHook),
        new("DELETE", Path + "/hooks/{hook_id}", "repository_hooks=write", Role.Admin, 204, call => AccessRoutes.Drop(call.Repository.Hooks, h => h.Id == call.Number("hook_id"))),
        new("GET", Path + "/hooks/{hook_id}/config", "repository_hooks=read", Role.Admin, 200, call => new Answer(200, Config(Named(call)))),
        new("PATCH", Path + "/hooks/{hook_id}/config", "repository_hooks=write", Role.Admin, 200, ChangeConfig),
        new("GET", Path + "/pages", "pages=read", Role.Pull, 200, call => new Answer(200, Page(call))),
        new("POST", Path + "/pages", "administration=write,pages=write", Role.Maintain, 201, MakePages),
        new("PUT", Path + "/pages", "administration=write,pages=write", Role.Maintain, 204, ChangePages),
        new("DELETE", Path + "/pages", "administration=write,pages=write", Role.Maintain, 204, DeletePages),
        new("GET", Path + "/interaction-limits", "administration=read", Role.Admin, 200, call => new Answer(200, Limit(call))),
        new("PUT", Path + "/interaction-limits", "administration=write", Role.Admin, 200, SetLimit),
        new("DELETE", Path + "/interaction-limits", "administration=write", Role.Admin, 204, DropLimit),
    ];

    private static Hook Named(Call call) => call.Repository.Hooks.Find(h => h.Id == call.Number("hook_id")) ?? throw Refusal.NotFound();

    private static JsonObject Config(Hook hook)
    {
        var config = hook.Config.DeepClone().AsObject();
        if (config["secret"] is not null) config["secret"] = Masked;
        return config;
    }

    private static JsonObject Shown(Call call, Hook hook)
    {
        var address = $"{call.Front}{Path.Replace("{owner}/{repo}", call.Repository.FullName, StringComparison.Ordinal)}/hooks/{hook.Id}";
        return Shapes.New("hook", new JsonObject
        {
            ["type"] = "Repository", ["id"] = hook.Id, ["name"] = "web", ["active"] = hook.Active, ["events"] = new JsonArray([.. hook.Events.Select(e => JsonValue.Create(e))]),
            ["config"] = Config(hook), ["url"] = address, ["test_url"] = address + "/test", ["ping_url"] = address + "/pings", ["deliveries_url"] = address + "/deliveries",
        });
    }

    /// <summary>Whoever changes a webhook without giving its secret takes the secret away.</summary>
    private static Answer ChangeHook(Call call)
    {
        var hook = Named(call);
        if (call.Given["config"] is JsonObject config)
        {
            if (config["url"] is null) throw Refusal.Invalid("Validation Failed: url");
            hook.Config = config.DeepClone().AsObject();
        }
        else hook.Config.Remove("secret");

        if (call.Given["active"]?.GetValue<bool>() is { } active) hook.Active = active;
        if (call.Given["events"] is JsonArray events) hook.Events = [.. events.Select(e => e!.GetValue<string>())];
        if (call.Given["add_events"] is JsonArray more) hook.Events.AddRange(more.Select(e => e!.GetValue<string>()));
        if (call.Given["remove_events"] is JsonArray less) hook.Events.RemoveAll(e => less.Any(l => l!.GetValue<string>() == e));
        return new Answer(200, Shown(call, hook));
    }

    private static Answer ChangeConfig(Call call)
    {
        var hook = Named(call);
        Shapes.Merge(hook.Config, call.Given);
        return new Answer(200, Config(hook));
    }

    private static JsonObject Page(Call call)
    {
        var pages = call.Repository.Pages ?? throw Refusal.NotFound();
        return Shapes.New("page", new JsonObject
        {
            ["url"] = $"{call.Front}/repos/{call.Repository.FullName}/pages", ["status"] = "built", ["html_url"] = $"https://{call.Repository.Owner}.pages.invalid/{call.Repository.Name}/",
            ["cname"] = pages["cname"]?.DeepClone(), ["build_type"] = pages["build_type"]?.DeepClone(), ["source"] = pages["source"]?.DeepClone(),
            ["https_enforced"] = pages["https_enforced"]?.DeepClone() ?? true, ["public"] = pages["public"]?.DeepClone() ?? true,
        });
    }

    private static bool HasPages(Call call) =>
        call.Repository.Visibility is "public" || call.World.Organisations.GetValueOrDefault(call.Repository.Owner)?.Plan is not "free";

    private static Answer MakePages(Call call)
    {
        if (call.Repository.Pages is not null) throw new Refusal(409, "GitHub Pages is already enabled.");
        if (!HasPages(call)) throw Refusal.Invalid("Your current plan does not support GitHub Pages for this repository.");
        var given = call.Given;
        var isWorkflow = given["build_type"]?.GetValue<string>() is "workflow";
        if (!isWorkflow && given["source"]?["branch"] is null) throw Refusal.Invalid("Validation Failed: source");
        call.Repository.Pages = new JsonObject
        {
            ["build_type"] = isWorkflow ? "workflow" : "legacy",
            ["source"] = new JsonObject { ["branch"] = given["source"]?["branch"]?.DeepClone() ?? "main", ["path"] = given["source"]?["path"]?.DeepClone() ?? "/" },
            ["cname"] = null, ["https_enforced"] = true, ["public"] = true,
        };
        return new Answer(201, Page(call));
    }

    private static Answer ChangePages(Call call)
    {
        var pages = call.Repository.Pages ?? throw new Refusal(404, "Not Found");
        foreach (var (name, value) in call.Given)
        {
            if (name is "source" && value is JsonValue) throw Refusal.Invalid("Validation Failed: source");
            pages[name] = value?.DeepClone();
        }

        return Answer.Done();
    }

    private static Answer DeletePages(Call call)
    {
        if (call.Repository.Pages is null) throw Refusal.NotFound();
        call.Repository.Pages = null;
        return Answer.Done();
    }

    private static JsonObject? OfOrganisation(Call call) =>
        call.World.Organisations.GetValueOrDefault(call.Repository.Owner)?.InteractionLimit is { } limit ? new JsonObject { ["limit"] = limit } : null;

    private static JsonObject Limit(Call call)
    {
        var fromAbove = OfOrganisation(call);
        if ((fromAbove ?? call.Repository.InteractionLimit) is not { } limit) return [];
        return new JsonObject
        {
            ["limit"] = limit["limit"]!.DeepClone(), ["origin"] = fromAbove is null ? "repository" : "organization",
            ["expires_at"] = limit["expires_at"]?.DeepClone() ?? "2026-02-01T00:00:00Z",
        };
    }

    private static Answer SetLimit(Call call)
    {
        if (OfOrganisation(call) is not null) throw new Refusal(409, "Interaction limits are set for the organization.");
        if (call.Repository.Visibility is not "public") throw Refusal.Invalid("Interaction limits are only for public repositories.");
        var now = call.Clock.GetUtcNow();
        var end = call.Given["expiry"]?.GetValue<string>() switch
        {
            "three_days" => now.AddDays(3), "one_week" => now.AddDays(7), "one_month" => now.AddMonths(1), "six_months" => now.AddMonths(6), _ => now.AddDays(1),
        };
        call.Repository.InteractionLimit = new JsonObject { ["limit"] = call.Given["limit"]!.DeepClone(), ["expires_at"] = end.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) };
        return new Answer(200, Limit(call));
    }

    private static Answer DropLimit(Call call)
    {
        if (OfOrganisation(call) is not null) throw new Refusal(409, "Interaction limits are set for the organization.");
        call.Repository.InteractionLimit = null;
        return Answer.Done();
    }
}
