using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>Finds out what the columns of a table are, one at a time, when somebody asks: by the header first, which costs nothing, then
/// by the first cells, which have to agree with it.</summary>
internal sealed class ColumnRoles(TableProfile profile)
{
    private const double Most = 0.8;
    private const int Looked = 12;
    private const int FirstCells = 8;
    private const int Years = 1900;

    private bool? _sumsUp;
    private readonly HeaderRole?[] _known = new HeaderRole?[profile.Columns.Length];

    /// <summary>The role of a column.</summary>
    public HeaderRole Of(int column) => _known[column] ??= Find(profile.Columns[column]);

    /// <summary>What the header alone says.</summary>
    public HeaderRole OfHeader(int column) => profile.Columns[column].Facts.Role;

    /// <summary>Whether a column can hold shares or rates: only these are asked further, because every column is.</summary>
    public bool MayBeShare(int column) => OfHeader(column) switch
    {
        { Role: ColumnRole.Percentage or ColumnRole.Rate } => true,
        { Role: ColumnRole.Unknown, Confidence: < Confidence.High } => EndsIn(profile.Columns[column], (byte)'%', (byte)'%'),
        _ => false,
    };

    /// <summary>Whether a column may be of a role: of columns that no header explains a look at some cells often says that they are not.</summary>
    public bool MayBe(int column, ColumnRole role)
    {
        if (_known[column] is not null) return true;
        var header = OfHeader(column);
        var isOpen = header is { Role: ColumnRole.Unknown, Confidence: < Confidence.High };
        return role switch
        {
            ColumnRole.Count => !isOpen || !HoldsFractions(column),
            ColumnRole.Unknown or ColumnRole.Category or ColumnRole.Code => true,
            ColumnRole.Date or ColumnRole.Percentage => isOpen || header.Role == role,
            _ => header.Role == role,
        };
    }

    /// <summary>Whether so many of the first cells are fractions that neither counts nor counts with shares can be most of the others,
    /// marks left out or not.</summary>
    private bool HoldsFractions(int column)
    {
        var (table, rows) = (profile.Table, Math.Min(profile.Rows, ColumnProfile.Sample));
        var all = profile.Columns[column].Look.Of(CellShape.Fraction);
        if (Most * all <= rows - all) return false;
        if (rows - all <= FirstCells) return true;
        var (fractions, others) = (0, 0);
        for (var row = 0; row < rows && others <= FirstCells; row++)
        {
            if (!PlainNumber.IsFraction(table[table.HeaderRows + row, column])) others++;
            else if (Most * ++fractions > rows - fractions) return true;
        }

        return false;
    }

    private HeaderRole Find(ColumnProfile column)
    {
        var header = OfHeader(column.Index);
        switch (header.Role)
        {
            case ColumnRole.Count or ColumnRole.Denominator:
                return !column.HasFilled(1) ? header with { Confidence = Confidence.Low } : Counts(column, header);
            case ColumnRole.Unknown when header.Confidence < Confidence.High:
                return !column.HasFilled(1) ? default : OfValues(column);
            case ColumnRole.Percentage or ColumnRole.Rate or ColumnRole.PersonTime:
                return Numbers(column, header);
            default:
                // Most columns of most tables: their headers are taken at their word, unless counts with shares stand below.
                return EndsInBracket(column) && HoldsShares(column) && !IsInterval(column) ? new(ColumnRole.Count, Confidence.Medium) : header;
        }
    }

    /// <summary>A header that says count: whole numbers, which do not merely number the rows.</summary>
    private HeaderRole Counts(ColumnProfile column, HeaderRole header)
    {
        if (!MostlyCounts(column))
        {
            if (HoldsShares(column)) return header;
            return MostlyNumbers(column) ? new(ColumnRole.Unknown, Confidence.Low) : new(ColumnRole.Category, Confidence.Low);
        }

        if (column.IsIndex && column.Of(CellKind.Count) >= 4) return new(ColumnRole.Code, Confidence.Medium);
        return NamesRows(column) ? new(ColumnRole.Category, Confidence.Medium) : header;
    }

    /// <summary>A header that says share: cells of counts with shares are counts all the same.</summary>
    private HeaderRole Numbers(ColumnProfile column, HeaderRole header)
    {
        if (EndsInBracket(column) && HoldsShares(column) && !IsInterval(column)) return new(ColumnRole.Count, Confidence.Medium);
        return First(column, static cell => CellReader.Read(cell, out _).Kind is ReadingKind.Number or ReadingKind.Mark) ? header : header with { Confidence = Confidence.Low };
    }

    /// <summary>Whether the first cells end in a bracket, as every count with its share does.</summary>
    public bool EndsInBracket(ColumnProfile column) => EndsIn(column, (byte)')', (byte)']');

    private bool EndsIn(ColumnProfile column, byte one, byte other)
    {
        if (column.IsPlain) return false;
        var table = profile.Table;
        for (var row = table.HeaderRows; row < Math.Min(table.RowCount, table.HeaderRows + FirstCells); row++)
        {
            var cell = table[row, column.Index];
            if (!cell.IsEmpty && (cell[^1] == one || cell[^1] == other)) return true;
        }

        return false;
    }

    private HeaderRole OfValues(ColumnProfile column)
    {
        if (column.Mostly(CellKind.Date)) return new(ColumnRole.Date, Confidence.High);
        if (EndsInBracket(column) && HoldsShares(column)) return new(ColumnRole.Count, column.Header.Length > 0 ? Confidence.High : Confidence.Medium);
        if (HoldsPercentSigns(column)) return new(ColumnRole.Percentage, Confidence.Medium);
        if (column.Of(CellKind.Text) > (1 - Most) * column.Filled) return new(ColumnRole.Category, Confidence.Medium);
        if (!MostlyCounts(column)) return default;
        if (column.Span is { Min: >= Years, Max: <= Years + 200 }) return new(ColumnRole.Date, Confidence.Medium);
        if (column.IsIndex && column.Filled > 2) return new(ColumnRole.Code, Confidence.Medium);
        // A header that names a group: only beside a column of labels, where the numbers go beyond codes and are no shares of a hundred.
        if (column.Index == 0 || column.Header.Length == 0 || profile.IsOfModel || (column.Filled > 2 && column.Sum is >= 99 and <= 101)) return default;
        return (column.Span.Max >= 20 && column.Span.Min < column.Span.Max) || (_sumsUp ??= RowsSumUp())
            ? new(ColumnRole.Count, Confidence.Medium)
            : default;
    }

    /// <summary>The first column of a table of counts names its rows, also where it is itself a number of something.</summary>
    private bool NamesRows(ColumnProfile column)
    {
        if (column.Index != 0 || !column.IsAscending || column.Of(CellKind.Count) < 2) return false;
        for (var other = 1; other < profile.Columns.Length; other++)
        {
            if (Of(other).Role is ColumnRole.Count or ColumnRole.Denominator) return true;
        }

        return false;
    }

    /// <summary>Whether whole numbers in columns that no header explains add up, row by row, to a column named total.</summary>
    private bool RowsSumUp()
    {
        const int Enough = 2;
        var total = -1;
        var parts = new List<int>();
        foreach (var column in profile.Columns)
        {
            if (column.Words.Contains("total", StringComparer.Ordinal)) total = column.Index;
            else if (column.Index > 0 && OfHeader(column.Index) == default && column.HasFilled(1) && MostlyCounts(column)) parts.Add(column.Index);
        }

        if (total < 0 || parts.Count < 2) return false;
        var (table, proofs) = (profile.Table, 0);
        for (var row = table.HeaderRows; row < Math.Min(table.RowCount, table.HeaderRows + Looked); row++)
        {
            var whole = CellValue.Read(table[row, total]);
            if (whole.Kind != CellKind.Count || whole.Number == 0) continue;
            var sum = 0.0;
            foreach (var part in parts) sum += CellValue.Read(table[row, part]) is { Kind: CellKind.Count } cell ? cell.Number : double.NaN;
            if (double.IsNaN(sum)) continue;
            if (sum != whole.Number) return false;
            proofs++;
        }

        return proofs >= Enough;
    }

    private bool MostlyCounts(ColumnProfile column)
    {
        var counts = column.Of(CellKind.Count) + column.Of(CellKind.CountWithShare);
        if (counts >= Most * column.Filled) return true;
        return counts > 0 && column.Of(CellKind.Text) > 0 && counts >= Most * (column.Filled - MarksAmong(column));
    }

    /// <summary>Marks of the first cells in forms that take a closer look: [&lt;=5], SMALL N.</summary>
    private int MarksAmong(ColumnProfile column)
    {
        var (table, marks) = (profile.Table, 0);
        for (var row = table.HeaderRows; row < Math.Min(table.RowCount, table.HeaderRows + ColumnProfile.Sample); row++)
        {
            var cell = table[row, column.Index];
            if (!CellValue.IsEmptyOrMark(cell) && CellReader.Read(cell, out _).Kind == ReadingKind.Mark) marks++;
        }

        return marks;
    }

    private static bool MostlyNumbers(ColumnProfile column) =>
        column.Of(CellKind.Count) + column.Of(CellKind.CountWithShare) + column.Of(CellKind.Number) >= Most * column.Filled;

    /// <summary>Whether most cells are counts with a share in brackets, in either order.</summary>
    private bool HoldsShares(ColumnProfile column) =>
        column.Of(CellKind.CountWithShare) * 2 > column.Filled
        || (column.Of(CellKind.Text) + column.Of(CellKind.Number) > 0 && First(column, static cell => CellReader.Read(cell, out _).Kind == ReadingKind.CountWithShare));

    private bool HoldsPercentSigns(ColumnProfile column) =>
        column.Of(CellKind.Number) > 0 && First(column, static cell => cell[^1] == (byte)'%' && CellReader.Read(cell, out _).Kind == ReadingKind.Number);

    /// <summary>1.2 (0.8) below "HR (se)": a share in brackets is one of a whole number only.</summary>
    private static bool IsInterval(ColumnProfile column) => column.Of(CellKind.Number) > column.Of(CellKind.CountWithShare);

    private bool First(ColumnProfile column, Fits fits)
    {
        var (filled, fit) = (0, 0);
        var table = profile.Table;
        for (var row = table.HeaderRows; row < Math.Min(table.RowCount, table.HeaderRows + ColumnProfile.Sample) && filled < Looked; row++)
        {
            var cell = table[row, column.Index];
            if (CellValue.IsEmptyOrMark(cell)) continue;
            filled++;
            if (fits(cell)) fit++;
        }

        return filled > 0 && fit >= Most * filled;
    }

    private delegate bool Fits(ReadOnlySpan<byte> cell);
}
