namespace RepoSanitiser.Disclosure.Documents;

/// <summary>Rows of cells before they are a <see cref="Table"/>.</summary>
internal readonly ref struct RowView(ReadOnlySpan<byte> buffer, ReadOnlySpan<Cell> cells, ReadOnlySpan<int> rowStarts)
{
    private readonly ReadOnlySpan<byte> _buffer = buffer;
    private readonly ReadOnlySpan<Cell> _cells = cells;
    private readonly ReadOnlySpan<int> _rowStarts = rowStarts;

    public int RowCount => _rowStarts.Length - 1;

    public int Width(int row) => _rowStarts[row + 1] - _rowStarts[row];

    public ReadOnlySpan<byte> this[int row, int column]
    {
        get
        {
            if (column >= Width(row)) return default;
            ref readonly var cell = ref _cells[_rowStarts[row] + column];
            return _buffer.Slice(cell.Start, cell.Length);
        }
    }
}
