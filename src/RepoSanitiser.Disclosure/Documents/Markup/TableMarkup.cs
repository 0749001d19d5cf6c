namespace RepoSanitiser.Disclosure.Documents.Markup;

/// <summary>Finds where tables lie in HTML, by their tags alone.</summary>
internal static class TableMarkup
{
    private const int MaxDepth = 100;

    /// <summary>The text of a table within a table is text of each cell around it.</summary>
    private const int MaxTables = 8;

    /// <summary>The byte ranges of outermost tables; one that is not closed ends with the text.</summary>
    public static List<(int Start, int End)> Find(ReadOnlySpan<byte> html)
    {
        var ranges = new List<(int, int)>();
        int depth = 0, start = 0;
        for (var at = NextTag(html, 0); at < html.Length; at = NextTag(html, at + 1))
        {
            if (IsTag(html[at..], "<table"u8))
            {
                if (depth++ == 0) start = at;
            }
            else if (depth > 0 && IsTag(html[at..], "</table"u8) && --depth == 0)
            {
                ranges.Add((start, Math.Min(html.Length, at + "</table>"u8.Length)));
            }
        }

        if (depth > 0) ranges.Add((start, html.Length));
        return ranges;
    }

    /// <summary>Whether elements nest so deeply that the parser would recurse far or take long. Elements whose end tags may be left
    /// out don't count, except tables.</summary>
    public static bool TooDeep(ReadOnlySpan<byte> html)
    {
        int depth = 0, tables = 0;
        for (var at = html.IndexOf((byte)'<'); at >= 0 && at < html.Length - 1;)
        {
            var tag = html[(at + 1)..];
            if (tag[0] == (byte)'/') depth -= IsOptional(tag[1..]) ? 0 : 1;
            else if (IsLetter(tag[0]) && !IsOptional(tag)) depth++;
            depth = Math.Max(0, depth);
            if (IsTag(tag, "table"u8)) tables++;
            else if (IsTag(tag, "/table"u8)) tables--;
            if (depth > MaxDepth || tables > MaxTables) return true;
            var next = tag.IndexOf((byte)'<');
            if (next < 0) break;
            at += next + 1;
        }

        return false;
    }

    private static int NextTag(ReadOnlySpan<byte> html, int from)
    {
        var found = from >= html.Length ? -1 : html[from..].IndexOf((byte)'<');
        return found < 0 ? html.Length : from + found;
    }

    private static bool IsTag(ReadOnlySpan<byte> markup, ReadOnlySpan<byte> tag) =>
        markup.Length > tag.Length && System.Text.Ascii.EqualsIgnoreCase(markup[..tag.Length], tag) && !IsLetter(markup[tag.Length]);

    private static bool IsLetter(byte b) => (byte)(b | 0x20) is >= (byte)'a' and <= (byte)'z';

    private static bool IsOptional(ReadOnlySpan<byte> name)
    {
        var length = 0;
        while (length < name.Length && length < 10 && (IsLetter(name[length]) || name[length] is >= (byte)'0' and <= (byte)'9')) length++;
        Span<byte> lower = stackalloc byte[length];
        for (var i = 0; i < length; i++) lower[i] = (byte)(name[i] | 0x20);
        return Is(lower, "tr"u8) || Is(lower, "td"u8) || Is(lower, "th"u8) || Is(lower, "p"u8) || Is(lower, "br"u8) || Is(lower, "col"u8)
            || Is(lower, "li"u8) || Is(lower, "hr"u8) || Is(lower, "img"u8) || Is(lower, "input"u8) || Is(lower, "tbody"u8)
            || Is(lower, "thead"u8) || Is(lower, "tfoot"u8) || Is(lower, "colgroup"u8) || Is(lower, "option"u8) || Is(lower, "wbr"u8)
            || Is(lower, "meta"u8) || Is(lower, "link"u8);
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) => name.SequenceEqual(other);
}
