using System.Text;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// What the first rows of a column hold: enough to tell its role, so that a table of a million rows is read once. What its cells look like
/// is found out first, and what they are only when a rule asks and their looks don't tell: most columns of most tables no rule asks about.
/// </summary>
internal sealed class ColumnProfile(TableProfile profile, int index)
{
    /// <summary>Rows that are looked at.</summary>
    public const int Sample = 100;

    private Values? _values;
    private int? _filled;

    /// <summary>The column, 0-based.</summary>
    public int Index { get; } = index;

    /// <summary>What its header says.</summary>
    public HeaderFacts Facts { get; } = HeaderFacts.Of(profile.Table.HeaderBytes(index));

    /// <summary>Its header; empty for none.</summary>
    public string Header => Facts.Text;

    /// <summary>The header's letters and digits in lower case.</summary>
    public string Compact => Facts.Compact;

    /// <summary>The header's words in lower case.</summary>
    public IReadOnlyList<string> Words => Facts.Words;

    /// <summary>What its cells look like.</summary>
    public ref readonly ColumnLook Look => ref profile.Looks[Index];

    /// <summary>Whether all its cells are plain numbers or empty.</summary>
    public bool IsPlain => Look.Of(CellShape.Other) == 0;

    /// <summary>Cells that hold something that is no mark.</summary>
    public int Filled => _filled ??= IsPlain ? Look.Numbers : _values?.Filled ?? CountFilled(int.MaxValue);

    /// <summary>The smallest and largest whole number.</summary>
    public (double Min, double Max) Span => (What.Min, What.Max);

    /// <summary>The sum of whole numbers.</summary>
    public double Sum => What.Sum;

    /// <summary>Whether whole numbers go up by one from row to row.</summary>
    public bool IsIndex => GoesUp(static (number, previous) => number == previous + 1);

    /// <summary>Whether whole numbers go up from row to row.</summary>
    public bool IsAscending => GoesUp(static (number, previous) => number > previous);

    /// <summary>Dates that say the day.</summary>
    public int Days => IsPlain ? 0 : What.Days;

    private Values What => _values ??= new Values(this);

    /// <summary>Whether so many cells hold something that is no mark: looks no further than it has to.</summary>
    public bool HasFilled(int least) => Look.Numbers >= least || (_filled ?? _values?.Filled ?? (IsPlain ? Filled : CountFilled(least))) >= least;

    /// <summary>Cells of a kind.</summary>
    public int Of(CellKind kind) => !IsPlain ? What.Kinds[(int)kind] : kind switch
    {
        CellKind.Empty => Look.Of(CellShape.Empty),
        CellKind.Count => Look.Of(CellShape.Whole),
        CellKind.Number => Look.Of(CellShape.Number) + Look.Of(CellShape.Fraction),
        _ => 0,
    };

    /// <summary>Whether most filled cells are of a kind.</summary>
    public bool Mostly(CellKind kind, double share = 0.8) => Of(kind) >= share * Filled && Filled > 0;

    /// <summary>Whether each whole number follows the one before as it should: most columns tell by their first rows that theirs don't.</summary>
    private bool GoesUp(Func<double, double, bool> follows)
    {
        var end = Table.HeaderRows + Math.Min(Rows, Sample);
        var previous = double.NaN;
        for (var row = Table.HeaderRows; row < end; row++)
        {
            if (CellValue.Read(Table[row, Index]) is not { Kind: CellKind.Count or CellKind.CountWithShare } value) continue;
            if (!double.IsNaN(previous) && !follows(value.Number, previous)) return false;
            previous = value.Number;
        }

        return true;
    }

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
            }
        }

        public int[] Kinds { get; } = new int[7];

        public double Min { get; } = double.PositiveInfinity;

        public double Max { get; } = double.NegativeInfinity;

        public double Sum { get; }

        public int Days { get; }

        /// <summary>Cells that are neither empty nor a mark.</summary>
        public int Filled => Kinds.Sum() - Kinds[(int)CellKind.Empty] - Kinds[(int)CellKind.Mark];
    }

    private Table Table => profile.Table;

    private int Rows => profile.Rows;
}

/// <summary>The columns of a table, from its headers and its first rows.</summary>
internal sealed class TableProfile
{
    private ColumnLooks? _looks;

    /// <summary>Reads the headers.</summary>
    public TableProfile(Table table, string? member)
    {
        Table = table;
        Member = member;
        Rows = table.RowCount - table.HeaderRows;
        var columns = new ColumnProfile[table.ColumnCount];
        var ofModel = 0;
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = new ColumnProfile(this, c);
            if (columns[c].Facts.IsOfModel) ofModel++;
        }

        Columns = columns;
        IsOfModel = ofModel >= 2;
    }

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>Where it is in a container.</summary>
    public string? Member { get; }

    /// <summary>Rows below the headers.</summary>
    public int Rows { get; }

    /// <summary>Its columns, left to right.</summary>
    public ColumnProfile[] Columns { get; }

    /// <summary>What the cells of its columns look like.</summary>
    public ColumnLooks Looks => _looks ??= new ColumnLooks(Table);

    /// <summary>Whether its headers are those of estimates.</summary>
    public bool IsOfModel { get; }

    /// <summary>The text that names a row: its first cell that is text, else its first cell.</summary>
    public string RowLabel(int row) => Encoding.UTF8.GetString(RowLabelBytes(row));

    /// <summary>The same in UTF-8.</summary>
    public ReadOnlySpan<byte> RowLabelBytes(int row)
    {
        for (var column = 0; column < Math.Min(Table.Width(row), 6); column++)
        {
            var cell = Table[row, column];
            if (CellValue.Read(cell).Kind == CellKind.Text) return cell;
        }

        return Table[row, 0];
    }
}
