using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace RepoSanitiser.Disclosure.Documents;

/// <summary>Collects the cells of one table, within limits. Text that differs from the source (unescaped quotes, entities, a
/// spreadsheet's values) is appended behind it, so that all cells share one buffer.</summary>
internal sealed class TableBuilder(ReadOnlyMemory<byte> text, Text? source, ReadingSession session, int room = 1024)
{
    private readonly int _maxRows = session.Limits.MaxRows;
    private readonly int _maxCells = session.CellsOfNextTable;
    private Cell[] _cells = ArrayPool<Cell>.Shared.Rent(room);
    private int _cellCount;
    private int[] _rowStarts = new int[32];
    private int _rowCount;
    private byte[] _appended = [];
    private int _appendedLength;

    /// <summary>Whether a limit was met: nothing more is taken, and the table counts as truncated.</summary>
    public bool Full { get; private set; }

    /// <summary>Rows ended so far.</summary>
    public int RowCount => _rowCount;

    /// <summary>Cells in the row that has not ended.</summary>
    public int CellsInRow => _cellCount - _rowStarts[_rowCount];

    /// <summary>The cell taken last; an empty one before the first.</summary>
    public Cell Last => _cellCount == 0 ? default : _cells[_cellCount - 1];

    /// <summary>Takes nothing more: reading on would cost too much.</summary>
    public void Stop() => Full = true;

    /// <summary>Takes a cell that this builder made before.</summary>
    public void Add(Cell cell) => Append(cell);

    /// <summary>Takes a cell of the table's text. Blanks around it are left out.</summary>
    public void Add(int start, int end, int origin) => Append(Trimmed(text.Span, start, end) with { Source = origin });

    /// <summary>The cell between two offsets, without the blanks around it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Cell Trimmed(ReadOnlySpan<byte> text, int start, int end)
    {
        var origin = start;
        if (start < end && (text[start] <= (byte)' ' || text[end - 1] <= (byte)' '))
        {
            while (start < end && IsBlank(text[start])) start++;
            while (end > start && IsBlank(text[end - 1])) end--;
        }

        return new Cell(start, end - start, origin);
    }

    /// <summary>Room for so many more cells, to be filled in and taken by <see cref="Take"/>; empty where so many cells or rows could
    /// meet a limit.</summary>
    public Span<Cell> Reserve(int most)
    {
        if (Full || _cellCount > _maxCells - most || _rowCount > _maxRows - most) return [];
        while (_cells.Length - _cellCount < most) Grow();
        return _cells.AsSpan(_cellCount, most);
    }

    /// <summary>Takes the next cells of those reserved.</summary>
    public void Take(int cells) => _cellCount += cells;

    /// <summary>Takes a cell whose text does not lie in the table's text.</summary>
    public void AddCopy(ReadOnlySpan<byte> bytes, int origin)
    {
        bytes = bytes.Trim(" \t\r\n"u8);
        if (_appended.Length - _appendedLength < bytes.Length)
            Array.Resize(ref _appended, Math.Max(_appendedLength + bytes.Length, Math.Max(256, _appended.Length * 2)));
        bytes.CopyTo(_appended.AsSpan(_appendedLength));
        Append(new Cell(text.Length + _appendedLength, bytes.Length, origin));
        _appendedLength += bytes.Length;
    }

    /// <summary>Takes a cell whose text does not lie in the table's text.</summary>
    public void AddCopy(string value, int origin) => AddCopy(Encoding.UTF8.GetBytes(value), origin);

    /// <summary>Takes an empty cell.</summary>
    public void AddEmpty() => Append(new Cell(0, 0, -1));

    /// <summary>Ends the row.</summary>
    /// <returns>False once a limit is met.</returns>
    public bool EndRow()
    {
        if (Full) return false;
        if (_rowCount >= _maxRows)
        {
            Full = true;
            return false;
        }

        _rowCount++;
        if (_rowCount == _rowStarts.Length) Array.Resize(ref _rowStarts, _rowStarts.Length * 2);
        _rowStarts[_rowCount] = _cellCount;
        return true;
    }

    /// <summary>The table of all rows that were ended.</summary>
    /// <param name="headerRows">How many rows are headers; null to find out by <see cref="Headers"/>.</param>
    public Table Build(int? headerRows = null)
    {
        var buffer = Joined();
        var cells = _cells;
        var rowStarts = _rowStarts[..(_rowCount + 1)];
        _cells = [];
        session.CellsTaken(rowStarts[^1]);
        return new Table(buffer, cells, rowStarts, headerRows ?? Headers.Count(new RowView(buffer.Span, cells, rowStarts)), source)
        {
            Truncated = Full,
        };
    }

    private ReadOnlyMemory<byte> Joined()
    {
        if (_appendedLength == 0) return text;
        var joined = new byte[text.Length + _appendedLength];
        text.Span.CopyTo(joined);
        _appended.AsSpan(0, _appendedLength).CopyTo(joined.AsSpan(text.Length));
        return joined;
    }

    private void Append(Cell cell)
    {
        if (_cellCount >= _maxCells)
        {
            Full = true;
            return;
        }

        if (_cellCount == _cells.Length) Grow();
        _cells[_cellCount++] = cell;
    }

    private void Grow()
    {
        var larger = ArrayPool<Cell>.Shared.Rent(2 * _cells.Length);
        _cells.AsSpan(0, _cellCount).CopyTo(larger);
        ArrayPool<Cell>.Shared.Return(_cells);
        _cells = larger;
    }

    private static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
