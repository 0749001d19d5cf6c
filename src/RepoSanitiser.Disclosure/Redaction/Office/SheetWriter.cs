using System.Globalization;
using System.Text;

namespace RepoSanitiser.Disclosure.Redaction.Office;

/// <summary>What a cell of a sheet held before it was written anew.</summary>
/// <param name="Raw">The text between the tags of its value.</param>
/// <param name="IsShared">Whether that is the place of a string among the shared ones.</param>
/// <param name="HadFormula">Whether it had a formula.</param>
internal readonly record struct OldCell(string Raw, bool IsShared, bool HadFormula);

/// <summary>Writes cells of one sheet of a workbook: each keeps its place and style, and loses value, formula and type.</summary>
/// <param name="xml">The sheet.</param>
internal sealed class SheetWriter(ReadOnlyMemory<byte> xml)
{
    private readonly List<Edit> _edits = [];
    private readonly List<OldCell> _old = [];

    /// <summary>The edits.</summary>
    public IReadOnlyList<Edit> Edits => _edits;

    /// <summary>What the cells held.</summary>
    public IReadOnlyList<OldCell> Old => _old;

    /// <summary>Writes cells.</summary>
    /// <param name="texts">The new text by row and column, both 1-based.</param>
    /// <exception cref="RedactionRefused">A cell is not there, or others depend on its formula.</exception>
    public void Write(IReadOnlyDictionary<(int Row, int Column), string> texts)
    {
        var (row, column, written) = (0, 0, 0);
        var tags = new XmlTags(xml.Span);
        while (tags.Next())
        {
            if (tags.IsClosing) continue;
            if (tags.LocalName.SequenceEqual("row"u8))
            {
                row = int.TryParse(tags.Attribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : row + 1;
                column = 0;
            }
            else if (tags.LocalName.SequenceEqual("c"u8))
            {
                column = ColumnOf(tags.Attribute("r")) ?? column + 1;
                if (!texts.TryGetValue((row, column), out var text)) continue;
                written++;
                Write(ref tags, text);
            }
        }

        if (written < texts.Count) throw new RedactionRefused("A cell of its sheet has no place of its own: open the workbook and save it anew.");
    }

    /// <summary>The places of shared strings that the cells of a sheet refer to.</summary>
    public static IEnumerable<int> SharedStrings(ReadOnlyMemory<byte> sheet)
    {
        var places = new List<int>();
        var isShared = false;
        var tags = new XmlTags(sheet.Span);
        while (tags.Next())
        {
            if (tags.LocalName.SequenceEqual("c"u8)) isShared = !tags.IsClosing && tags.Attribute("t") == "s";
            else if (isShared && tags.IsClosing && tags.LocalName.SequenceEqual("v"u8)
                && int.TryParse(sheet.Span[tags.TextStart..tags.Start].Trim(" \t\r\n"u8), NumberStyles.None, CultureInfo.InvariantCulture, out var place)) places.Add(place);
        }

        return places;
    }

    /// <summary>The column of a reference like <c>BC12</c>, 1-based; null where it is none.</summary>
    public static int? ColumnOf(string? reference)
    {
        var column = 0;
        foreach (var c in reference ?? "")
        {
            if (!char.IsAsciiLetterUpper(c)) break;
            column = (column * 26) + c - 'A' + 1;
        }

        return column == 0 ? null : column;
    }

    private void Write(ref XmlTags tags, string text)
    {
        var (start, name) = (tags.Start, Encoding.UTF8.GetString(tags.Name));
        var attributes = new StringBuilder();
        foreach (var attribute in (string[])["r", "s"])
        {
            if (tags.Attribute(attribute) is { } value) attributes.Append(CultureInfo.InvariantCulture, $" {attribute}=\"{value}\"");
        }

        var isShared = tags.Attribute("t") == "s";
        var (raw, hadFormula) = ("", false);
        if (!tags.IsEmpty)
        {
            while (tags.Next() && !(tags.IsClosing && tags.LocalName.SequenceEqual("c"u8)))
            {
                if (!tags.IsClosing && tags.LocalName.SequenceEqual("f"u8))
                {
                    hadFormula = true;
                    if (tags.Attribute("ref") is { } reach && reach.Contains(':', StringComparison.Ordinal))
                        throw new RedactionRefused("A formula that fills other cells too gives a number that can't be shown: replace formulas by their values (copy, paste values), and redact it again.");
                }
                else if (tags.IsClosing && tags.LocalName.SequenceEqual("v"u8))
                {
                    raw = Encoding.UTF8.GetString(xml.Span[tags.TextStart..tags.Start]).Trim();
                }
            }
        }

        _old.Add(new OldCell(raw, isShared, hadFormula));
        _edits.Add(new Edit(start, tags.End, Encoding.UTF8.GetBytes(Cell(name, attributes.ToString(), text))));
    }

    private static string Cell(string name, string attributes, string text)
    {
        var prefix = name[..(name.IndexOf(':', StringComparison.Ordinal) + 1)];
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? $"<{name}{attributes}><{prefix}v>{text}</{prefix}v></{name}>"
            : $"<{name}{attributes} t=\"inlineStr\"><{prefix}is><{prefix}t>{text}</{prefix}t></{prefix}is></{name}>";
    }
}
