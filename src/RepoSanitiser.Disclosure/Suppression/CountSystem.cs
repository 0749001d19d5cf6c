namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>Counts and all that is known to tie them together: tables with their totals, whatever file or sheet each stands in.</summary>
public sealed class CountSystem
{
    /// <summary>Takes cells and relations between them.</summary>
    public CountSystem(IReadOnlyList<CountCell> cells, IReadOnlyList<Relation> relations)
    {
        Cells = cells;
        Relations = relations;
    }

    /// <summary>The counts.</summary>
    public IReadOnlyList<CountCell> Cells { get; }

    /// <summary>What ties them together.</summary>
    public IReadOnlyList<Relation> Relations { get; }

    /// <summary>
    /// The system as it is read once further cells are marked: their values are not known any more, and what a marked percentage or
    /// rate said is not known either.
    /// </summary>
    /// <param name="marks">The cells.</param>
    /// <param name="mark">What a mark says of a count.</param>
    public CountSystem WithMarks(IReadOnlySet<int> marks, CountCell mark)
    {
        var cells = Cells.ToArray();
        foreach (var cell in marks) cells[cell] = mark;
        return new CountSystem(cells, [.. Relations.Where(r => r.StatedBy is not { } by || !marks.Contains(by))]);
    }
}
