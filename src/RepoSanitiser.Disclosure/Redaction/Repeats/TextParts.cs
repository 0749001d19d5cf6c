using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Redaction.Repeats;

/// <summary>Divides text in lines into prose. Lines of tables are none, and in Markdown neither is the source of programs.</summary>
internal static class TextParts
{
    /// <summary>Whether text of an extension is prose with tables in it.</summary>
    public static bool IsMarkdown(string? extension) => extension is ".md" or ".markdown" or ".rst";

    /// <summary>The paragraphs, headings and items of Markdown, and the lines of what programs printed into it.</summary>
    public static IReadOnlyList<Prose> Markdown(ReadOnlyMemory<byte> text, IEnumerable<Table> tables)
    {
        var runs = new List<Prose>();
        var paragraph = new Prose();
        var (inBlock, inSource) = (false, false);
        foreach (var (start, end, isOfTable) in Lines(text, tables))
        {
            var line = text.Span[start..end].TrimStart((byte)' ');
            var isFence = line.StartsWith("```"u8) || line.StartsWith("~~~"u8);
            if (isFence) (inBlock, inSource) = (!inBlock, !inBlock && !line[3..].Trim("`~ \r\n"u8).IsEmpty);
            var isHeading = !inBlock && line.StartsWith("#"u8);
            var marker = inBlock ? 0 : Marker(line);
            if (isFence || isOfTable || inBlock || isHeading || marker > 0 || line.Trim(" \t\r\n"u8).IsEmpty) End(isHeading);
            if (isFence || isOfTable || inSource) continue;
            paragraph.Add(text.Span, end - line.Length + marker, end);
            if (isHeading) End(false);
        }

        End(false);
        return runs;

        void End(bool isBeforeHeading)
        {
            if (paragraph.HasDigit) runs.Add(paragraph);
            paragraph = new Prose { IsHeading = isBeforeHeading };
        }
    }

    /// <summary>Each line by itself.</summary>
    public static IEnumerable<Prose> Printed(ReadOnlyMemory<byte> text, IEnumerable<Table> tables)
    {
        foreach (var (start, end, isOfTable) in Lines(text, tables))
        {
            if (isOfTable) continue;
            var line = new Prose();
            line.Add(text.Span, start, end);
            if (line.HasDigit) yield return line;
        }
    }

    private static IEnumerable<(int Start, int End, bool IsOfTable)> Lines(ReadOnlyMemory<byte> text, IEnumerable<Table> tables)
    {
        var ofTables = new HashSet<int>();
        foreach (var table in tables)
        {
            for (var row = 0; row < table.RowCount; row++)
            {
                for (var column = 0; column < table.Width(row); column++)
                {
                    if (table.SourceOffset(row, column) is >= 0 and var at && at <= text.Length) ofTables.Add(text.Span[..at].LastIndexOf((byte)'\n') + 1);
                }
            }
        }

        for (var start = 0; start < text.Length;)
        {
            var length = text.Span[start..].IndexOf((byte)'\n');
            var end = length < 0 ? text.Length : start + length + 1;
            yield return (start, end, ofTables.Contains(start));
            start = end;
        }
    }

    /// <summary>How long the mark of a list's item is, its number with it.</summary>
    private static int Marker(ReadOnlySpan<byte> line)
    {
        if (line is [(byte)'-' or (byte)'*' or (byte)'+', (byte)' ', ..]) return 2;
        var digits = line.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits is > 0 and <= 3 && line[digits..] is [(byte)'.' or (byte)')', (byte)' ', ..] ? digits + 2 : 0;
    }
}
