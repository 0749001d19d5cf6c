namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>A cell that changes.</summary>
/// <param name="Row">0-based, headers included.</param>
/// <param name="Column">0-based.</param>
/// <param name="Text">What takes the place of its text.</param>
/// <param name="Rule">The rule that asked for it.</param>
/// <param name="Why">Why, in words without values.</param>
/// <param name="What">What is done.</param>
internal sealed record CellChange(int Row, int Column, string Text, string Rule, string Why, string What);

/// <summary>The cells of one table that change, one change a cell: the first that asks for it decides, but a mark outdoes a rounding.</summary>
internal sealed class TablePlan
{
    private readonly SortedDictionary<(int Row, int Column), CellChange> _changes = [];

    /// <summary>The changes, row by row.</summary>
    public IReadOnlyCollection<CellChange> Changes => _changes.Values;

    /// <summary>Whether a cell changes.</summary>
    public bool Has(int row, int column) => _changes.ContainsKey((row, column));

    /// <summary>The change of a cell; null where it stays.</summary>
    public CellChange? Of(int row, int column) => _changes.GetValueOrDefault((row, column));

    /// <summary>Whether a cell is to show nothing of its value.</summary>
    public bool Hides(int row, int column) => Of(row, column) is { Text: Mark.Text };

    /// <summary>Takes a change unless the cell has one.</summary>
    public void Add(CellChange change) => _changes.TryAdd((change.Row, change.Column), change);

    /// <summary>Puts the mark into a cell unless the cell has a change.</summary>
    public void Suppress(int row, int column, string rule, string why) => Add(new CellChange(row, column, Mark.Text, rule, why, "redacted"));

    /// <summary>Puts the mark into a cell, even where it was to be rounded.</summary>
    public void Hide(int row, int column, string rule, string why)
    {
        if (!Hides(row, column)) Replace(new CellChange(row, column, Mark.Text, rule, why, "redacted"));
    }

    /// <summary>Takes a change in place of what the cell had.</summary>
    public void Replace(CellChange change) => _changes[(change.Row, change.Column)] = change;

    /// <summary>Rows in which some cell is to show nothing.</summary>
    public IEnumerable<int> HiddenRows => _changes.Values.Where(c => c.Text == Mark.Text).Select(c => c.Row).Distinct();
}
