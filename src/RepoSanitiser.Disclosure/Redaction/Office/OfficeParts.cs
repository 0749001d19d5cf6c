using System.Text;
using RepoSanitiser.Disclosure.Redaction.Packing;

namespace RepoSanitiser.Disclosure.Redaction.Office;

/// <summary>The parts of an office file, and those of them that change.</summary>
internal sealed class OfficeParts(ReadOnlyMemory<byte> file, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> parts)
{
    private readonly Dictionary<int, ReadOnlyMemory<byte>?> _changed = [];

    /// <summary>All parts with their present content; those that go are left out.</summary>
    public IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> All =>
        parts.Select((p, i) => (p.Name, Content: _changed.TryGetValue(i, out var changed) ? changed : p.Content))
            .Where(p => p.Content is not null).Select(p => (p.Name, p.Content!.Value));

    /// <summary>Whether a part stays as it was.</summary>
    public bool IsUntouched(string name) => !_changed.ContainsKey(IndexOf(name));

    /// <summary>A part as UTF-8; null where there is none of that name.</summary>
    /// <exception cref="RedactionRefused">It is in another encoding.</exception>
    public ReadOnlyMemory<byte>? Xml(string name)
    {
        var index = IndexOf(name);
        if (index < 0) return null;
        var content = _changed.GetValueOrDefault(index) ?? parts[index].Content;
        return content.Span is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] || content.Span.Contains((byte)0)
            ? throw new RedactionRefused("Its parts are in an uncommon encoding: open and save it anew.")
            : content;
    }

    /// <summary>Makes edits in a part.</summary>
    public void Edit(string name, IEnumerable<Edit> edits)
    {
        var ordered = Edits.InOrder(edits);
        if (ordered.Count > 0) _changed[IndexOf(name)] = Edits.Apply(Xml(name)!.Value.Span, ordered);
    }

    /// <summary>Leaves a part out, with what refers to it.</summary>
    /// <param name="name">The part.</param>
    /// <param name="relationships">The part with the relationship to it.</param>
    public void Drop(string name, string relationships)
    {
        var index = IndexOf(name);
        if (index < 0) return;
        _changed[index] = null;
        var last = name[(name.LastIndexOf('/') + 1)..];
        DropElements(relationships, "Target", t => t.EndsWith(last, StringComparison.Ordinal));
        DropElements("[Content_Types].xml", "PartName", t => t.TrimStart('/') == name);
    }

    /// <summary>The file with all changes.</summary>
    public byte[] Pack() => ZipRewriter.Replace(file, _changed);

    private int IndexOf(string name)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Name == name) return i;
        }

        return -1;
    }

    private void DropElements(string part, string attribute, Func<string, bool> isOf)
    {
        if (Xml(part) is not { } xml) return;
        var edits = new List<Edit>();
        var tags = new XmlTags(xml.Span);
        while (tags.Next())
        {
            if (!tags.IsEmpty || tags.Attribute(attribute) is not { } value || !isOf(value)) continue;
            edits.Add(new Edit(tags.Start, tags.End, default));
        }

        Edit(part, edits);
    }
}

/// <summary>
/// Refuses an office file in which something besides the edited cells may still hold what was redacted: caches of charts and pivot
/// tables, tracked changes, previews, embedded workbooks.
/// </summary>
internal static class Leftovers
{
    /// <summary>Values shorter than this are everywhere by chance; longer ones are looked for in every part.</summary>
    private const int LeastTelling = 4;

    /// <summary>Parts that hold copies of data.</summary>
    private static readonly (string Prefix, string What)[] Copies =
    [
        ("xl/pivotCache/", "a pivot table, which keeps the data behind it: replace it by its values"),
        ("xl/revisions/", "a history of changes: stop sharing the workbook, and save it"),
        ("xl/model/", "a data model: remove it"),
        ("xl/embeddings/", "an embedded file: take it out"),
        ("word/embeddings/", "an embedded workbook, as charts have it: replace the chart by a picture, or take it out"),
        ("ppt/embeddings/", "an embedded workbook, as charts have it: replace the chart by a picture, or take it out"),
        ("docProps/thumbnail", "a preview picture of its first page: save it without one"),
    ];

    /// <exception cref="RedactionRefused">Something may hold it.</exception>
    public static void Refuse(OfficeParts parts, IEnumerable<string> values)
    {
        var telling = values.Select(v => v.Trim()).Where(v => v.Length >= LeastTelling && v.Any(char.IsAsciiDigit)).Distinct(StringComparer.Ordinal)
            .Select(v => Encoding.UTF8.GetBytes(System.Security.SecurityElement.Escape(v))).ToList();
        foreach (var (name, content) in parts.All)
        {
            foreach (var (prefix, what) in Copies)
            {
                if (name.StartsWith(prefix, StringComparison.Ordinal)) throw new RedactionRefused($"It holds {what}; then redact it again.");
            }

            // Sheets are judged cell by cell: the same number elsewhere in them is another cell.
            if (name.StartsWith("xl/worksheets/", StringComparison.Ordinal) && name.EndsWith(".xml", StringComparison.Ordinal)) continue;
            if (parts.IsUntouched(name) && telling.Exists(v => content.Span.IndexOf(v) >= 0))
                throw new RedactionRefused($"A value that is redacted stays in its part {name}: take it out there, and redact it again.");
        }
    }

    /// <exception cref="RedactionRefused">A part keeps deleted text.</exception>
    public static void RefuseTrackedChanges(OfficeParts parts)
    {
        foreach (var (name, content) in parts.All)
        {
            if (!name.EndsWith(".xml", StringComparison.Ordinal) || !name.StartsWith("word/", StringComparison.Ordinal)) continue;
            var tags = new XmlTags(content.Span);
            while (tags.Next())
            {
                if (tags.LocalName.SequenceEqual("del"u8) || tags.LocalName.SequenceEqual("delText"u8) || tags.LocalName.SequenceEqual("moveFrom"u8))
                    throw new RedactionRefused("It tracks changes, which keep deleted text: accept all changes, turn tracking off, and redact it again.");
            }
        }
    }
}
