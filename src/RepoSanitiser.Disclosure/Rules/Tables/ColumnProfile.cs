using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>What the first rows of a column hold: enough to tell its role, so that a table of a million rows is read once.</summary>
internal sealed class ColumnProfile
{
    private static readonly KnownHeaders<(string Compact, IReadOnlyList<string> Words)> Known = new(h => (HeaderWords.Compact(h), HeaderWords.Split(h)));

    private readonly int[] _kinds = new int[7];
    private double _previous = double.NaN;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
    private (string Compact, IReadOnlyList<string> Words)? _read;

    /// <summary>The column, 0-based.</summary>
    public required int Index { get; init; }

    /// <summary>Its header; empty for none.</summary>
    public required string Header { get; init; }

    /// <summary>The header's letters and digits in lower case.</summary>
    public string Compact => Read.Compact;

    /// <summary>The header's words in lower case.</summary>
    public IReadOnlyList<string> Words => Read.Words;

    private (string Compact, IReadOnlyList<string> Words) Read => _read ??= Known.Of(Header);

    /// <summary>Cells that hold something that is no mark.</summary>
    public int Filled { get; private set; }

    /// <summary>The smallest and largest whole number.</summary>
    public (double Min, double Max) Span => (_min, _max);

    /// <summary>The sum of whole numbers.</summary>
    public double Sum { get; private set; }

    /// <summary>Whether whole numbers go up by one from row to row.</summary>
    public bool IsIndex { get; private set; } = true;

    /// <summary>Whether whole numbers go up from row to row.</summary>
    public bool IsAscending { get; private set; } = true;

    /// <summary>Dates that say the day.</summary>
    public int Days { get; private set; }

    /// <summary>Bytes of the shortest filled cell.</summary>
    public int Shortest { get; private set; } = int.MaxValue;

    /// <summary>Bytes of the longest filled cell.</summary>
    public int Longest { get; private set; }

    /// <summary>Cells of a kind.</summary>
    public int Of(CellKind kind) => _kinds[(int)kind];

    /// <summary>Whether most filled cells are of a kind.</summary>
    public bool Mostly(CellKind kind, double share = 0.8) => Filled > 0 && Of(kind) >= share * Filled;

    /// <summary>Takes in one cell.</summary>
    public void Add(ReadOnlySpan<byte> cell)
    {
        var value = CellValue.Read(cell);
        _kinds[(int)value.Kind]++;
        if (value.Kind is CellKind.Empty or CellKind.Mark) return;
        Filled++;
        if (cell.Length < Shortest) Shortest = cell.Length;
        if (cell.Length > Longest) Longest = cell.Length;
        if (value.Kind == CellKind.Date && CellValue.HasDay(cell)) Days++;
        if (value.Kind is not (CellKind.Count or CellKind.CountWithShare)) return;
        if (value.Number < _min) _min = value.Number;
        if (value.Number > _max) _max = value.Number;
        Sum += value.Number;
        if (!double.IsNaN(_previous) && value.Number != _previous + 1) IsIndex = false;
        if (value.Number <= _previous) IsAscending = false;
        _previous = value.Number;
    }
}

/// <summary>The columns of a table, from its headers and its first rows.</summary>
internal sealed class TableProfile
{
    private const int Sample = 400;

    /// <summary>Reads the headers and the first rows.</summary>
    public TableProfile(Table table, string? member)
    {
        Table = table;
        Member = member;
        Rows = table.RowCount - table.HeaderRows;
        var columns = new ColumnProfile[table.ColumnCount];
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = new ColumnProfile { Index = c, Header = table.Header(c) ?? "" };
        }

        var head = Math.Min(Rows, Sample);
        for (var row = 0; row < head; row++) Add(columns, table.HeaderRows + row);
        Columns = columns;
        IsOfModel = columns.Count(c => HeaderWords.IsOfModel(c.Words)) >= 2;
    }

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>Where it is in a container.</summary>
    public string? Member { get; }

    /// <summary>Rows below the headers.</summary>
    public int Rows { get; }

    /// <summary>Its columns, left to right.</summary>
    public IReadOnlyList<ColumnProfile> Columns { get; }

    /// <summary>Whether its headers are those of estimates.</summary>
    public bool IsOfModel { get; }

    /// <summary>The text that names a row: its first cell that is text, else its first cell.</summary>
    public string RowLabel(int row)
    {
        for (var column = 0; column < Math.Min(Table.Width(row), 6); column++)
        {
            if (CellValue.Read(Table[row, column]).Kind == CellKind.Text) return Table.GetString(row, column);
        }

        return Table.GetString(row, 0);
    }

    private void Add(ColumnProfile[] columns, int row)
    {
        for (var column = 0; column < Table.Width(row); column++) columns[column].Add(Table[row, column]);
    }
}
