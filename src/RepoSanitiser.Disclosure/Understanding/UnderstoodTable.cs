using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>
/// A table with what its columns and cells mean. Everything is found out when first asked for: most rules ask about few columns of few
/// tables. For one thread at a time.
/// </summary>
public sealed class UnderstoodTable
{
    private readonly ColumnRoles _roles;
    private readonly MarksInContext _marks;
    private readonly RoundingOfColumns _rounding;
    private int[]? _shares;

    /// <summary>Takes a table; nothing is read yet.</summary>
    /// <param name="table">The table.</param>
    /// <param name="member">Its path inside a container, or null.</param>
    public UnderstoodTable(Table table, string? member)
        : this(new TableProfile(table, member))
    {
    }

    internal UnderstoodTable(TableProfile profile)
    {
        Profile = profile;
        _roles = new ColumnRoles(profile);
        _rounding = new RoundingOfColumns(this);
        _marks = new MarksInContext(this);
    }

    /// <summary>The table.</summary>
    public Table Table => Profile.Table;

    /// <summary>Its path inside a container, or null.</summary>
    public string? Member => Profile.Member;

    /// <summary>Whether its headers are those of estimates: its whole numbers count nobody unless a header says so.</summary>
    public bool IsModelOutput => Profile.IsOfModel;

    /// <summary>Columns of the widest row.</summary>
    public int ColumnCount => Profile.Columns.Length;

    /// <summary>The first row below the headers, 0-based.</summary>
    public int FirstRow => Table.HeaderRows;

    /// <summary>The row after the last, 0-based.</summary>
    public int EndRow => Table.RowCount;

    /// <summary>The columns' first cells.</summary>
    internal TableProfile Profile { get; }

    /// <summary>What the numbers of a column are. 0-based.</summary>
    public ColumnRole Role(int column) => _roles.Of(column).Role;

    /// <summary>How sure the role is: high where the header says it and the values agree.</summary>
    public Core.Confidence Confidence(int column) => _roles.Of(column).Confidence;

    /// <summary>The columns of a role, left to right.</summary>
    public IEnumerable<int> Columns(ColumnRole role)
    {
        for (var column = 0; column < ColumnCount; column++)
        {
            if (Role(column) == role) yield return column;
        }
    }

    /// <summary>
    /// Reads a cell. NA, a dash or a blank is a mark only where the table says so: in a column of counts, shares or rates whose other
    /// cells are numbers, in a row that a column named "redacted" says was redacted, or where a total leaves something for it.
    /// </summary>
    public Reading Read(int row, int column)
    {
        var reading = CellReader.Read(Table[row, column], out var couldBeMark);
        return couldBeMark && _marks.IsMark(row, column) ? Reading.Mark : reading;
    }

    /// <summary>Reads a cell, and takes NA, a dash or a blank for a mark wherever it stands.</summary>
    internal Reading ReadAsMark(int row, int column)
    {
        var reading = CellReader.Read(Table[row, column], out var couldBeMark);
        return couldBeMark ? Reading.Mark : reading;
    }

    /// <summary>The text that names a row: its first cell that is text, else its first cell.</summary>
    public string RowLabel(int row) => Profile.RowLabel(row);

    /// <summary>The base that the counts of a column were rounded to; null where they were not, or too few of them tell.</summary>
    public int? RoundingBase(int column) => Rounding(column)?.Base;

    /// <summary>How the counts of a column were rounded: as its header says, or as all its counts or all counts of the table show.</summary>
    public Rounding? Rounding(int column) => _rounding.Of(column);

    /// <summary>The columns of shares and rates, left to right.</summary>
    internal ReadOnlySpan<int> Shares => _shares ??= FindShares();

    /// <summary>What a column's header alone says.</summary>
    internal HeaderRole Header(int column) => _roles.OfHeader(column);

    /// <summary>Whether a column's first cells end in a bracket, as every count with its share does.</summary>
    internal bool EndsInBracket(int column) => _roles.EndsInBracket(Profile.Columns[column]);

    /// <summary>Whether a column may hold people or events, by its header and the looks of its first cells: cheap, for every column is asked.</summary>
    internal bool MayCount(int column) => Header(column) switch
    {
        { Role: ColumnRole.Count or ColumnRole.Denominator } => true,
        { Role: ColumnRole.Unknown, Confidence: < Core.Confidence.High } => true,
        _ => EndsInBracket(column),
    };

    /// <summary>Whether a column holds people or events.</summary>
    internal bool IsCount(int column) => _roles.MayBe(column, ColumnRole.Count) && Role(column) is ColumnRole.Count or ColumnRole.Denominator;

    /// <summary>Whether a column is of a role: no more of it is read than that takes.</summary>
    internal bool Is(int column, ColumnRole role) => _roles.MayBe(column, role) && Role(column) == role;

    private int[] FindShares()
    {
        List<int>? shares = null;
        for (var column = 0; column < ColumnCount; column++)
        {
            if (_roles.MayBeShare(column) && Role(column) is ColumnRole.Percentage or ColumnRole.Rate) (shares ??= []).Add(column);
        }

        return shares is null ? [] : [.. shares];
    }
}
