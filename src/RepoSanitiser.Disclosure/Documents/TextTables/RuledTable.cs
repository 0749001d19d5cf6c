namespace RepoSanitiser.Disclosure.Documents.TextTables;

/// <summary>Reads tables whose rules say where the columns are: Stata's, those of databases, those in boxes, and simple ones under
/// groups of dashes.</summary>
internal static class RuledTable
{
    private const int MaxHeaderLines = 8;

    /// <summary>Reads the table that the rule on a line belongs to.</summary>
    /// <returns>Null where it is none; <c>end</c> is the first line after what was looked at.</returns>
    public static Table? Read(Lines lines, int rule, RuleKind kind, Surface surface, ReadingSession session, out int end)
    {
        var layout = Layout.Of(lines[rule], kind);
        var header = layout.Boxed ? rule : HeaderStart(lines, rule, layout);
        end = rule + 1;
        while (end < lines.Count && layout.Continues(lines[end])) end++;
        var body = layout.Boxed ? SecondRule(lines, rule, end) : rule;
        if (Contents(lines, body, end) == 0 || (kind == RuleKind.Dashes && header == rule)) return null;
        var columns = layout.Columns(lines, body + 1, end);
        if (columns.Count == 0) return null;
        var builder = new TableBuilder(surface.Text, surface.Document, session);
        for (var line = header; line < end && !builder.Full; line++)
        {
            if (Rules.IsAny(lines[line])) continue;
            if (line < body) AddHeader(builder, lines, line, layout, columns, surface);
            else AddRow(builder, lines, line, columns, surface);
            builder.EndRow();
        }

        return builder.Build(Contents(lines, header - 1, body));
    }

    /// <summary>The first of the lines right above a rule that have bars where the rule has crossings.</summary>
    private static int HeaderStart(Lines lines, int rule, Layout layout)
    {
        var header = rule;
        while (header > 0 && rule - header < (layout.Bars.Count == 0 ? 1 : MaxHeaderLines) && layout.IsRow(lines[header - 1])) header--;
        return header;
    }

    /// <summary>In a box the header lies between the first rule and the second, if rows follow that.</summary>
    private static int SecondRule(Lines lines, int rule, int end)
    {
        for (var line = rule + 2; line < end - 1; line++)
        {
            if (Rules.IsAny(lines[line])) return Contents(lines, line, end) > 0 ? line : rule;
        }

        return rule;
    }

    /// <summary>Lines after one and before another that are no rules.</summary>
    private static int Contents(Lines lines, int after, int before)
    {
        var count = 0;
        for (var line = after + 1; line < before; line++) count += Rules.IsAny(lines[line]) ? 0 : 1;
        return count;
    }

    private static void AddRow(TableBuilder builder, Lines lines, int line, List<Grid.Columns> columns, Surface surface)
    {
        var bytes = lines[line];
        var start = lines.Start(line);
        foreach (var column in columns) surface.AddCell(builder, start + Grid.Offset(bytes, column.Start), start + Grid.Offset(bytes, column.End));
    }

    /// <summary>Gives each word of a header line to the column it stands over, or the nearest one.</summary>
    private static void AddHeader(TableBuilder builder, Lines lines, int line, Layout layout, List<Grid.Columns> columns, Surface surface)
    {
        var bytes = lines[line];
        var start = lines.Start(line);
        var filled = new bool[bytes.Length + 1];
        Grid.Mark(bytes, filled);
        foreach (var bar in layout.Bars) if (bar < filled.Length) filled[bar] = false;
        var words = new List<Grid.Columns>();
        Grid.Runs(filled, words);
        var cells = new Grid.Columns[columns.Count];
        foreach (var word in words)
        {
            var column = layout.Nearest(columns, word);
            cells[column] = cells[column].End == 0 ? word : new Grid.Columns(cells[column].Start, word.End);
        }

        foreach (var cell in cells)
        {
            if (cell.End == 0) builder.AddEmpty();
            else surface.AddCell(builder, start + Grid.Offset(bytes, cell.Start), start + Grid.Offset(bytes, cell.End));
        }
    }
}
