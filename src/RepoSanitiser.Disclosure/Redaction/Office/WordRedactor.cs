using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Redaction.Repeats;
using RepoSanitiser.Disclosure.Redaction.Tables;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Disclosure.Redaction.Office;

/// <summary>
/// Redacts Word and PowerPoint files: cells of tables and stretches of text, within the runs they stand in. Parts that need not change
/// stay as they are; the file is refused while tracked changes, charts or embedded workbooks may still hold what was redacted.
/// </summary>
internal sealed class WordRedactor(ContentJudge judge, DocumentReader reader)
{
    private const string Elsewhere = "What is found in it has no place of its own: open and save it anew, or redact it by hand.";

    /// <summary>Makes one pass over a file.</summary>
    /// <exception cref="RedactionRefused">It can't be done safely.</exception>
    public ReadOnlyMemory<byte> Redact(
        ReadOnlyMemory<byte> content, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> parts, FileContext context, Pass pass)
    {
        var documents = reader.Read(content, context, pass.Cancellation).Documents;
        var file = new OfficeParts(content, parts);
        var values = new List<string>();
        var found = documents.Select(d => new Found(d, judge.JudgeAlone(d, context, isAlsoText: true).Where(pass.Wants).ToList())).ToList();
        var tables = found.Where(f => f.Document is TableDocument).ToList();
        var plans = pass.Planner.Plan([.. tables.Select(f => pass.Accuse(((TableDocument)f.Document).Table, f.Hits))], pass.Number);
        for (var i = 0; i < tables.Count; i++) tables[i].Plan = plans[i];
        var numbers = new RedactedNumbers();
        foreach (var table in tables) numbers.Add(((TableDocument)table.Document).Table, table.Plan!);
        foreach (var part in found.GroupBy(f => f.Document.Member ?? "", StringComparer.Ordinal))
        {
            pass.Cancellation.ThrowIfCancellationRequested();
            if (numbers.IsEmpty && part.All(f => !f.Changes)) continue;
            if (file.Xml(part.Key) is not { } xml)
            {
                if (part.All(f => !f.Changes)) continue;
                throw new RedactionRefused("What is embedded in it can't be redacted in place: take it out, and redact it again.");
            }

            var own = new WordPart(xml, new DocumentLimits().MaxDepth);
            var edits = Plan([.. part], own, part.Key, pass, values);
            file.Edit(part.Key, edits.Concat(pass.Within(part.Key, () => Repeats(own, numbers, pass))));
        }

        if (values.Count == 0) return content;
        Leftovers.RefuseTrackedChanges(file);
        Leftovers.Refuse(file, values);
        return file.Pack();
    }

    /// <summary>What the paragraphs of a part, outside its tables, say again of numbers that go.</summary>
    private static List<Edit> Repeats(WordPart part, RedactedNumbers numbers, Pass pass)
    {
        if (numbers.IsEmpty) return [];
        var text = Encoding.UTF8.GetBytes(part.Text);
        var found = new ProseRepeats(numbers, new Text(text), pass, []).Find(part.Prose(text));
        int Characters(int bytes) => Encoding.UTF8.GetCharCount(text.AsSpan(0, bytes));
        return [.. found.SelectMany(e => part.Replace(Characters(e.Start), Characters(e.End) - Characters(e.Start), Encoding.UTF8.GetString(e.Replacement.Span)))];
    }

    private List<Edit> Plan(List<Found> found, WordPart part, string name, Pass pass, List<string> values)
    {
        var edits = new List<Edit>();
        var tables = found.Where(f => f.Document is TableDocument).ToList();
        var own = part.Tables.Where(t => t.Rows.Any(r => r.Count > 0)).ToList();
        if (tables.Count != own.Count) throw new RedactionRefused(Elsewhere);
        for (var i = 0; i < tables.Count; i++)
            edits.AddRange(OfTable(((TableDocument)tables[i].Document).Table, own[i], tables[i].Plan!, part, name, pass, values));
        foreach (var text in found.Where(f => f.Hits.Count > 0))
        {
            if (text.Document is TextDocument document) edits.AddRange(OfText(document.Text, text.Hits, part, name, pass, values));
        }

        return edits;
    }

    private static IEnumerable<Edit> OfTable(Table table, WordTable own, TablePlan plan, WordPart part, string name, Pass pass, List<string> values)
    {
        foreach (var change in plan.Changes)
        {
            if (change.Row >= own.Rows.Count || change.Column >= own.Rows[change.Row].Count || own.Rows[change.Row][change.Column].Text != table.GetString(change.Row, change.Column))
                throw new RedactionRefused(Elsewhere);
            values.Add(table.GetString(change.Row, change.Column));
            pass.Changed(new RedactedPlace(TextRedactor.Locate(table, change, name), change.Rule, change.Why, change.What));
            var written = false;
            foreach (var (at, length) in own.Rows[change.Row][change.Column].Pieces)
            {
                if (string.IsNullOrWhiteSpace(part.Text.Substring(at, length))) continue;
                foreach (var edit in part.Replace(at, length, written ? "" : change.Text)) yield return edit;
                written = true;
            }
        }
    }

    private IEnumerable<Edit> OfText(Text text, List<RuleHit> hits, WordPart part, string name, Pass pass, List<string> values)
    {
        if (part.Text != Encoding.UTF8.GetString(text.Bytes.Span)) throw new RedactionRefused(Elsewhere);
        foreach (var hit in hits)
        {
            var value = hit.Value?.Reveal() ?? "";
            var offset = hit.Location is { Line: { } line, Column: { } column } ? text.Offset(line, column) : -1;
            if (value.Length == 0 || offset < 0) throw new RedactionRefused(Elsewhere);
            var at = Encoding.UTF8.GetCharCount(text.Bytes.Span[..offset]);
            values.Add(value);
            pass.Changed(new RedactedPlace(hit.Location with { Member = name }, hit.Rule, judge.RuleOf(hit).Title, "redacted"));
            foreach (var edit in part.Replace(at, value.Length, Mark.Text)) yield return edit;
        }
    }

    /// <summary>A document of the file, what was found in it, and for a table what changes.</summary>
    private sealed class Found(Document document, List<RuleHit> hits)
    {
        public Document Document => document;

        public List<RuleHit> Hits => hits;

        public TablePlan? Plan { get; set; }

        public bool Changes => Plan is null ? hits.Count > 0 : Plan.Changes.Count > 0;
    }
}
