using System.Text.Json;
using System.Text.Json.Nodes;
using RepoSanitiser.TestKit.GitHub.Routes;

namespace RepoSanitiser.TestKit.GitHub;

/// <summary>GitHub's own description of its interface, as npm has it, cut down to the calls that the stand-in knows.</summary>
internal sealed class ApiDescription
{
    private readonly JsonObject _document;

    private ApiDescription(JsonObject document) => _document = document;

    /// <summary>The file that holds all of it.</summary>
    public static string Source { get; } = Npm("@octokit", "openapi", "generated", "api.github.com.json");

    /// <summary>A file of an npm package that scripts/setup installed.</summary>
    public static string Npm(params ReadOnlySpan<string> parts) => SourceTree.File(["tests", "RepoSanitiser.TestKit", "npm", "node_modules", .. parts]);

    /// <summary>Reads the description.</summary>
    public static ApiDescription Read()
    {
        using var stream = File.OpenRead(Source);
        return new ApiDescription(JsonNode.Parse(stream)!.AsObject());
    }

    /// <summary>The query parameters among some that a call does not declare.</summary>
    public IEnumerable<string> UndeclaredQuery(string method, string template, IEnumerable<string> names)
    {
        var declared = Operation(method, template)["parameters"]?.AsArray().Select(p => Resolved(p!)).Where(p => p["in"]!.GetValue<string>() is "query")
            .Select(p => p["name"]!.GetValue<string>()).ToHashSet(StringComparer.Ordinal) ?? [];
        return names.Where(n => !declared.Contains(n));
    }

    /// <summary>The description of the calls that the stand-in knows, with every body closed to fields that are not described.</summary>
    public byte[] Closed()
    {
        var paths = new JsonObject();
        foreach (var group in RouteTable.All.GroupBy(r => r.Template))
        {
            var operations = new JsonObject();
            foreach (var route in group)
            {
                var operation = Operation(route.Method, route.Template).DeepClone().AsObject();
                if (operation["requestBody"] is { } body) operation["requestBody"] = Closed(Inlined(body));
                operations[route.Method.ToLowerInvariant()] = operation;
            }

            paths[group.Key] = operations;
        }

        var closed = new JsonObject { ["openapi"] = _document["openapi"]!.DeepClone(), ["info"] = _document["info"]!.DeepClone(), ["paths"] = paths };
        closed["components"] = Needed(paths);
        return JsonSerializer.SerializeToUtf8Bytes(closed);
    }

    private JsonObject Operation(string method, string template) =>
        _document["paths"]![template]?[method.ToLowerInvariant()]?.AsObject() ?? throw new InvalidOperationException($"GitHub's description has no {method} {template}.");

    private JsonNode Resolved(JsonNode node)
    {
        while (node is JsonObject && node["$ref"]?.GetValue<string>() is { } reference) node = reference[2..].Split('/').Aggregate((JsonNode)_document, (at, name) => at[name]!);
        return node;
    }

    private JsonNode Inlined(JsonNode node)
    {
        node = Resolved(node);
        return node switch
        {
            JsonObject value => new JsonObject(value.Where(p => p.Key is not ("examples" or "example"))
                .Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : (JsonNode?)Inlined(p.Value)))),
            JsonArray list => new JsonArray([.. list.Select(i => i is null ? null : Inlined(i))]),
            _ => node.DeepClone(),
        };
    }

    /// <summary>Forbids what is not described, but in parts of a whole, which describe only their part.</summary>
    private static JsonNode Closed(JsonNode node)
    {
        switch (node)
        {
            case JsonObject schema:
                if (schema["properties"] is JsonObject && schema["allOf"] is null && schema["type"]?.GetValueKind() is not JsonValueKind.Object) schema["additionalProperties"] ??= false;
                foreach (var (name, value) in schema.ToList())
                {
                    if (value is not null && name is not "allOf") Closed(value);
                }

                break;
            case JsonArray list:
                foreach (var item in list) if (item is not null) Closed(item);
                break;
        }

        return node;
    }

    private JsonObject Needed(JsonObject paths)
    {
        var components = new JsonObject();
        var waiting = new Queue<string>(References(paths));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var reference))
        {
            if (!seen.Add(reference)) continue;
            var (kind, name) = (reference.Split('/')[2], reference.Split('/')[3]);
            if (components[kind] is not JsonObject group) components[kind] = group = [];
            var component = _document["components"]![kind]![name]!;
            group[name] = component.DeepClone();
            foreach (var next in References(component)) waiting.Enqueue(next);
        }

        return components;
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject value when value["$ref"] is JsonValue reference => [reference.GetValue<string>()],
        JsonObject value => value.SelectMany(p => References(p.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
