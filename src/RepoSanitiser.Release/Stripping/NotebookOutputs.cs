using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RepoSanitiser.Release.Stripping;

/// <summary>Takes the outputs, attachments and run numbers out of Jupyter notebooks, and the metadata that programs leave in them.</summary>
internal static class NotebookOutputs
{
    private static readonly JsonWriterOptions Look = new() { Indented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Strips a notebook.</summary>
    public static StrippedFile Strip(byte[] content)
    {
        if (Parse(content) is not JsonObject notebook || notebook["cells"] is not JsonArray cells)
            throw new MetadataRefusedException("It is no notebook of format 4: save it anew.");
        var removed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var cell in cells.OfType<JsonObject>())
        {
            if (cell["outputs"] is JsonArray { Count: > 0 }) Put(cell, "outputs", new JsonArray(), "notebook outputs");
            if (cell["execution_count"] is not null) Put(cell, "execution_count", null, "run numbers");
            if (cell.Remove("attachments")) removed.Add("attachments");
            if (cell["metadata"] is JsonObject { Count: > 0 }) Put(cell, "metadata", new JsonObject(), "notebook metadata");
        }

        var language = ((notebook["metadata"] as JsonObject)?["language_info"] as JsonObject)?["name"]?.DeepClone();
        var kept = language is null ? new JsonObject() : new JsonObject { ["language_info"] = new JsonObject { ["name"] = language } };
        if (notebook["metadata"] is { } metadata && !JsonNode.DeepEquals(metadata, kept)) Put(notebook, "metadata", kept, "notebook metadata");
        if (removed.Count == 0) return new StrippedFile(content, []);
        using var stripped = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stripped, Look)) notebook.WriteTo(writer);
        stripped.WriteByte((byte)'\n');
        return new StrippedFile(stripped.ToArray(), [.. removed]);

        void Put(JsonObject target, string name, JsonNode? value, string what)
        {
            target[name] = value;
            removed.Add(what);
        }
    }

    private static JsonNode? Parse(byte[] content)
    {
        try
        {
            return JsonNode.Parse(content);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
