using System.Text;
using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents.Json;
using RepoSanitiser.Disclosure.Documents.Markup;
using RepoSanitiser.Disclosure.Documents.Notebooks;
using RepoSanitiser.Disclosure.Redaction.Repeats;

namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>
/// Redacts Jupyter notebooks: each output in each of its forms, the source of cells, tracebacks and attachments. Where one form of an
/// output changes, the plain text that says the same goes with it. What any cell says again of a number that goes from another's table
/// goes too, or is left to a person.
/// </summary>
internal sealed class NotebookRedactor(TextRedactor texts, ContentRedactor contents)
{
    /// <summary>Text in columns, of no name that says source code: all rules look at it, and its tables are found.</summary>
    private const string PlainText = ".log";

    /// <summary>Source code: all rules look at it, and it has no tables.</summary>
    private const string Code = ".cell";

    /// <summary>Plans the edits of a notebook.</summary>
    public List<Edit> Plan(ReadOnlyMemory<byte> text, FileContext context, Pass pass)
    {
        using var json = JsonText.Parse(text) ?? throw new RedactionRefused("It is no valid notebook.");
        var walk = new Walk(texts, contents, json, text, context, pass);
        var number = 0;
        foreach (var cell in (NotebookReader.Cells(json.Root) ?? throw new RedactionRefused("It is no valid notebook.")).EnumerateArray())
        {
            pass.Cancellation.ThrowIfCancellationRequested();
            number++;
            if (cell.ValueKind == JsonValueKind.Object) walk.Cell(cell, $"cell {number}");
        }

        if (json.Root.TryGetProperty("metadata", out var metadata)) walk.Raw(metadata, "metadata", ".json");
        walk.Repeats();
        return Edits.InOrder(walk.Edits);
    }

    private sealed class Walk(TextRedactor texts, ContentRedactor contents, JsonText json, ReadOnlyMemory<byte> text, FileContext context, Pass pass)
    {
        private readonly RedactedNumbers _numbers = new();
        private readonly List<Piece> _pieces = [];

        public List<Edit> Edits { get; } = [];

        /// <summary>Looks through all text for what its tables lost.</summary>
        public void Repeats()
        {
            if (_numbers.IsEmpty) return;
            foreach (var piece in _pieces)
            {
                var bytes = piece.Strings.Text;
                var repeats = pass.Within(piece.Name, () => piece.Plan.Format == TextFormat.Html
                    ? new PageRepeats(bytes, _numbers, new Documents.Text(bytes), pass, piece.Plan.Edits).Find()
                    : new ProseRepeats(_numbers, new Documents.Text(bytes), pass, piece.Plan.Edits).Find(
                        piece.IsMarkdown ? TextParts.Markdown(bytes, piece.Plan.Tables) : TextParts.Printed(bytes, piece.Plan.Tables)));
                Edits.AddRange(piece.Strings.Edits(repeats));
            }
        }

        public void Cell(JsonElement cell, string name)
        {
            var isMarkdown = cell.TryGetProperty("cell_type", out var type) && type.ValueEquals("markdown");
            if (cell.TryGetProperty("source", out var code) || cell.TryGetProperty("input", out code)) Text(code, name, isMarkdown ? PlainText : Code, isMarkdown: isMarkdown);
            if (cell.TryGetProperty("attachments", out var attachments) && attachments.ValueKind == JsonValueKind.Object)
            {
                foreach (var attachment in attachments.EnumerateObject()) Bundle(attachment.Value, $"{name} attachment");
            }

            if (!cell.TryGetProperty("outputs", out var outputs) || outputs.ValueKind != JsonValueKind.Array) return;
            var number = 0;
            foreach (var output in outputs.EnumerateArray())
            {
                number++;
                if (output.ValueKind == JsonValueKind.Object) Output(output, $"{name} output {number}");
            }
        }

        /// <summary>Redacts a value as the JSON text that it is.</summary>
        public void Raw(JsonElement value, string name, string extension)
        {
            var start = json.Offset(value);
            var raw = Encoding.UTF8.GetBytes(value.GetRawText());
            var edits = pass.Within(name, () => texts.Plan(raw, raw, context with { Extension = extension }, pass));
            Edits.AddRange(edits.Select(e => e with { Start = start + e.Start, End = start + e.End }));
        }

        private void Output(JsonElement output, string name)
        {
            if (output.TryGetProperty("text", out var lines)) Text(lines, name, PlainText);
            if (output.TryGetProperty("traceback", out var traceback)) Text(traceback, name, PlainText, "\n");
            Bundle(output.TryGetProperty("data", out var data) ? data : output, name);
        }

        private void Bundle(JsonElement bundle, string name)
        {
            if (bundle.ValueKind != JsonValueKind.Object) return;
            var before = Edits.Count;
            JsonElement? plain = null;
            foreach (var form in bundle.EnumerateObject())
            {
                if (!form.Name.Contains('/', StringComparison.Ordinal)) continue;
                var extension = DataUris.ExtensionOf(Encoding.UTF8.GetBytes(form.Name));
                if (form.Name is "text/plain") plain = form.Value;
                else if (form.Value.ValueKind == JsonValueKind.Object) Raw(form.Value, name, ".json");
                else if (NotebookReader.IsBinary(form.Name)) Binary(form.Value, name, extension);
                else Text(form.Value, name, extension.Length == 0 ? PlainText : extension);
            }

            if (plain is { } value && Edits.Count > before) Whole(value, name);
            else if (plain is { } alone) Text(alone, name, PlainText);
        }

        private void Text(JsonElement value, string name, string extension, string separator = "", bool isMarkdown = false)
        {
            if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Array)) return;
            var strings = Strings(value, separator);
            if (separator.Length > 0) strings.DropColours();
            var bytes = strings.Text;
            if (bytes.IsEmpty) return;
            var plan = pass.Within(name, () => texts.PlanTables(bytes, bytes, context with { Extension = extension }, pass));
            Edits.AddRange(strings.Edits(plan.Edits));
            _numbers.Add(plan.Numbers);
            if (extension is not Code) _pieces.Add(new Piece(strings, name, isMarkdown || extension is ".md", plan));
        }

        private void Whole(JsonElement value, string name)
        {
            var strings = Strings(value, "");
            if (strings.Text.IsEmpty || strings.Text.Span.SequenceEqual(Mark.Bytes)) return;
            pass.Within(name, () =>
            {
                pass.Changed(new RedactedPlace(Location.Whole, "same-output", "its other form was redacted", "redacted"));
                return 0;
            });
            Edits.AddRange(strings.Edits([new Edit(0, strings.Text.Length, Mark.Bytes)]));
        }

        private void Binary(JsonElement value, string name, string extension)
        {
            var strings = Strings(value, "");
            var base64 = strings.Text.Span.Trim(" \t\r\n"u8);
            if (DataUris.Decode(base64) is not { } content) return;
            var redacted = pass.Within(name, () => contents.Redact(content, context with { Extension = extension }, pass));
            if (!redacted.Span.SequenceEqual(content)) Edits.AddRange(strings.Edits([new Edit(0, strings.Text.Length, EmbeddedRedactor.Base64Of(redacted.Span))]));
        }

        /// <summary>A text of the notebook, and what was planned for it.</summary>
        private sealed record Piece(JsonStrings Strings, string Name, bool IsMarkdown, TextPlan Plan);

        private JsonStrings Strings(JsonElement value, string separator)
        {
            var strings = new JsonStrings(text);
            if (value.ValueKind == JsonValueKind.String)
            {
                strings.Add(json.Offset(value));
                return strings;
            }

            var isFirst = true;
            if (value.ValueKind != JsonValueKind.Array) return strings;
            foreach (var line in value.EnumerateArray().Where(l => l.ValueKind == JsonValueKind.String))
            {
                if (!isFirst) strings.AddSeparator(separator);
                strings.Add(json.Offset(line));
                isFirst = false;
            }

            return strings;
        }
    }
}
