using System.Runtime.CompilerServices;

namespace RepoSanitiser.Disclosure.Documents.TextTables;

/// <summary>
/// Reads tables that nothing but alignment shows, as R and pandas print them: an indented header, then lines in which the same
/// columns are blank, with numbers under at least one name.
/// </summary>
internal static class AlignedTable
{
    private const int MaxColumns = 400;

    /// <summary>Reads the table whose header may be on a line.</summary>
    /// <returns>Null where it is none; <c>end</c> is the first line after what was looked at.</returns>
    public static Table? Read(Lines lines, int header, Surface surface, ReadingSession session, out int end)
    {
        end = header + 1;
        if (end >= lines.Count) return null;
        var first = SkipTypes(lines, end);
        if (first >= lines.Count || !lines[first].ContainsAnyInRange((byte)'0', (byte)'9') || !CouldBeRow(lines[header]) || !CouldBeRow(lines[first])) return null;
        var columns = Divide(lines, header, first, out end);
        if (end == first || !IsTable(lines, header, first, end, columns)) return null;
        var builder = new TableBuilder(surface.Text, surface.Document, session);
        for (var line = header; line < end && !builder.Full; line = line == header ? first : line + 1)
        {
            var start = lines.Start(line);
            foreach (var column in columns)
                surface.AddCell(builder, start + Grid.Offset(lines[line], column.Start), start + Grid.Offset(lines[line], column.End));
            builder.EndRow();
        }

        return builder.Build(1);
    }

    /// <summary>The columns that the header and the lines from the first row on have in common, up to the line that has fewer.</summary>
    [SkipLocalsInit]
    private static List<Grid.Columns> Divide(Lines lines, int header, int first, out int end)
    {
        Span<bool> filled = stackalloc bool[Grid.MaxWidth + 1];
        Span<bool> trial = stackalloc bool[Grid.MaxWidth + 1];
        var width = Math.Max(lines[header].Length, lines[first].Length);
        filled[..width].Clear();
        Grid.Mark(lines[header], filled);
        var count = 0;
        for (end = first; end < lines.Count && CouldBeRow(lines[end]); end++)
        {
            if (lines[end].Length > width)
            {
                filled[width..lines[end].Length].Clear();
                width = lines[end].Length;
            }

            filled[..width].CopyTo(trial);
            Grid.Mark(lines[end], trial);
            var divided = Grid.CountRuns(trial[..width]);
            if (divided is < 2 or > MaxColumns || divided < count || !lines[end].ContainsAnyInRange((byte)'0', (byte)'9')) break;
            count = divided;
            trial[..width].CopyTo(filled);
        }

        var columns = new List<Grid.Columns>();
        Grid.Runs(filled[..width], columns);
        return columns;
    }

    /// <summary>A tibble's second line names the types.</summary>
    private static int SkipTypes(Lines lines, int line) =>
        lines[line].TrimStart((byte)' ').StartsWith("<"u8) && lines[line].TrimEnd((byte)' ').EndsWith(">"u8) ? line + 1 : line;

    private static bool CouldBeRow(ReadOnlySpan<byte> line) =>
        !line.IsEmpty && line.Length <= Grid.MaxWidth && line.ContainsAnyExcept((byte)' ') && line[0] is not ((byte)'.' or (byte)'#' or (byte)'>')
        && line.IndexOf(" |"u8) < 0 && !Rules.IsAny(line);

    /// <summary>Every column but the first must have a name, and one of them numbers only; a table of one row must have a row label
    /// as R and pandas print it.</summary>
    private static bool IsTable(Lines lines, int header, int first, int end, List<Grid.Columns> columns)
    {
        var numeric = 0;
        for (var i = 0; i < columns.Count; i++)
        {
            var name = Cell(lines[header], columns[i]);
            if (name.IsEmpty)
            {
                if (i > 0) return false;
                continue;
            }

            var numbers = 0;
            var others = 0;
            for (var line = first; line < end; line++)
            {
                var kind = CellKinds.Of(Cell(lines[line], columns[i]));
                if (kind == CellKind.Number) numbers++;
                else if (kind != CellKind.Empty) others++;
            }

            if (numbers > 0 && others == 0 && i > 0) numeric++;
        }

        if (numeric == 0) return false;
        var label = Cell(lines[first], columns[0]);
        var noName = Cell(lines[header], columns[0]).IsEmpty;
        return end - first > 1 || (noName && (label is [(byte)'0'] or [(byte)'1'] || label.StartsWith("[1"u8)));
    }

    private static ReadOnlySpan<byte> Cell(ReadOnlySpan<byte> line, Grid.Columns column)
    {
        var start = Grid.Offset(line, column.Start);
        return line[start..Math.Max(start, Grid.Offset(line, column.End))].Trim((byte)' ');
    }
}
