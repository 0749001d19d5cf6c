using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Documents.TextTables;
using RepoSanitiser.Disclosure.Redaction.Figures;
using RepoSanitiser.Disclosure.Redaction.Repeats;
using RepoSanitiser.Disclosure.Redaction.Tables;
using RepoSanitiser.Disclosure.Redaction.Writers;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>Finds the edits that redact one text: cells of its tables, and stretches of the text itself. Thread-safe.</summary>
/// <param name="judge">Says what is found.</param>
/// <param name="reader">Reads documents, within the same limits as the judge.</param>
/// <param name="contents">Redacts what is embedded in a text.</param>
internal sealed class TextRedactor(ContentJudge judge, DocumentReader reader, ContentRedactor contents)
{
    /// <summary>Plans the edits of a text.</summary>
    /// <param name="content">The bytes that <paramref name="text"/> was read from.</param>
    /// <param name="text">The text as UTF-8.</param>
    /// <param name="context">What is known of its place.</param>
    /// <param name="pass">What is asked, and where changes are noted.</param>
    public List<Edit> Plan(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> text, FileContext context, Pass pass)
    {
        var plan = PlanTables(content, text, context, pass);
        if (plan.Numbers.IsEmpty) return plan.Edits;
        var prose = new ProseRepeats(plan.Numbers, new Text(text), pass, plan.Edits);
        var repeats = plan switch
        {
            { Format: TextFormat.Html } => new PageRepeats(text, plan.Numbers, new Text(text), pass, plan.Edits).Find(),
            { Extension: var extension } when TextParts.IsMarkdown(extension) => prose.Find(TextParts.Markdown(text, plan.Tables)),
            _ => [],
        };
        return repeats.Count == 0 ? plan.Edits : Edits.InOrder(plan.Edits.Concat(repeats));
    }

    /// <summary>Plans the edits of a text, and leaves what repeats its tables elsewhere to the one who asks.</summary>
    public TextPlan PlanTables(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> text, FileContext context, Pass pass)
    {
        var documents = reader.Read(content, context, pass.Cancellation);
        var named = TextFormats.Named(context, text);
        var isOutput = named != context || context.Label is not (OutputLabel.None or OutputLabel.Codelist);
        var format = TextFormats.Of(text, named.Extension ?? "", isOutput);
        var found = Found(documents.Documents, context, pass);
        var plan = new TextPlan(format, named.Extension);
        if (format == TextFormat.Svg && (found.Exists(f => f.Hits.Count > 0) || pass.Options.ReplaceFigures)) return plan with { Edits = Drawing(text, found, pass) };
        if (format == TextFormat.Notebook) return plan with { Edits = new NotebookRedactor(this, contents).Plan(text, context, pass) };
        var smcl = format == TextFormat.Smcl ? SmclText.Render(text).Origins : null;
        var edits = new List<Edit>();
        var own = found.Where(f => f.Document.Member is null).ToList();
        var tables = own.Where(f => f.Document is TableDocument).Select(f => pass.Accuse(((TableDocument)f.Document).Table, f.Hits)).ToList();
        var plans = pass.Planner.Plan(tables, pass.Number);
        for (var i = 0; i < tables.Count; i++)
        {
            edits.AddRange(OfTable(tables[i].Table, plans[i], Writer(format, tables[i].Table, text, smcl), pass));
            plan.Numbers.Add(tables[i].Table, plans[i]);
        }

        var spans = own.SelectMany(f => OfText(f.Document, text, f.Hits, pass)).ToList();
        if (found.Exists(f => f.Document.Member is not null && f.Hits.Count > 0) || pass.Options.ReplaceFigures)
            edits.AddRange(new EmbeddedRedactor(contents).Plan(text, context, pass));
        edits.AddRange(format == TextFormat.Json ? JsonWriter.Spans(text, spans) : spans);
        var ordered = Alignment.Fit(text.Span, Edits.InOrder(edits), out var moved);
        if (moved > 0) pass.Note($"On {moved} line{(moved == 1 ? "" : "s")} there were too few blanks for the mark: what follows on {(moved == 1 ? "it" : "them")} moved to the right.");
        return plan with { Edits = ordered, Tables = tables.ConvertAll(t => t.Table) };
    }

    private List<(Document Document, List<RuleHit> Hits)> Found(IReadOnlyList<Document> documents, FileContext context, Pass pass)
    {
        var hasText = documents.Any(d => d is TextDocument { Member: null });
        var found = new List<(Document, List<RuleHit>)>();
        foreach (var document in documents)
        {
            pass.Cancellation.ThrowIfCancellationRequested();
            found.Add((document, judge.JudgeAlone(document, context, hasText).Where(pass.Wants).ToList()));
        }

        return found;
    }

    /// <summary>A figure is replaced whole: lines and bars say what the numbers beside them said.</summary>
    private static List<Edit> Drawing(ReadOnlyMemory<byte> svg, List<(Document Document, List<RuleHit> Hits)> found, Pass pass)
    {
        var placeholder = SvgPlaceholder.For(svg.Span);
        if (placeholder.AsSpan().SequenceEqual(svg.Span)) return [];
        var hit = found.SelectMany(f => f.Hits).FirstOrDefault();
        pass.Changed(hit is null
            ? new RedactedPlace(Location.Whole, "figure", "figures are replaced on request", "replaced")
            : new RedactedPlace(Location.Whole, hit.Rule, "a figure is replaced whole", "replaced"));
        return [new Edit(0, svg.Length, placeholder)];
    }

    private static ICellWriter Writer(TextFormat format, Table table, ReadOnlyMemory<byte> text, int[]? smcl) => format switch
    {
        TextFormat.Delimited => new DelimitedWriter(table, text),
        TextFormat.Json => new JsonWriter(table, text),
        TextFormat.Html when FigureWriter.Around(table, text) is { } figure => figure,
        TextFormat.Html => new HtmlWriter(table, text),
        TextFormat.Smcl => new SmclWriter(table, text, smcl!),
        _ => new AlignedWriter(table),
    };

    private static IEnumerable<Edit> OfTable(Table table, TablePlan plan, ICellWriter writer, Pass pass)
    {
        foreach (var change in plan.Changes)
        {
            var written = false;
            foreach (var edit in writer.Write(change.Row, change.Column, change.Text))
            {
                written = true;
                yield return edit;
            }

            if (written) pass.Changed(new RedactedPlace(Locate(table, change), change.Rule, change.Why, change.What));
        }
    }

    /// <summary>Where a cell is; a header that may itself hold an identifier is left out.</summary>
    public static Location Locate(Table table, CellChange change, string? member = null)
    {
        var location = table.Locate(change.Row, change.Column, member);
        return location.Cell is { Header: { } header } cell && TableRules.SafeHeader(header) is null
            ? location with { Cell = cell with { Header = null } }
            : location;
    }

    private IEnumerable<Edit> OfText(Document document, ReadOnlyMemory<byte> text, List<RuleHit> hits, Pass pass)
    {
        var own = document switch
        {
            TextDocument t => t.Text,
            TableDocument t => new Text(t.Table.Text),
            _ => null,
        };
        if (own is null) yield break;
        foreach (var hit in hits.Where(h => HitScopes.Of(h) == HitScope.Text && h.Location.Line is not null))
        {
            var offset = own.Offset(hit.Location.Line!.Value, hit.Location.Column!.Value);
            var value = Encoding.UTF8.GetBytes(hit.Value?.Reveal() ?? "");
            if (offset < 0 || value.Length == 0 || !own.Bytes.Span[offset..].StartsWith(value))
                throw new RedactionRefused($"What {hit.Rule} found in line {hit.Location.Line} has no place of its own in the text: take the line out by hand.");
            var edit = offset < text.Length
                ? new Edit(offset, EndOf(hit, own.Bytes.Span, offset + value.Length), Mark.Bytes)
                : CellAround(((TableDocument)document).Table, text, offset);
            pass.Changed(new RedactedPlace(hit.Location, hit.Rule, judge.RuleOf(hit).Title, "redacted"));
            yield return edit;
        }
    }

    /// <summary>Where what was found ends: a private key goes on to its last line, though the rule sees only how it begins.</summary>
    private static int EndOf(RuleHit hit, ReadOnlySpan<byte> text, int end)
    {
        if (hit.Rule is not "private-key") return end;
        var last = text[end..].IndexOf("-----END "u8);
        if (last < 0) return text.Length;
        var close = text[(end + last + 9)..].IndexOf("-----"u8);
        return close < 0 ? text.Length : end + last + 9 + close + 5;
    }

    /// <summary>The cell whose text was copied because it differs from the source: as a whole.</summary>
    private static Edit CellAround(Table table, ReadOnlyMemory<byte> text, int offset)
    {
        for (var row = 0; row < table.RowCount; row++)
        {
            for (var column = 0; column < table.Width(row); column++)
            {
                var cell = table.CellAt(row, column);
                if (cell.Start <= offset && offset < cell.Start + cell.Length) return new DelimitedWriter(table, text).Write(row, column, Mark.Text).First();
            }
        }

        throw new RedactionRefused("Something was found across two cells: take it out by hand.");
    }
}

/// <summary>The edits of one text.</summary>
/// <param name="Format">How its tables lie in it.</param>
/// <param name="Extension">The extension that it was read by.</param>
internal sealed record TextPlan(TextFormat Format, string? Extension)
{
    /// <summary>The edits, in order.</summary>
    public List<Edit> Edits { get; init; } = [];

    /// <summary>Its tables.</summary>
    public IReadOnlyList<Table> Tables { get; init; } = [];

    /// <summary>The numbers that go from them.</summary>
    public RedactedNumbers Numbers { get; } = new();
}
