using System.Text.Json;
using System.Text.Json.Nodes;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>A containment or a restoring for programs.</summary>
public static class ContainJson
{
    /// <summary>The version of this form.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes it.</summary>
    public static void Write(ContainReport report, Stream to)
    {
        var json = new JsonObject
        {
            ["schemaVersion"] = Version,
            ["command"] = report.Command,
            ["repository"] = report.Repository,
            ["incident"] = report.Incident,
            ["applied"] = report.Applied,
            ["refusal"] = report.Refusal,
            ["steps"] = new JsonArray([.. report.Steps.Select(s => Step(s, report.Applied))]),
            ["scanned"] = report.Scanned,
            ["losses"] = Texts(report.Losses),
            ["notes"] = Texts(report.Notes),
            ["forks"] = new JsonArray([.. report.Snapshot.Forks.Select(f => new JsonObject { ["name"] = f.Name, ["owner"] = f.Owner, ["public"] = f.IsPublic, ["of"] = f.Of })]),
            ["unread"] = new JsonArray([.. report.Unread.Select(u => new JsonObject { ["part"] = u.Part, ["reason"] = u.Reason })]),
            ["exitCode"] = (int)report.Code,
        };
        to.Write(JsonSerializer.SerializeToUtf8Bytes(json, Indented));
        to.WriteByte((byte)'\n');
    }

    private static JsonObject Step(StepResult step, bool applied) => new()
    {
        ["kind"] = step.Effect.Kind,
        ["target"] = step.Effect.Target,
        ["says"] = step.Effect.Says,
        ["before"] = step.Effect.Before?.DeepClone(),
        ["after"] = step.Effect.After?.DeepClone(),
        ["outcome"] = applied ? JsonNamingPolicy.CamelCase.ConvertName(step.Outcome.ToString()) : "planned",
        ["reason"] = step.Reason,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
