using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// What the first rows of a column hold: enough to tell its role, so that a table of a million rows is read once. How long its cells
/// are is found out first, and what they are only when a rule asks: most columns of most tables no rule asks about.
/// </summary>
internal sealed class ColumnProfile(TableProfile profile, int index)
{
    /// <summary>Rows that are looked at.</summary>
    public const int Sample = 100;

    private static readonly KnownHeaders<(string Compact, IReadOnlyList<string> Words)> Known = new(h => (HeaderWords.Compact(h), HeaderWords.Split(h)));

    private (string Compact, IReadOnlyList<string> Words)? _read;
    private Values? _values;
    private int? _filled;

    /// <summary>The column, 0-based.</summary>
    public int Index { get; } = index;

    /// <summary>Its header; empty for none.</summary>
    public string Header { get; } = profile.Table.Header(index) ?? "";

    /// <summary>The header's letters and digits in lower case.</summary>
    public string Compact => Read.Compact;

    /// <summary>The header's words in lower case.</summary>
    public IReadOnlyList<string> Words => Read.Words;

    /// <summary>Cells that hold something that is no mark.</summary>
    public int Filled => _filled ??= _values?.Filled ?? CountFilled(int.MaxValue);

    /// <summary>Bytes of the shortest cell that is not empty.</summary>
    public int Shortest => profile.Lengths.Shortest[Index];

    /// <summary>Bytes of the longest cell.</summary>
    public int Longest => profile.Lengths.Longest[Index];

    /// <summary>The smallest and largest whole number.</summary>
    public (double Min, double Max) Span => (What.Min, What.Max);

    /// <summary>The sum of whole numbers.</summary>
    public double Sum => What.Sum;

    /// <summary>Whether whole numbers go up by one from row to row.</summary>
    public bool IsIndex => What.IsIndex;

    /// <summary>Whether whole numbers go up from row to row.</summary>
    public bool IsAscending => What.IsAscending;

    /// <summary>Dates that say the day.</summary>
    public int Days => What.Days;

    private (string Compact, IReadOnlyList<string> Words) Read => _read ??= Known.Of(Header);

    private Values What => _values ??= new Values(this);

    /// <summary>Whether so many cells hold something that is no mark: looks no further than it has to.</summary>
    public bool HasFilled(int least) => (_filled ?? _values?.Filled ?? CountFilled(least)) >= least;

    /// <summary>Cells of a kind.</summary>
    public int Of(CellKind kind) => What.Kinds[(int)kind];

    /// <summary>Whether most filled cells are of a kind.</summary>
    public bool Mostly(CellKind kind, double share = 0.8) => Of(kind) >= share * Filled && Filled > 0;

    private int CountFilled(int enough)
    {
        var filled = 0;
        var end = Table.HeaderRows + Math.Min(Rows, Sample);
        for (var row = Table.HeaderRows; row < end && filled < enough; row++)
        {
            if (!CellValue.IsEmptyOrMark(Table[row, Index])) filled++;
        }

        return filled;
    }

    /// <summary>What the cells are.</summary>
    private sealed class Values
    {
        public Values(ColumnProfile column)
        {
            var end = column.Table.HeaderRows + Math.Min(column.Rows, Sample);
            var previous = double.NaN;
            for (var row = column.Table.HeaderRows; row < end; row++)
            {
                // A row that ends before the column has no cell in it, not an empty one.
                if (column.Index >= column.Table.Width(row)) continue;
                var cell = column.Table[row, column.Index];
                var value = CellValue.Read(cell);
                Kinds[(int)value.Kind]++;
                if (value.Kind == CellKind.Date && CellValue.HasDay(cell)) Days++;
                if (value.Kind is not (CellKind.Count or CellKind.CountWithShare)) continue;
                if (value.Number < Min) Min = value.Number;
                if (value.Number > Max) Max = value.Number;
                Sum += value.Number;
                if (!double.IsNaN(previous) && value.Number != previous + 1) IsIndex = false;
                if (value.Number <= previous) IsAscending = false;
                previous = value.Number;
            }
        }

        public int[] Kinds { get; } = new int[7];

        public double Min { get; } = double.PositiveInfinity;

        public double Max { get; } = double.NegativeInfinity;

        public double Sum { get; }

        public bool IsIndex { get; } = true;

        public bool IsAscending { get; } = true;

        public int Days { get; }

        /// <summary>Cells that are neither empty nor a mark.</summary>
        public int Filled => Kinds.Sum() - Kinds[(int)CellKind.Empty] - Kinds[(int)CellKind.Mark];
    }

    private Table Table => profile.Table;

    private int Rows => profile.Rows;
}

/// <summary>How long the cells of each column are that are not empty, over the first rows.</summary>
internal sealed class ColumnLengths
{
    /// <summary>Measures row by row, as the cells lie in memory.</summary>
    public ColumnLengths(Table table)
    {
        Shortest = new int[table.ColumnCount];
        Longest = new int[table.ColumnCount];
        Array.Fill(Shortest, int.MaxValue);
        var end = Math.Min(table.RowCount, table.HeaderRows + ColumnProfile.Sample);
        for (var row = table.HeaderRows; row < end; row++)
        {
            var cells = table.Row(row);
            var shortest = Shortest.AsSpan(0, cells.Length);
            var longest = Longest.AsSpan(0, cells.Length);
            for (var column = 0; column < cells.Length; column++)
            {
                var length = cells[column].Length;
                if (length == 0) continue;
                if (length < shortest[column]) shortest[column] = length;
                if (length > longest[column]) longest[column] = length;
            }
        }
    }

    /// <summary>Bytes of the shortest one of each column.</summary>
    public int[] Shortest { get; }

    /// <summary>Bytes of the longest one of each column.</summary>
    public int[] Longest { get; }
}

/// <summary>The columns of a table, from its headers and its first rows.</summary>
internal sealed class TableProfile
{
    private ColumnLengths? _lengths;

    /// <summary>Reads the headers.</summary>
    public TableProfile(Table table, string? member)
    {
        Table = table;
        Member = member;
        Rows = table.RowCount - table.HeaderRows;
        var columns = new ColumnProfile[table.ColumnCount];
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = new ColumnProfile(this, c);
        }

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

    /// <summary>How long the cells of its columns are.</summary>
    public ColumnLengths Lengths => _lengths ??= new ColumnLengths(Table);

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
}
