namespace RepoSanitiser.Disclosure.Documents.Delimited;

/// <summary>
/// Quoted cells that hold lines of the table's own shape. Whether somebody quoted them or two quotes strayed into the file, nobody can
/// tell: such a table is read both ways, so that no row hides in a cell.
/// </summary>
internal sealed class HiddenRows
{
    private const int RowsForWidth = 40;

    private readonly List<(int Start, int End)> _cells = [];

    /// <summary>Takes note of a quoted cell that spans lines, by the offsets of its quotes.</summary>
    public void Add(int openingQuote, int closingQuote) => _cells.Add((openingQuote, closingQuote));

    /// <summary>The text with blanks for the quotes of cells that may be rows, every byte else in its place; null where there are none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="delimiter">What divides its cells.</param>
    /// <param name="table">The table as its quotes say.</param>
    public byte[]? Uncover(ReadOnlySpan<byte> text, byte delimiter, Table table)
    {
        if (_cells.Count == 0) return null;
        var (usual, header) = Widths(table);
        byte[]? copy = null;
        foreach (var (start, end) in _cells)
        {
            var from = text[..start].LastIndexOf((byte)'\n') + 1;
            var rest = text[end..].IndexOf((byte)'\n');
            if (!HasShape(text[from..(rest < 0 ? text.Length : end + rest)], delimiter, usual, header)) continue;
            copy ??= text.ToArray();
            copy.AsSpan(start, end + 1 - start).Replace((byte)'"', (byte)' ');
        }

        return copy;
    }

    /// <summary>Whether lines have as many cells as the table's rows, or as its header: half of those between the first and the last; where
    /// there are none between, both of these, which hold the rest of the row too.</summary>
    private static bool HasShape(ReadOnlySpan<byte> lines, byte delimiter, int usual, int header)
    {
        var fits = new List<bool>();
        foreach (var range in lines.Split((byte)'\n'))
        {
            var width = lines[range].Count(delimiter) + 1;
            fits.Add(width > 1 && (width == usual || width == header));
        }

        var between = fits[1..^1];
        return between.Count == 0 ? fits.TrueForAll(f => f) : 2 * between.Count(f => f) >= between.Count;
    }

    private static (int Usual, int Header) Widths(Table table)
    {
        var widths = new List<int>();
        for (var row = 0; row < Math.Min(table.RowCount, RowsForWidth); row++) widths.Add(table.Width(row));
        if (widths.Count == 0) return (0, 0);
        var usual = widths.GroupBy(w => w).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).First().Key;
        return (usual, table.HeaderRows > 0 ? table.Width(table.HeaderRows - 1) : usual);
    }
}
