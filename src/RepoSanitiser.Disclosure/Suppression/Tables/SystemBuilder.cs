namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>What a relation says, for people: where in the tables it was read.</summary>
/// <param name="Kind">What kind of statement it is.</param>
/// <param name="Words">A sentence's worth of places: rows, columns and headers, never a value.</param>
/// <param name="IsSure">Whether arithmetic on shown cells agrees with it; else a label alone says so.</param>
internal sealed record RelationNote(RelationKind Kind, string Words, bool IsSure);

/// <summary>Gathers the counts of the tables of one file and what ties them together.</summary>
internal sealed class SystemBuilder
{
    private readonly List<CountCell> _cells = [];
    private readonly List<TableCell?> _places = [];
    private readonly List<Relation> _relations = [];
    private readonly List<RelationNote> _notes = [];
    private readonly Dictionary<TableCell, int> _byPlace = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The counts, in the order they came.</summary>
    public IReadOnlyList<CountCell> Cells => _cells;

    /// <summary>Where each stands; null for one that no table shows.</summary>
    public IReadOnlyList<TableCell?> Places => _places;

    /// <summary>What ties them together.</summary>
    public IReadOnlyList<Relation> Relations => _relations;

    /// <summary>What each relation is for people.</summary>
    public IReadOnlyList<RelationNote> Notes => _notes;

    /// <summary>The count at a place of a grid; -1 where none stands there.</summary>
    public int Count(CountGrid grid, int row, int column) =>
        grid[row, column] is { } cell ? Add(grid.Place(row, column), cell) : -1;

    /// <summary>A cell that shows a percentage or a rate, by its place.</summary>
    public int Statement(TableCell place) => Add(place, CountCell.Shown(0));

    /// <summary>A count that is nowhere shown, but that others are shares of.</summary>
    public int Hidden(CountCell cell)
    {
        _cells.Add(cell);
        _places.Add(null);
        return _cells.Count - 1;
    }

    /// <summary>The place among the counts of what stands at a place of the tables; -1 for none.</summary>
    public int Find(TableCell place) => _byPlace.GetValueOrDefault(place, -1);

    /// <summary>Ties counts together, unless the same was said before.</summary>
    public void Tie(Relation relation, RelationNote note)
    {
        var terms = relation.Terms.OrderBy(t => t.Cell).Select(t => $"{t.Cell}*{t.Factor}");
        if (!_known.Add($"{string.Join(',', terms)}={relation.Least},{relation.Most}")) return;
        _relations.Add(relation);
        _notes.Add(note);
    }

    private int Add(TableCell place, CountCell cell)
    {
        if (_byPlace.TryGetValue(place, out var known)) return known;
        _cells.Add(cell);
        _places.Add(place);
        return _byPlace[place] = _cells.Count - 1;
    }
}
