using System.Globalization;
using System.Text;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Redaction.Writers;

/// <summary>
/// Writes cells of HTML tables: the elements in a cell stay, its text changes, and so do attributes that repeat its value (a tooltip,
/// the key that a table is sorted by).
/// </summary>
internal sealed class HtmlWriter(Table table, ReadOnlyMemory<byte> source) : ICellWriter
{
    // Attributes of layout: a span of 4 columns is no count.
    private static readonly string[] Layout = ["class", "style", "id", "colspan", "rowspan", "width", "height", "align", "scope", "headers", "span"];

    public IEnumerable<Edit> Write(int row, int column, string text)
    {
        var at = table.SourceOffset(row, column);
        if (at < 0 || source.Span[at] != (byte)'<') return [];
        var edits = new List<Edit>();
        new Cell(source.Span, table.GetString(row, column), text, edits).Run(at);
        return edits;
    }

    private ref struct Cell(ReadOnlySpan<byte> html, string value, string text, List<Edit> edits)
    {
        private readonly ReadOnlySpan<byte> _html = html;
        private bool _written;

        public void Run(int at)
        {
            var (depth, first) = (0, true);
            while (at < _html.Length)
            {
                if (_html[at] != (byte)'<')
                {
                    var next = _html[at..].IndexOf((byte)'<');
                    var end = next < 0 ? _html.Length : at + next;
                    Text(at, end);
                    at = end;
                    continue;
                }

                if (!first && depth == 0 && EndsCell(_html[(at + 1)..])) return;
                if (Begins(_html[(at + 1)..], "table"u8)) depth++;
                else if (Begins(_html[(at + 1)..], "/table"u8)) depth--;
                first = false;
                at = _html[at..].StartsWith("<!--"u8) ? Comment(at) : Tag(at);
            }
        }

        private static bool EndsCell(ReadOnlySpan<byte> tag)
        {
            if (Begins(tag, "/table"u8)) return true;
            if (tag.StartsWith("/"u8)) tag = tag[1..];
            return Begins(tag, "td"u8) || Begins(tag, "th"u8) || Begins(tag, "tr"u8) || Begins(tag, "tbody"u8) || Begins(tag, "thead"u8)
                || Begins(tag, "tfoot"u8);
        }

        private static bool Begins(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name) =>
            tag.Length >= name.Length && Ascii.EqualsIgnoreCase(tag[..name.Length], name)
            && (tag.Length == name.Length || !char.IsAsciiLetterOrDigit((char)tag[name.Length]));

        /// <summary>The first text of the cell gives way to the new one, all further text goes.</summary>
        private void Text(int start, int end)
        {
            while (start < end && _html[start] <= (byte)' ') start++;
            while (end > start && _html[end - 1] <= (byte)' ') end--;
            if (start == end) return;
            edits.Add(new Edit(start, end, _written ? default : Encoding.UTF8.GetBytes(text)));
            _written = true;
        }

        private readonly int Comment(int at)
        {
            var close = _html[at..].IndexOf("-->"u8);
            var end = close < 0 ? _html.Length : at + close;
            if (_html[(at + 4)..end].ContainsAnyInRange((byte)'0', (byte)'9')) edits.Add(new Edit(at + 4, end, default));
            return Math.Min(_html.Length, end + 3);
        }

        private readonly int Tag(int at)
        {
            for (at++; at < _html.Length && _html[at] != (byte)'>'; at++)
            {
                if (_html[at] is not ((byte)'"' or (byte)'\'')) continue;
                var length = _html[(at + 1)..].IndexOf(_html[at]);
                if (length < 0) return _html.Length;
                Attribute(at, at + 1 + length);
                at += 1 + length;
            }

            return Math.Min(_html.Length, at + 1);
        }

        private readonly void Attribute(int quote, int end)
        {
            var name = _html[..quote].TrimEnd(" =\t\r\n"u8);
            name = name[(name.LastIndexOfAny(" \t\r\n<"u8) + 1)..];
            if (Layout.Contains(Encoding.ASCII.GetString(name), StringComparer.OrdinalIgnoreCase)) return;
            if (SaysTheSame(Encoding.UTF8.GetString(_html[(quote + 1)..end]).Trim())) edits.Add(new Edit(quote + 1, end, Encoding.UTF8.GetBytes(text)));
        }

        private readonly bool SaysTheSame(string attribute) =>
            attribute.Length > 0 && (attribute == value || value.Split(' ')[0] == attribute
            || (double.TryParse(attribute, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
                && double.TryParse(value.Split(' ')[0], NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var b) && a == b));
    }
}
