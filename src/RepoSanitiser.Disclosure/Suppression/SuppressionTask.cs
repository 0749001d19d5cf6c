namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>What is to be redacted, and what may be redacted with it.</summary>
public sealed record SuppressionTask
{
    /// <summary>What is shown now, with the marks that stand already.</summary>
    public required CountSystem System { get; init; }

    /// <summary>The largest count that is redacted.</summary>
    public required int Threshold { get; init; }

    /// <summary>
    /// Cells that are redacted together: one count with the percentages and rates that say the same, or all of a row, or all of a table.
    /// Zeros are in none of them: they are kept, and a mark says "at least one".
    /// </summary>
    public required IReadOnlyList<SuppressionUnit> Units { get; init; }

    /// <summary>Places of the units that have to be redacted.</summary>
    public required IReadOnlySet<int> Primary { get; init; }

    /// <summary>How many units of a block are redacted at least, where any are.</summary>
    public int LeastOfBlock { get; init; } = 1;
}

/// <summary>Cells that are redacted together.</summary>
/// <param name="Cells">Their places among the cells of the system.</param>
/// <param name="Block">The table they are in.</param>
/// <param name="Cost">What it costs to redact them; 1 for a cell, more for a total.</param>
public sealed record SuppressionUnit(IReadOnlyList<int> Cells, int Block = 0, double Cost = 1);

/// <summary>What to redact.</summary>
/// <param name="Units">All units, primary ones included.</param>
/// <param name="Unprotected">Marked cells that stay recoverable whatever is redacted: they fall to what may not be redacted.</param>
public sealed record SuppressionChoice(IReadOnlySet<int> Units, IReadOnlyList<int> Unprotected);
