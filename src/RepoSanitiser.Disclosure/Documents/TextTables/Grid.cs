using System.Text;

namespace RepoSanitiser.Disclosure.Documents.TextTables;

/// <summary>Columns of a line counted in characters, so that a label with an accent does not shift the cells after it.</summary>
internal static class Grid
{
    /// <summary>The widest line that can be part of a table, in bytes.</summary>
    public const int MaxWidth = 4096;

    /// <summary>Marks the character columns that are not blank.</summary>
    public static void Mark(ReadOnlySpan<byte> line, Span<bool> filled)
    {
        var column = 0;
        foreach (var b in line)
        {
            if ((b & 0xC0) == 0x80) continue;
            if (b is not ((byte)' ' or (byte)'\t')) filled[column] = true;
            column++;
        }
    }

    /// <summary>The byte offset of a character column; the length of the line where it is shorter.</summary>
    public static int Offset(ReadOnlySpan<byte> line, int column)
    {
        if (Ascii.IsValid(line)) return Math.Min(column, line.Length);
        var offset = 0;
        for (; offset < line.Length; offset++)
        {
            if ((line[offset] & 0xC0) != 0x80 && column-- == 0) return offset;
        }

        return offset;
    }

    /// <summary>The character column of a byte offset.</summary>
    public static int Column(ReadOnlySpan<byte> line, int offset)
    {
        var column = 0;
        foreach (var b in line[..offset])
        {
            if ((b & 0xC0) != 0x80) column++;
        }

        return column;
    }

    /// <summary>Whether a line has a byte at a character column.</summary>
    public static bool Has(ReadOnlySpan<byte> line, int column, byte value)
    {
        var offset = Offset(line, column);
        return offset < line.Length && line[offset] == value;
    }

    /// <summary>Adds the runs of filled columns: the columns of a table.</summary>
    /// <param name="filled">Marks of columns.</param>
    /// <param name="runs">Where they are added.</param>
    /// <param name="from">The column that the first mark stands for.</param>
    public static void Runs(ReadOnlySpan<bool> filled, List<Columns> runs, int from = 0)
    {
        for (var at = 0; at < filled.Length; at++)
        {
            if (!filled[at]) continue;
            var start = at;
            while (at < filled.Length && filled[at]) at++;
            runs.Add(new Columns(from + start, from + at));
        }
    }

    /// <summary>How many runs of filled columns there are.</summary>
    public static int CountRuns(ReadOnlySpan<bool> filled)
    {
        var runs = 0;
        var before = false;
        foreach (var here in filled)
        {
            if (here && !before) runs++;
            before = here;
        }

        return runs;
    }

    /// <summary>A range of character columns.</summary>
    internal readonly record struct Columns(int Start, int End);
}
