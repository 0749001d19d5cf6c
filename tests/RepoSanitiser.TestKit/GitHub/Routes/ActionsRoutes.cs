using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub.Routes;

/// <summary>Actions: settings, runs, logs, artifacts and caches.</summary>
internal static class ActionsRoutes
{
    private const string Path = RouteTable.InRepository + "/actions";
    private const int MostFiltered = 1000;

    public static IReadOnlyList<Route> All { get; } =
    [
        new("GET", Path + "/permissions", "administration=read", Role.Admin, 200, call => new Answer(200, Permissions(call))),
        new("PUT", Path + "/permissions", "administration=write", Role.Admin, 204, SetPermissions),
        new("GET", Path + "/permissions/selected-actions", "administration=read", Role.Admin, 200, call => new Answer(200, Selected(call).DeepClone())),
        new("PUT", Path + "/permissions/selected-actions", "administration=write", Role.Admin, 204, SetSelected),
        new("GET", Path + "/permissions/workflow", "administration=read", Role.Admin, 200, call => new Answer(200, call.Repository.WorkflowPermissions.DeepClone())),
        new("PUT", Path + "/permissions/workflow", "administration=write", Role.Admin, 204, SetWorkflow),
        new("GET", Path + "/runs", "actions=read", Role.Pull, 200, Runs),
        new("GET", Path + "/runs/{run_id}", "actions=read", Role.Pull, 200, call => new Answer(200, Run(call, Named(call)))),
        new("DELETE", Path + "/runs/{run_id}", "actions=write", Role.Push, 204, call => AccessRoutes.Drop(call.Repository.Runs, r => r.Id == call.Number("run_id"))),
        new("POST", Path + "/runs/{run_id}/cancel", "actions=write", Role.Push, 202, Cancel),
        new("GET", Path + "/runs/{run_id}/logs", "actions=read", Role.Pull, 302, call => Answer.At(302, call.StandIn.Download(Named(call).Logs ?? throw Refusal.NotFound()))),
        new("DELETE", Path + "/runs/{run_id}/logs", "actions=write", Role.Push, 204, DeleteLogs),
        new("GET", Path + "/artifacts", "actions=read", Role.Pull, 200, call => call.Paged(call.Repository.Artifacts
            .Where(a => !call.Query.ContainsKey("name") || a.Name == call.Query["name"]).ToList(), a => Artifact(call, a), "artifacts")),
        new("GET", Path + "/artifacts/{artifact_id}", "actions=read", Role.Pull, 200, call => new Answer(200, Artifact(call, ArtifactNamed(call)))),
        new("GET", Path + "/artifacts/{artifact_id}/{archive_format}", "actions=read", Role.Pull, 302, call => Answer.At(302, call.StandIn.Download(ArtifactNamed(call).Zip))),
        new("DELETE", Path + "/artifacts/{artifact_id}", "actions=write", Role.Push, 204, call => AccessRoutes.Drop(call.Repository.Artifacts, a => a.Id == call.Number("artifact_id"))),
        new("GET", Path + "/caches", "actions=read", Role.Pull, 200, call => call.Paged(call.Repository.Caches
            .Where(c => !call.Query.ContainsKey("key") || c.Key.StartsWith(call.Query["key"].ToString(), StringComparison.Ordinal)).Select(Cache), "actions_caches")),
        new("DELETE", Path + "/caches", "actions=write", Role.Push, 200, DeleteCaches),
        new("DELETE", Path + "/caches/{cache_id}", "actions=write", Role.Push, 204, call => AccessRoutes.Drop(call.Repository.Caches, c => c.Id == call.Number("cache_id"))),
    ];

    private static JsonObject Permissions(Call call)
    {
        var actions = call.Repository.Actions;
        var shown = new JsonObject { ["enabled"] = actions["enabled"]!.DeepClone() };
        // While Actions are off, GitHub does not say which were allowed.
        if (!actions["enabled"]!.GetValue<bool>()) return shown;
        foreach (var (name, value) in actions) shown[name] = value?.DeepClone();
        if (actions["allowed_actions"]?.GetValue<string>() is "selected") shown["selected_actions_url"] = $"{call.Front}{call.Path}/selected-actions";
        return shown;
    }

    private static Answer SetPermissions(Call call)
    {
        foreach (var (name, value) in call.Given) call.Repository.Actions[name] = value?.DeepClone();
        return Answer.Done();
    }

    private static JsonObject Selected(Call call) => call.Repository.Actions["allowed_actions"]?.GetValue<string>() is "selected"
        ? call.Repository.SelectedActions : throw new Refusal(409, "Repository does not allow selected actions.");

    private static Answer SetSelected(Call call)
    {
        Shapes.Merge(Selected(call), call.Given);
        return Answer.Done();
    }

    private static Answer SetWorkflow(Call call)
    {
        Shapes.Merge(call.Repository.WorkflowPermissions, call.Given);
        return Answer.Done();
    }

    private static WorkflowRun Named(Call call) => call.Repository.Runs.Find(r => r.Id == call.Number("run_id")) ?? throw Refusal.NotFound();

    private static JsonObject Run(Call call, WorkflowRun run)
    {
        var address = $"{call.Front}/repos/{call.Repository.FullName}/actions/runs/{run.Id}";
        return Shapes.New("workflow-run", new JsonObject
        {
            ["id"] = run.Id, ["status"] = run.Status, ["conclusion"] = run.Conclusion, ["head_sha"] = run.Head, ["url"] = address, ["logs_url"] = address + "/logs",
            ["repository"] = RepositoryRoutes.Minimal(call, call.Repository), ["head_repository"] = RepositoryRoutes.Minimal(call, call.Repository),
        });
    }

    private static Answer Runs(Call call)
    {
        var status = call.Query["status"].ToString();
        var found = call.Repository.Runs.Where(r => status.Length == 0 || r.Status == status || r.Conclusion == status).ToList();
        // A list that is filtered ends after a thousand, whatever its count says.
        return call.Paged(found.Take(status.Length == 0 ? int.MaxValue : MostFiltered).ToList(), r => Run(call, r), "workflow_runs", found.Count);
    }

    private static Answer Cancel(Call call)
    {
        var run = Named(call);
        if (run.Status is "completed") throw new Refusal(409, "Cannot cancel a workflow run that is completed.");
        (run.Status, run.Conclusion) = ("completed", "cancelled");
        return new Answer(202, new JsonObject());
    }

    private static Answer DeleteLogs(Call call)
    {
        var run = Named(call);
        if (run.Status is not "completed") throw new Refusal(403, "The run is not completed.");
        if (run.Logs is null) throw Refusal.NotFound();
        run.Logs = null;
        return Answer.Done();
    }

    private static Artifact ArtifactNamed(Call call) => call.Repository.Artifacts.Find(a => a.Id == call.Number("artifact_id")) ?? throw Refusal.NotFound();

    private static JsonObject Artifact(Call call, Artifact artifact)
    {
        var address = $"{call.Front}/repos/{call.Repository.FullName}/actions/artifacts/{artifact.Id}";
        return Shapes.New("artifact", new JsonObject
        {
            ["id"] = artifact.Id, ["name"] = artifact.Name, ["size_in_bytes"] = artifact.Zip.Length, ["url"] = address, ["archive_download_url"] = address + "/zip",
            ["expired"] = false, ["workflow_run"] = new JsonObject { ["id"] = artifact.Run },
        });
    }

    private static JsonObject Cache(ActionsCache cache) => new()
    {
        ["id"] = cache.Id, ["ref"] = cache.Reference, ["key"] = cache.Key, ["version"] = "0", ["last_accessed_at"] = "2026-01-01T00:00:00Z",
        ["created_at"] = "2026-01-01T00:00:00Z", ["size_in_bytes"] = 1,
    };

    private static Answer DeleteCaches(Call call)
    {
        if (!call.Query.ContainsKey("key")) throw Refusal.Invalid("key is missing");
        var gone = call.Repository.Caches.Where(c => c.Key == call.Query["key"] && (!call.Query.ContainsKey("ref") || c.Reference == call.Query["ref"])).ToList();
        if (gone.Count == 0) throw Refusal.NotFound();
        call.Repository.Caches.RemoveAll(gone.Contains);
        return new Answer(200, new JsonObject { ["total_count"] = gone.Count, ["actions_caches"] = new JsonArray([.. gone.Select(Cache)]) });
    }
}
