using System.Globalization;
using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub.Routes;

/// <summary>What git holds, what happened to it, and who looked at it.</summary>
internal static class DataRoutes
{
    private const string Path = RouteTable.InRepository;

    public static IReadOnlyList<Route> All { get; } =
    [
        new("GET", Path + "/git/blobs/{file_sha}", "contents=read", Role.Pull, 200, Blob),
        new("GET", Path + "/git/commits/{commit_sha}", "contents=read", Role.Pull, 200, Commit),
        new("GET", Path + "/git/tags/{tag_sha}", "contents=read", Role.Pull, 200, Tag),
        new("GET", Path + "/git/matching-refs/{ref}", "contents=read", Role.Pull, 200, call => call.Paged(HostedGit.Refs(call.Repository)
            .Where(r => r.Key.StartsWith("refs/" + call["ref"], StringComparison.Ordinal)).Select(r => Reference(call, r.Key, r.Value)))),
        new("GET", Path + "/git/ref/{ref}", "contents=read", Role.Pull, 200, call => HostedGit.Refs(call.Repository).TryGetValue("refs/" + call["ref"], out var id)
            ? new Answer(200, Reference(call, "refs/" + call["ref"], id)) : throw Refusal.NotFound()),
        new("GET", Path + "/activity", "contents=read", Role.Pull, 200, Activity),
        new("GET", Path + "/traffic/clones", "administration=read", Role.Push, 200, call => new Answer(200, Traffic(call, "clones"))),
        new("GET", Path + "/traffic/views", "administration=read", Role.Push, 200, call => new Answer(200, Traffic(call, "views"))),
        new("GET", Path + "/stargazers", "metadata=read", Role.Pull, 200, call => call.Paged(call.Repository.Stars.Select(l => AccountRoutes.Simple(call.World, l)))),
        new("GET", Path + "/subscribers", "metadata=read", Role.Pull, 200, call => call.Paged(call.Repository.Watchers.Select(l => AccountRoutes.Simple(call.World, l)))),
    ];

    private static string Whole(Call call, string part) => call[part] is { Length: 40 } id && id.All(char.IsAsciiHexDigitLower)
        ? id : throw Refusal.Invalid("The sha parameter must be exactly 40 characters and contain only [0-9a-f].");

    private static Answer Blob(Call call)
    {
        var id = Whole(call, "file_sha");
        var holder = HostedGit.Holder(call.World, call.Repository, id, "blob") ?? throw Refusal.NotFound();
        var content = holder.Git().Bytes("cat-file", "blob", id);
        return new Answer(200, Shapes.New("blob", new JsonObject
        {
            ["sha"] = id, ["size"] = content.Length, ["encoding"] = "base64", ["content"] = Convert.ToBase64String(content),
            ["url"] = $"{call.Front}{call.Path}",
        }));
    }

    private static Answer Commit(Call call)
    {
        var id = Whole(call, "commit_sha");
        return new Answer(200, HostedGit.Commit(HostedGit.Holder(call.World, call.Repository, id, "commit") ?? throw Refusal.NotFound(), id));
    }

    private static Answer Tag(Call call)
    {
        var id = Whole(call, "tag_sha");
        var holder = HostedGit.Holder(call.World, call.Repository, id, "tag") ?? throw Refusal.NotFound();
        var text = System.Text.Encoding.UTF8.GetString(holder.Git().Bytes("cat-file", "tag", id));
        var head = text.Split("\n\n", 2)[0].Split('\n');
        return new Answer(200, Shapes.New("git-tag", new JsonObject
        {
            ["sha"] = id, ["tag"] = head[2]["tag ".Length..], ["message"] = text.Split("\n\n", 2)[1], ["url"] = $"{call.Front}{call.Path}",
            ["object"] = new JsonObject { ["sha"] = head[0]["object ".Length..], ["type"] = head[1]["type ".Length..], ["url"] = "https://github.invalid/" },
        }));
    }

    private static JsonObject Reference(Call call, string name, string id) => Shapes.New("git-ref", new JsonObject
    {
        ["ref"] = name, ["url"] = $"{call.Front}/repos/{call.Repository.FullName}/git/{name}",
        ["object"] = new JsonObject { ["sha"] = id, ["type"] = call.Repository.Git().Run("cat-file", "-t", id), ["url"] = "https://github.invalid/" },
    });

    private static Answer Activity(Call call)
    {
        var kind = call.Query["activity_type"].ToString();
        return call.FollowedBy([.. call.Repository.Activities.Where(a => kind.Length == 0 || a.Kind == kind).Select(a => Shapes.New("activity", new JsonObject
        {
            ["id"] = a.Id, ["ref"] = a.Reference, ["before"] = a.Before, ["after"] = a.After, ["activity_type"] = a.Kind,
            ["timestamp"] = a.Time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), ["actor"] = AccountRoutes.Simple(call.World, a.Actor),
        }))]);
    }

    private static JsonObject Traffic(Call call, string kind) => new()
    {
        ["count"] = call.Repository.Traffic.Sum(t => t.Count), ["uniques"] = call.Repository.Traffic.Sum(t => t.Uniques),
        [kind] = new JsonArray([.. call.Repository.Traffic.Select(t => new JsonObject
        {
            ["timestamp"] = t.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T00:00:00Z", ["count"] = t.Count, ["uniques"] = t.Uniques,
        })]),
    };
}
