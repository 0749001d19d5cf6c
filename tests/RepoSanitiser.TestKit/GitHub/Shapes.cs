using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub;

/// <summary>
/// What GitHub answers with, in the smallest form that its description allows (<c>shapes.json</c>, made from the description), for a
/// state to be laid over.
/// </summary>
internal static class Shapes
{
    private static readonly JsonObject All = Load();

    /// <summary>An answer of a type, with some of its properties.</summary>
    /// <param name="type">The name of the schema in GitHub's description.</param>
    /// <param name="properties">What stands over the smallest form; objects are merged, all else replaced.</param>
    public static JsonObject New(string type, JsonObject? properties = null)
    {
        var made = (All[type] ?? throw new ArgumentException($"There is no shape {type}: add it to npm/make-shapes.mjs.", nameof(type))).DeepClone().AsObject();
        if (properties is not null) Merge(made, properties);
        return made;
    }

    /// <summary>Lays an object over another: objects are merged, all else replaced.</summary>
    public static void Merge(JsonObject onto, JsonObject from)
    {
        foreach (var (name, value) in from)
        {
            if (value is JsonObject inner && onto[name] is JsonObject below) Merge(below, inner);
            else onto[name] = value?.DeepClone();
        }
    }

    private static JsonObject Load()
    {
        using var stream = typeof(Shapes).Assembly.GetManifestResourceStream("shapes.json")
            ?? throw new InvalidOperationException("The test kit was built without shapes.json.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
