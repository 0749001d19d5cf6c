namespace RepoSanitiser.Disclosure.Documents.TextTables;

/// <summary>Reads Markdown tables: a header, a rule of dashes and bars, rows divided by bars.</summary>
internal static class PipeTable
{
    /// <summary>Reads the table whose rule is on a line.</summary>
    /// <returns>Null where it is none; <c>end</c> is the first line after what was looked at.</returns>
    public static Table? Read(Lines lines, int rule, Surface surface, ReadingSession session, out int end)
    {
        end = rule + 1;
        while (end < lines.Count && lines[end].Length <= Grid.MaxWidth && lines[end].Contains((byte)'|')) end++;
        var hasHeader = rule > 0 && lines[rule - 1].Contains((byte)'|') && lines[rule - 1].Length <= Grid.MaxWidth;
        if (end == rule + 1 || (!hasHeader && end == rule + 2)) return null;
        var builder = new TableBuilder(surface.Text, surface.Document, session);
        for (var line = hasHeader ? rule - 1 : rule + 1; line < end; line++)
        {
            if (line != rule && Rules.KindOf(lines[line]) == RuleKind.None) AddRow(builder, lines, line, surface);
        }

        return builder.Build(hasHeader ? 1 : 0);
    }

    private static void AddRow(TableBuilder builder, Lines lines, int line, Surface surface)
    {
        var bytes = lines[line].TrimEnd((byte)' ');
        var start = lines.Start(line);
        var at = bytes.IndexOfAnyExcept((byte)' ');
        if (bytes[at] == (byte)'|') at++;
        while (at <= bytes.Length)
        {
            var bar = at;
            while (bar < bytes.Length && (bytes[bar] != (byte)'|' || (bar > 0 && bytes[bar - 1] == (byte)'\\'))) bar++;
            if (bar == bytes.Length && at == bytes.Length && bytes[^1] == (byte)'|') break;
            surface.AddCell(builder, start + at, start + bar);
            at = bar + 1;
        }

        builder.EndRow();
    }
}
