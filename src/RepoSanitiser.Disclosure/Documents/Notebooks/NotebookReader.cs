using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using RepoSanitiser.Disclosure.Documents.Json;
using RepoSanitiser.Disclosure.Documents.Markup;
using RepoSanitiser.Disclosure.Documents.TextTables;

namespace RepoSanitiser.Disclosure.Documents.Notebooks;

/// <summary>Reads Jupyter notebooks: the source of each cell, each output in every form it is kept in, tracebacks, attachments and the
/// notebook's own metadata. Members are named <c>cell 4</c> and <c>cell 4 output 1</c>, 1-based.</summary>
internal static class NotebookReader
{
    public static Outcome Read(Source source, ReadingSession session)
    {
        using var json = JsonText.Parse(source.Content);
        if (json is null || json.Root.ValueKind != JsonValueKind.Object || Cells(json.Root) is not { } cells)
        {
            session.Add(new TextDocument(source.Member, new Text(source.Content)));
            return Outcome.Unread("not a valid notebook: read as text only");
        }

        var number = 0;
        foreach (var cell in cells.EnumerateArray())
        {
            session.Cancellation.ThrowIfCancellationRequested();
            number++;
            if (cell.ValueKind == JsonValueKind.Object) ReadCell(source, cell, $"cell {number}", session);
        }

        if (json.Root.TryGetProperty("metadata", out var metadata))
            session.Add(new TextDocument(ReadingSession.Join(source.Member, "metadata"), new Text(Bytes(metadata.GetRawText()))));
        return Outcome.Read;
    }

    /// <summary>The cells of format 4, or of the first worksheet of format 3.</summary>
    internal static JsonElement? Cells(JsonElement root)
    {
        if (root.TryGetProperty("cells", out var cells) && cells.ValueKind == JsonValueKind.Array) return cells;
        if (root.TryGetProperty("worksheets", out var sheets) && sheets.ValueKind == JsonValueKind.Array && sheets.GetArrayLength() > 0
            && sheets[0].ValueKind == JsonValueKind.Object && sheets[0].TryGetProperty("cells", out cells) && cells.ValueKind == JsonValueKind.Array) return cells;
        return null;
    }

    private static void ReadCell(Source source, JsonElement cell, string name, ReadingSession session)
    {
        var member = ReadingSession.Join(source.Member, name);
        if (cell.TryGetProperty("source", out var code) || cell.TryGetProperty("input", out code))
        {
            var text = new Text(Bytes(Lines(code)));
            if (!text.Bytes.IsEmpty) session.Add(new TextDocument(member, text));
            if (cell.TryGetProperty("cell_type", out var type) && type.ValueEquals("markdown"))
                TextTableReader.Find(member, new Surface(text.Bytes, text, null), session);
        }

        if (cell.TryGetProperty("attachments", out var attachments) && attachments.ValueKind == JsonValueKind.Object)
        {
            foreach (var attachment in attachments.EnumerateObject()) ReadBundle(source, attachment.Value, $"{name} attachment", session);
        }

        if (!cell.TryGetProperty("outputs", out var outputs) || outputs.ValueKind != JsonValueKind.Array) return;
        var number = 0;
        foreach (var output in outputs.EnumerateArray())
        {
            number++;
            if (output.ValueKind == JsonValueKind.Object) ReadOutput(source, output, $"{name} output {number}", session);
        }
    }

    private static void ReadOutput(Source source, JsonElement output, string name, ReadingSession session)
    {
        var member = ReadingSession.Join(source.Member, name);
        if (output.TryGetProperty("text", out var text)) AddText(member, Lines(text), session);
        if (output.TryGetProperty("traceback", out var traceback)) AddText(member, WithoutColours(Lines(traceback, "\n")), session);
        if (output.TryGetProperty("data", out var data)) ReadBundle(source, data, name, session);
        else ReadBundle(source, output, name, session);
    }

    /// <summary>Reads one output in each of its forms, by media type.</summary>
    private static void ReadBundle(Source source, JsonElement bundle, string name, ReadingSession session)
    {
        if (bundle.ValueKind != JsonValueKind.Object) return;
        var hasHtml = bundle.TryGetProperty("text/html", out _);
        foreach (var form in bundle.EnumerateObject())
        {
            if (!form.Name.Contains('/', StringComparison.Ordinal)) continue;
            var member = ReadingSession.Join(source.Member, name);
            if (session.MembersLeft == 0)
            {
                session.AddPart(member, Outcome.Unread(session.OverMembers));
                return;
            }

            var extension = DataUris.ExtensionOf(Bytes(form.Name));
            // The same table in plain text: its words are read, its numbers are those of the HTML.
            if (form.Name is "text/plain" && hasHtml) session.Add(new TextDocument(member, new Text(Bytes(Lines(form.Value)))));
            else if (form.Value.ValueKind == JsonValueKind.Object) session.OpenMember(source.Member, name, Bytes(form.Value.GetRawText()), ".json", source.Depth);
            else if (IsBinary(form.Name)) OpenBinary(source, form.Value, name, extension, session);
            else session.OpenMember(source.Member, name, Bytes(Lines(form.Value)), extension.Length == 0 ? ".txt" : extension, source.Depth);
        }
    }

    internal static bool IsBinary(string mediaType) =>
        (mediaType.StartsWith("image/", StringComparison.Ordinal) && !mediaType.EndsWith("+xml", StringComparison.Ordinal)) || mediaType is "application/pdf";

    private static void OpenBinary(Source source, JsonElement value, string name, string extension, ReadingSession session)
    {
        if (value.ValueKind == JsonValueKind.String
            && DataUris.Peek(JsonMarshal.GetRawUtf8Value(value)[1..], extension) is { } type)
        {
            session.AddMember(source.Member, name, type);
            return;
        }

        var content = DataUris.Decode(Bytes(Lines(value).Trim()));
        if (content is null) session.AddPart(ReadingSession.Join(source.Member, name), Outcome.Unread("corrupt base64"));
        else session.OpenMember(source.Member, name, content, extension, source.Depth);
    }

    private static void AddText(string member, string value, ReadingSession session)
    {
        var text = new Text(Bytes(value));
        session.Add(new TextDocument(member, text));
        TextTableReader.Find(member, new Surface(text.Bytes, text, null), session);
    }

    /// <summary>A text kept as one string or as a list of lines.</summary>
    private static string Lines(JsonElement value, string separator = "") => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.Array => string.Join(separator, value.EnumerateArray().Where(l => l.ValueKind == JsonValueKind.String).Select(l => l.GetString())),
        _ => value.GetRawText(),
    };

    /// <summary>Leaves the terminal's colour codes (ESC [ … m) out.</summary>
    private static string WithoutColours(string text)
    {
        var output = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\u001b' && text.IndexOf('m', at, Math.Min(20, text.Length - at)) is > 0 and var end) at = end;
            else output.Append(text[at]);
        }

        return output.ToString();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
