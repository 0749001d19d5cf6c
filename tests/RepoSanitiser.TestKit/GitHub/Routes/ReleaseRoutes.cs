using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub.Routes;

/// <summary>Releases and their files.</summary>
internal static class ReleaseRoutes
{
    private const string Path = RouteTable.InRepository + "/releases";

    public static IReadOnlyList<Route> All { get; } =
    [
        new("GET", Path, "contents=read", Role.Pull, 200, call => call.Paged(call.Repository.Releases.Select(r => Shown(call, r)))),
        new("GET", Path + "/{release_id}", "contents=read", Role.Pull, 200, call => new Answer(200, Shown(call, Named(call)))),
        new("DELETE", Path + "/{release_id}", "contents=write", Role.Push, 204, Delete),
        new("GET", Path + "/{release_id}/assets", "contents=read", Role.Pull, 200, call => call.Paged(Named(call).Assets.Select(a => Asset(call, a)))),
        new("GET", Path + "/assets/{asset_id}", "contents=read", Role.Pull, 200, Read),
        new("DELETE", Path + "/assets/{asset_id}", "contents=write", Role.Push, 204, DeleteAsset),
    ];

    private static Release Named(Call call) => call.Repository.Releases.Find(r => r.Id == call.Number("release_id")) ?? throw Refusal.NotFound();

    private static JsonObject Asset(Call call, ReleaseAsset asset) => Shapes.New("release-asset", new JsonObject
    {
        ["id"] = asset.Id, ["name"] = asset.Name, ["size"] = asset.Content.Length, ["state"] = "uploaded", ["content_type"] = "application/octet-stream",
        ["url"] = $"{call.Front}/repos/{call.Repository.FullName}/releases/assets/{asset.Id}",
        ["browser_download_url"] = $"{call.Front}/{call.Repository.FullName}/releases/download/{asset.Name}",
    });

    private static JsonObject Shown(Call call, Release release) => Shapes.New("release", new JsonObject
    {
        ["id"] = release.Id, ["tag_name"] = release.Tag, ["immutable"] = release.Immutable, ["author"] = AccountRoutes.Simple(call.World, call.Repository.Owner),
        ["assets"] = new JsonArray([.. release.Assets.Select(a => Asset(call, a))]),
    });

    private static Answer Read(Call call)
    {
        var asset = call.Repository.Releases.SelectMany(r => r.Assets).FirstOrDefault(a => a.Id == call.Number("asset_id")) ?? throw Refusal.NotFound();
        return call.Accept is "application/octet-stream" ? Answer.At(302, call.StandIn.Download(asset.Content)) : new Answer(200, Asset(call, asset));
    }

    private static Answer Delete(Call call)
    {
        var release = Named(call);
        if (release.Immutable) throw Refusal.Invalid("Cannot delete an immutable release.");
        call.Repository.Releases.Remove(release);
        return Answer.Done();
    }

    private static Answer DeleteAsset(Call call)
    {
        var release = call.Repository.Releases.Find(r => r.Assets.Exists(a => a.Id == call.Number("asset_id"))) ?? throw Refusal.NotFound();
        if (release.Immutable) throw Refusal.Invalid("Cannot delete an asset of an immutable release.");
        return AccessRoutes.Drop(release.Assets, a => a.Id == call.Number("asset_id"));
    }
}
