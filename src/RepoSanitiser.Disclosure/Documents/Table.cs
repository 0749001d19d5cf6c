using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.Disclosure.Documents;

/// <summary>Where a cell's text lies in the table's text, and where the cell lies in the document it came from.</summary>
/// <param name="Start">Byte offset in <see cref="Table.Text"/>.</param>
/// <param name="Length">Bytes, without quotes and surrounding blanks.</param>
/// <param name="Source">Byte offset in the source document, or -1 where the format has no offsets (a spreadsheet).</param>
public readonly record struct Cell(int Start, int Length, int Source);

/// <summary>
/// A table as parsed: rows of cells over one buffer of UTF-8, so that a million cells cost no strings. Row 0 up to
/// <see cref="HeaderRows"/> are headers. Rows may be ragged.
/// </summary>
public sealed class Table
{
    // What cells point into, as an array: every look at a cell would otherwise ask the memory anew what it is made of.
    private readonly ArraySegment<byte> _bytes;
    private Cell[] _cells;
    private readonly int[] _rowStarts;
    private readonly Text? _source;

    /// <summary>Builds a table.</summary>
    /// <param name="text">The buffer the cells point into.</param>
    /// <param name="cells">All cells, row by row, in an array of the shared pool's, which may be longer.</param>
    /// <param name="rowStarts">Index in <paramref name="cells"/> of each row's first cell, and one more for the end.</param>
    /// <param name="headerRows">How many rows at the top are headers.</param>
    /// <param name="source">The document that <see cref="Cell.Source"/> points into; null where the format has no offsets.</param>
    public Table(ReadOnlyMemory<byte> text, Cell[] cells, int[] rowStarts, int headerRows, Text? source)
    {
        Text = text;
        _bytes = MemoryMarshal.TryGetArray(text, out var bytes) ? bytes : new ArraySegment<byte>(text.ToArray());
        _cells = cells;
        _rowStarts = rowStarts;
        HeaderRows = Math.Min(headerRows, rowStarts.Length - 1);
        _source = source;
        for (var row = 0; row < RowCount; row++) ColumnCount = Math.Max(ColumnCount, Width(row));
    }

    /// <summary>The buffer the cells point into.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>How many rows at the top are headers; 0 where there is none.</summary>
    public int HeaderRows { get; }

    /// <summary>All rows, headers included.</summary>
    public int RowCount => _rowStarts.Length - 1;

    /// <summary>Cells in the widest row.</summary>
    public int ColumnCount { get; }

    /// <summary>Whether rows beyond a limit were left out; the document's parts say so too.</summary>
    public bool Truncated { get; init; }

    /// <summary>Gives the cells' memory back for the next table; this one must not be used any more.</summary>
    internal void Release()
    {
        ArrayPool<Cell>.Shared.Return(_cells);
        _cells = [];
    }

    /// <summary>The cells of one row.</summary>
    internal ReadOnlySpan<Cell> Row(int row) => _cells.AsSpan(_rowStarts[row], Width(row));

    /// <summary>The bytes that the cells point into.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The bytes of a cell of this table.</summary>
    internal ReadOnlySpan<byte> BytesOf(in Cell cell) => _bytes.AsSpan(cell.Start, cell.Length);

    /// <summary>Cells in one row.</summary>
    public int Width(int row) => _rowStarts[row + 1] - _rowStarts[row];

    /// <summary>The bytes of a cell, empty where the row is shorter. 0-based.</summary>
    public ReadOnlySpan<byte> this[int row, int column]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var at = _rowStarts[row] + column;
            if (at >= _rowStarts[row + 1]) return default;
            ref readonly var cell = ref _cells[at];
            return BytesOf(cell);
        }
    }

    /// <summary>Where a cell begins in the source document, in bytes; -1 where the format has no offsets or the row is shorter.</summary>
    public int SourceOffset(int row, int column) => column < Width(row) ? _cells[_rowStarts[row] + column].Source : -1;

    /// <summary>The document that <see cref="Cell.Source"/> points into; null where the format has no offsets.</summary>
    internal Text? Source => _source;

    /// <summary>A cell as it lies in <see cref="Text"/>; an empty one without an offset where the row is shorter.</summary>
    internal Cell CellAt(int row, int column) => column < Width(row) ? _cells[_rowStarts[row] + column] : new Cell(0, 0, -1);

    /// <summary>The text of a cell.</summary>
    public string GetString(int row, int column) => Encoding.UTF8.GetString(this[row, column]);

    /// <summary>The header of a column: the last header row's text; null where there is none.</summary>
    public string? Header(int column) => HeaderBytes(column) is { IsEmpty: false } header ? Encoding.UTF8.GetString(header) : null;

    /// <summary>The header of a column in UTF-8; empty where there is none.</summary>
    internal ReadOnlySpan<byte> HeaderBytes(int column)
    {
        for (var row = HeaderRows - 1; row >= 0; row--)
        {
            var text = this[row, column];
            if (!text.IsEmpty) return text;
        }

        return default;
    }

    /// <summary>Where a cell is, for a finding: 1-based row and column of the table, and line and column of the source if it has any.</summary>
    public Location Locate(int row, int column, string? member)
    {
        var cell = new CellLocation(row + 1, column + 1, Header(column));
        var offset = SourceOffset(row, column);
        if (_source is null || offset < 0) return new Location(null, null, cell, member);
        var (line, character) = _source.Position(offset);
        return new Location(line, character, cell, member);
    }
}
