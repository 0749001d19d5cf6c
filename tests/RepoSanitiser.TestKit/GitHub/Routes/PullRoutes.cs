using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub.Routes;

/// <summary>Pull requests.</summary>
internal static class PullRoutes
{
    private const string Path = RouteTable.InRepository + "/pulls";

    public static IReadOnlyList<Route> All { get; } =
    [
        new("GET", Path, "pull_requests=read", Role.Pull, 200, List),
        new("POST", Path, "pull_requests=write", Role.Pull, 201, Open),
        new("GET", Path + "/{pull_number}", "pull_requests=read", Role.Pull, 200, call => new Answer(200, Shown(call, Named(call), "pull-request"))),
        new("PATCH", Path + "/{pull_number}", "pull_requests=write", Role.Triage, 200, Change),
        new("GET", RouteTable.InRepository + "/commits/{commit_sha}/pulls", "pull_requests=read", Role.Pull, 200, OfCommit),
    ];

    private static PullRequest Named(Call call) => call.Repository.Pulls.Find(p => p.Number == call.Number("pull_number")) ?? throw Refusal.NotFound();

    private static Answer List(Call call)
    {
        var state = call.Query["state"].ToString() is { Length: > 0 } asked ? asked : "open";
        return call.Paged(call.Repository.Pulls.Where(p => state is "all" || p.State == state).OrderByDescending(p => p.Number).Select(p => Shown(call, p, "pull-request-simple")));
    }

    private static Answer Open(Call call)
    {
        string Given(string field) => call.Given[field]?.GetValue<string>() ?? "";
        if (call.Repository.Archived) throw new Refusal(403, "Repository was archived so is read-only.");
        var refs = HostedGit.Refs(call.Repository);
        if (!refs.TryGetValue("refs/heads/" + Given("head"), out var head) || !refs.TryGetValue("refs/heads/" + Given("base"), out var into))
            throw Refusal.Invalid("Validation Failed: head or base is invalid");
        if (call.Repository.Pulls.Exists(p => p.State == "open" && p.Branch == Given("head")))
            throw Refusal.Invalid($"Validation Failed: A pull request already exists for {call.Repository.Owner}:{Given("head")}.");
        if (call.Repository.Git().Try("merge-base", "--is-ancestor", head, into).ExitCode == 0)
            throw Refusal.Invalid($"Validation Failed: No commits between {Given("base")} and {Given("head")}");
        var pull = call.StandIn.Pull(call.Repository, call.Caller.Login, head, Given("base"), Given("head"));
        pull.Text = Given("body");
        return new Answer(201, Shown(call, pull, "pull-request"));
    }

    private static JsonObject Shown(Call call, PullRequest pull, string shape)
    {
        JsonObject Side(string name, string sha) => new()
        {
            ["label"] = $"{call.Repository.Owner}:{name}", ["ref"] = name, ["sha"] = sha, ["user"] = AccountRoutes.Simple(call.World, call.Repository.Owner),
            ["repo"] = Shapes.New("repository", RepositoryRoutes.Full(call, call.Repository)),
        };

        return Shapes.New(shape, new JsonObject
        {
            ["id"] = pull.Id, ["number"] = pull.Number, ["state"] = pull.State, ["title"] = $"Change {pull.Number}", ["user"] = AccountRoutes.Simple(call.World, pull.Author),
            ["url"] = $"{call.Front}/repos/{call.Repository.FullName}/pulls/{pull.Number}", ["html_url"] = $"{call.Front}/{call.Repository.FullName}/pull/{pull.Number}",
            ["head"] = Side(pull.Branch ?? $"change-{pull.Number}", pull.Head), ["base"] = Side(pull.Base, new string('0', 40)),
        });
    }

    private static Answer Change(Call call)
    {
        var pull = Named(call);
        if (call.Given["state"]?.GetValue<string>() is { } state)
        {
            if (call.Repository.Archived) throw new Refusal(403, "Repository was archived so is read-only.");
            // A request whose branch is gone, or was moved by force, can't be opened again.
            if (state is "open" && pull.State is "closed" && HostedGit.Refs(call.Repository).GetValueOrDefault($"refs/pull/{pull.Number}/head") != pull.Head)
                throw Refusal.Invalid("Validation Failed: state cannot be changed. The branch was force-pushed or recreated.");
            pull.State = state;
        }

        return new Answer(200, Shown(call, pull, "pull-request"));
    }

    private static Answer OfCommit(Call call)
    {
        var id = call["commit_sha"];
        return call.Paged(call.Repository.Pulls.Where(p => call.Repository.Git().Try("merge-base", "--is-ancestor", id, p.Head).ExitCode == 0)
            .Select(p => Shown(call, p, "pull-request-simple")));
    }
}
