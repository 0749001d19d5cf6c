using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub;

/// <summary>All that can be seen and set of a hosted repository, in one comparable form: without numbers that change when a thing is made again.</summary>
public static class RepositoryState
{
    /// <summary>The state, by part.</summary>
    public static JsonObject Of(HostedRepository repository) => new()
    {
        ["visibility"] = repository.Visibility,
        ["archived"] = repository.Archived,
        ["settings"] = repository.Settings.DeepClone(),
        ["collaborators"] = Sorted(repository.Collaborators.Select(c => $"{c.Key} {c.Value}")),
        ["teams"] = Sorted(repository.Teams.Select(t => $"{t.Key} {t.Value}")),
        ["invitations"] = Sorted(repository.Invitations.Select(i => $"{i.Login} {i.Role}")),
        ["keys"] = Sorted(repository.Keys.Select(k => $"{k.Title} {k.Key} {k.ReadOnly}")),
        ["hooks"] = Sorted(repository.Hooks.Select(h => $"{h.Id} {h.Active} {string.Join(',', h.Events)} {h.Config["url"]}")),
        ["secrets"] = Sorted(repository.Hooks.Where(h => h.Config["secret"] is not null).Select(h => $"{h.Id}")),
        ["pages"] = repository.Pages?.DeepClone(),
        ["protections"] = new JsonObject(repository.Protections.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value.DeepClone()))),
        ["signed"] = Sorted(repository.SignedBranches),
        ["rulesets"] = new JsonArray([.. repository.Rulesets.Select(r => r.DeepClone())]),
        ["actions"] = repository.Actions.DeepClone(),
        ["selected"] = repository.SelectedActions.DeepClone(),
        ["workflow"] = repository.WorkflowPermissions.DeepClone(),
        ["interaction"] = repository.InteractionLimit?["limit"]?.DeepClone(),
        ["interaction's end"] = repository.InteractionLimit?["expires_at"]?.DeepClone(),
        ["pulls"] = Sorted(repository.Pulls.Select(p => $"{p.Number} {p.State}")),
        ["runs"] = Sorted(repository.Runs.Select(r => $"{r.Id} {r.Status} {r.Conclusion}")),
        ["logs"] = Sorted(repository.Runs.Where(r => r.Logs is not null).Select(r => $"{r.Id}")),
        ["artifacts"] = Sorted(repository.Artifacts.Select(a => $"{a.Id}")),
        ["caches"] = Sorted(repository.Caches.Select(c => $"{c.Id}")),
        ["assets"] = Sorted(repository.Releases.SelectMany(r => r.Assets).Select(a => $"{a.Id}")),
        ["stars"] = Sorted(repository.Stars),
        ["watchers"] = Sorted(repository.Watchers),
    };

    /// <summary>The parts in which two states differ.</summary>
    public static IReadOnlyList<string> Differences(JsonObject one, JsonObject other) =>
        [.. one.Where(p => !JsonNode.DeepEquals(p.Value, other[p.Key])).Select(p => p.Key)];

    /// <summary>A part that is a list, line by line.</summary>
    public static IReadOnlyList<string> Lines(JsonObject state, string part) => [.. state[part]!.AsArray().Select(l => l!.GetValue<string>())];

    private static JsonArray Sorted(IEnumerable<string> lines) => new([.. lines.Order(StringComparer.Ordinal).Select(l => JsonValue.Create(l))]);
}
