using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>
/// The counts of all tables of one file, and everything found that ties them together: totals of rows and columns, groups of levels of
/// one population, shares, rates, and counts that two tables both show.
/// </summary>
public sealed class TableSystem
{
    private readonly SystemBuilder _builder;
    private readonly IReadOnlyList<CountGrid> _grids;

    private TableSystem(SystemBuilder builder, IReadOnlyList<CountGrid> grids)
    {
        _builder = builder;
        _grids = grids;
        System = new CountSystem(builder.Cells, builder.Relations);
    }

    /// <summary>The counts and what ties them together.</summary>
    public CountSystem System { get; }

    /// <summary>Whether any count is shown as zero: zeros are kept, then, and a mark says "at least one".</summary>
    public bool HasZeros => _grids.Any(g => g.HasZeros);

    /// <summary>The tables that hold counts.</summary>
    internal IReadOnlyList<CountGrid> Grids => _grids;

    /// <summary>Whether a table has a mark in the place of a count: the one question asked of every table, at the price of its first bytes.</summary>
    public static bool HasMarks(UnderstoodTable table)
    {
        for (var column = 0; column < table.ColumnCount; column++)
        {
            if (!table.MayCount(column) || !table.IsCount(column)) continue;
            for (var row = table.FirstRow; row < table.EndRow; row++)
            {
                var cell = table.Table[row, column];
                if (!cell.IsEmpty && cell[0] is >= (byte)'0' and <= (byte)'9') continue;
                if (table.Read(row, column).Kind == ReadingKind.Mark) return true;
            }
        }

        return false;
    }

    /// <summary>Finds what ties the counts of some tables together.</summary>
    /// <param name="tables">The tables of one file, in its order.</param>
    /// <param name="zeroIsMarked">Whether marks may stand for zeros.</param>
    /// <param name="withAll">Whether counts that nothing ties to others are taken up too.</param>
    public static TableSystem Of(IReadOnlyList<UnderstoodTable> tables, bool zeroIsMarked = false, bool withAll = false)
    {
        var builder = new SystemBuilder();
        List<CountGrid> grids = [.. tables.Select((t, i) => new CountGrid(t, i, zeroIsMarked)).Where(g => g.Rows.Length > 0)];
        foreach (var grid in grids)
        {
            var totals = new RowTotals(grid, builder);
            totals.Find();
            new ColumnTotals(grid, builder).Find();
            var groups = new LevelGroups(grid, builder, totals.Found);
            groups.Find();
            new Flows(grid, builder).Find();
            new Shares(grid, builder, totals.Found, groups.Found).Find();
            new Rates(grid, builder).Find();
            if (withAll) AddAll(grid, builder);
        }

        new TableLinks(grids, builder).Find();
        return new TableSystem(builder, grids);
    }

    private static void AddAll(CountGrid grid, SystemBuilder builder)
    {
        for (var r = 0; r < grid.Rows.Length; r++)
        {
            for (var c = 0; c < grid.Columns.Length; c++) builder.Count(grid, r, c);
        }
    }

    /// <summary>Where a count stands; null for one that no table shows.</summary>
    public TableCell? Place(int cell) => _builder.Places[cell];

    /// <summary>The place of a cell among the counts; -1 where nothing ties it to another.</summary>
    public int Find(TableCell cell) => _builder.Find(cell);

    /// <summary>What gives a count away, in words that hold no value, and whether arithmetic on shown cells bears all of it out.</summary>
    public (string Words, bool IsSure) Explain(FeasibleSets sets, int cell)
    {
        const int Most = 3;
        var notes = sets.Because(cell).Select(r => _builder.Notes[r]).DistinctBy(n => n.Words, StringComparer.Ordinal).ToList();
        var words = string.Join("; ", notes.Take(Most).Select(n => n.Words));
        return (notes.Count > Most ? $"{words}; and {notes.Count - Most} more such sums" : words, notes.TrueForAll(n => n.IsSure));
    }
}
