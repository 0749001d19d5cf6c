using System.Runtime.CompilerServices;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>What the first cells of a column look like.</summary>
internal struct ColumnLook
{
    private Shapes _shapes;

    /// <summary>Bytes of the shortest cell that is not empty; the largest number where all are.</summary>
    public int Shortest { get; private set; }

    /// <summary>Bytes of the longest cell.</summary>
    public int Longest { get; private set; }

    /// <summary>Cells of a shape; those of rows that end before the column are none.</summary>
    public readonly int Of(CellShape shape) => _shapes[(int)shape];

    /// <summary>Cells that are plain numbers.</summary>
    public readonly int Numbers => Of(CellShape.Whole) + Of(CellShape.Number) + Of(CellShape.Fraction);

    /// <summary>A column of which nothing has been seen.</summary>
    public static ColumnLook Unseen => new() { Shortest = int.MaxValue };

    /// <summary>Takes a cell into account.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ReadOnlySpan<byte> text, in Cell cell)
    {
        var shape = CellShapes.Of(text, cell.Start, cell.Length);
        _shapes[(int)shape]++;
        if (cell.Length > Longest) Longest = cell.Length;
        if (cell.Length < Shortest && shape != CellShape.Empty) Shortest = cell.Length;
    }

    [InlineArray(CellShapes.Count)]
    private struct Shapes
    {
        private int _cells;
    }
}

/// <summary>What the first cells of all columns look like, seen row by row as they lie in memory: most questions about most columns are
/// answered by it.</summary>
internal sealed class ColumnLooks
{
    private readonly ColumnLook[] _looks;

    /// <summary>Looks at the first rows.</summary>
    public ColumnLooks(Table table)
    {
        _looks = new ColumnLook[table.ColumnCount];
        Array.Fill(_looks, ColumnLook.Unseen);
        var text = table.Bytes;
        var end = Math.Min(table.RowCount, table.HeaderRows + ColumnProfile.Sample);
        for (var row = table.HeaderRows; row < end; row++)
        {
            var cells = table.Row(row);
            var looks = _looks.AsSpan(0, cells.Length);
            for (var column = 0; column < cells.Length; column++) looks[column].Add(text, cells[column]);
        }
    }

    /// <summary>What a column looks like.</summary>
    public ref readonly ColumnLook this[int column] => ref _looks[column];
}
