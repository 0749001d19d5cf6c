using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub.Routes;

/// <summary>Branches, their protection, and rulesets. What is read of a protection has another shape than what is put.</summary>
internal static class ProtectionRoutes
{
    private const string Path = RouteTable.InRepository;
    private const string Protection = Path + "/branches/{branch}/protection";
    private const string Address = "https://github.invalid/";
    private static readonly string[] Required = ["required_status_checks", "enforce_admins", "required_pull_request_reviews", "restrictions"];

    private static readonly string[] Switches =
    [
        "required_linear_history", "allow_force_pushes", "allow_deletions", "block_creations", "required_conversation_resolution", "lock_branch", "allow_fork_syncing",
    ];

    public static IReadOnlyList<Route> All { get; } =
    [
        new("GET", Path + "/branches", "contents=read", Role.Pull, 200, Branches),
        new("GET", Protection, "administration=read", Role.Admin, 200, call => new Answer(200, Shown(call, Named(call)))),
        new("PUT", Protection, "administration=write", Role.Admin, 200, Put),
        new("DELETE", Protection, "administration=write", Role.Admin, 204, Delete),
        new("GET", Protection + "/required_signatures", "administration=read", Role.Admin, 200, call => Signatures(call, null)),
        new("POST", Protection + "/required_signatures", "administration=write", Role.Admin, 200, call => Signatures(call, true)),
        new("DELETE", Protection + "/required_signatures", "administration=write", Role.Admin, 204, call => Signatures(call, false)),
        new("GET", Path + "/rulesets", "metadata=read", Role.Pull, 200, call => call.Paged(call.Repository.Rulesets.Select(r => Ruleset(call, r, whole: false)))),
        new("GET", Path + "/rulesets/{ruleset_id}", "metadata=read", Role.Pull, 200, call => new Answer(200, Ruleset(call, RulesetNamed(call), whole: true))),
        new("PUT", Path + "/rulesets/{ruleset_id}", "administration=write", Role.Admin, 200, ChangeRuleset),
        new("DELETE", Path + "/rulesets/{ruleset_id}", "administration=write", Role.Admin, 204, call =>
            AccessRoutes.Drop(call.Repository.Rulesets, r => r["id"]!.GetValue<long>() == call.Number("ruleset_id"))),
    ];

    private static void NeedPlan(Call call)
    {
        if (call.Repository.Visibility is not "public" && call.World.Organisations.GetValueOrDefault(call.Repository.Owner)?.Plan is "free")
            throw new Refusal(403, "Upgrade to GitHub Pro or make this repository public to enable this feature.");
    }

    private static Answer Branches(Call call)
    {
        var wanted = call.Query["protected"].ToString();
        return call.Paged(HostedGit.Refs(call.Repository).Where(r => r.Key.StartsWith("refs/heads/", StringComparison.Ordinal)).Select(r => (Name: r.Key["refs/heads/".Length..], Id: r.Value))
            .Where(b => wanted.Length == 0 || call.Repository.Protections.ContainsKey(b.Name) == (wanted is "true")).Select(b => Shapes.New("short-branch", new JsonObject
            {
                ["name"] = b.Name, ["commit"] = new JsonObject { ["sha"] = b.Id, ["url"] = Address }, ["protected"] = call.Repository.Protections.ContainsKey(b.Name),
            })));
    }

    private static JsonObject Named(Call call)
    {
        NeedPlan(call);
        return call.Repository.Protections.GetValueOrDefault(call["branch"]) ?? throw new Refusal(404, "Branch not protected");
    }

    private static Answer Put(Call call)
    {
        NeedPlan(call);
        var given = call.Given;
        if (Array.Find(Required, name => !given.ContainsKey(name)) is { } missing) throw Refusal.Invalid($"Invalid request. \"{missing}\" wasn't supplied.");
        if (given["required_status_checks"] is JsonObject checks && !(checks.ContainsKey("strict") && checks.ContainsKey("contexts")))
            throw Refusal.Invalid("Invalid request. No subschema in \"anyOf\" matched: \"contexts\" wasn't supplied.");
        if (given["restrictions"] is not null && !call.World.Organisations.ContainsKey(call.Repository.Owner))
            throw Refusal.Invalid("Only organization repositories can have users and team restrictions");
        if (!HostedGit.Refs(call.Repository).ContainsKey("refs/heads/" + call["branch"])) throw new Refusal(404, "Branch not found");
        call.Repository.Protections[call["branch"]] = given.DeepClone().AsObject();
        return new Answer(200, Shapes.New("protected-branch", new JsonObject { ["url"] = Address }));
    }

    private static Answer Delete(Call call)
    {
        Named(call);
        call.Repository.Protections.Remove(call["branch"]);
        call.Repository.SignedBranches.Remove(call["branch"]);
        return Answer.Done();
    }

    private static Answer Signatures(Call call, bool? wanted)
    {
        Named(call);
        if (wanted is true) call.Repository.SignedBranches.Add(call["branch"]);
        if (wanted is false)
        {
            call.Repository.SignedBranches.Remove(call["branch"]);
            return Answer.Done();
        }

        return new Answer(200, new JsonObject { ["url"] = Address, ["enabled"] = call.Repository.SignedBranches.Contains(call["branch"]) });
    }

    private static JsonObject Shown(Call call, JsonObject put)
    {
        var shown = Shapes.New("branch-protection", new JsonObject
        {
            ["url"] = Address, ["enabled"] = true,
            ["enforce_admins"] = new JsonObject { ["url"] = Address, ["enabled"] = put["enforce_admins"]?.GetValue<bool>() ?? false },
            ["required_signatures"] = new JsonObject { ["url"] = Address, ["enabled"] = call.Repository.SignedBranches.Contains(call["branch"]) },
        });
        foreach (var name in Switches) shown[name] = new JsonObject { ["enabled"] = put[name]?.GetValue<bool>() ?? false };
        if (put["required_status_checks"] is JsonObject checks) shown["required_status_checks"] = Checks(checks);
        if (put["required_pull_request_reviews"] is JsonObject reviews) shown["required_pull_request_reviews"] = Reviews(call, reviews);
        if (put["restrictions"] is JsonObject restrictions)
        {
            shown["restrictions"] = WhoMay(call, restrictions);
            foreach (var name in (string[])["url", "users_url", "teams_url", "apps_url"]) shown["restrictions"]![name] = Address;
        }

        return shown;
    }

    private static JsonObject Checks(JsonObject put)
    {
        var contexts = put["contexts"]?.AsArray().Select(c => c!.GetValue<string>()).ToList() ?? [];
        var checks = put["checks"]?.AsArray().Select(c => (Context: c!["context"]!.GetValue<string>(), App: c["app_id"]?.GetValue<int?>())).ToList() ?? [.. contexts.Select(c => (c, (int?)null))];
        return new JsonObject
        {
            ["url"] = Address, ["strict"] = put["strict"]!.DeepClone(), ["contexts_url"] = Address,
            ["contexts"] = new JsonArray([.. checks.Select(c => JsonValue.Create(c.Context))]),
            ["checks"] = new JsonArray([.. checks.Select(c => new JsonObject { ["context"] = c.Context, ["app_id"] = c.App is null or -1 ? null : c.App })]),
        };
    }

    private static JsonObject Reviews(Call call, JsonObject put)
    {
        var shown = new JsonObject { ["url"] = Address };
        foreach (var (name, value) in put)
        {
            if (name is "dismissal_restrictions" && value is JsonObject { Count: > 0 } dismissal)
            {
                shown[name] = WhoMay(call, dismissal);
                foreach (var address in (string[])["url", "users_url", "teams_url"]) shown[name]![address] = Address;
            }
            else if (name is "bypass_pull_request_allowances" && value is JsonObject { Count: > 0 } bypass) shown[name] = WhoMay(call, bypass);
            else if (value is not JsonObject) shown[name] = value?.DeepClone();
        }

        shown["dismiss_stale_reviews"] ??= false;
        shown["require_code_owner_reviews"] ??= false;
        return shown;
    }

    private static JsonObject WhoMay(Call call, JsonObject put) => new()
    {
        ["users"] = new JsonArray([.. put["users"]?.AsArray().Select(u => AccountRoutes.Simple(call.World, u!.GetValue<string>())) ?? []]),
        ["teams"] = new JsonArray([.. put["teams"]?.AsArray().Select(t => Shapes.New("team", new JsonObject { ["slug"] = t!.GetValue<string>(), ["name"] = t.GetValue<string>() })) ?? []]),
        ["apps"] = new JsonArray(),
    };

    private static JsonObject RulesetNamed(Call call) =>
        call.Repository.Rulesets.Find(r => r["id"]!.GetValue<long>() == call.Number("ruleset_id")) ?? throw Refusal.NotFound();

    /// <summary>A list leaves out rules and conditions; who may bypass is for those who may write.</summary>
    private static JsonObject Ruleset(Call call, JsonObject ruleset, bool whole)
    {
        NeedPlan(call);
        var shown = Shapes.New("repository-ruleset", ruleset);
        shown["source_type"] = "Repository";
        shown["source"] = call.Repository.FullName;
        if (!whole)
        {
            foreach (var name in (string[])["rules", "conditions", "bypass_actors"]) shown.Remove(name);
        }

        if (call.World.RoleOf(call.Caller.Login, call.Repository) < Role.Admin || !call.Caller.Has("administration=write")) shown.Remove("bypass_actors");
        return shown;
    }

    private static Answer ChangeRuleset(Call call)
    {
        NeedPlan(call);
        var ruleset = RulesetNamed(call);
        foreach (var (name, value) in call.Given) ruleset[name] = value?.DeepClone();
        return new Answer(200, Ruleset(call, ruleset, whole: true));
    }
}
