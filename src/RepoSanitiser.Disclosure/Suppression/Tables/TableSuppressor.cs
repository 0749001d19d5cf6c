using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>Why a cell is redacted.</summary>
public enum SuppressionReason
{
    /// <summary>A rule asks for it.</summary>
    Found,

    /// <summary>Its percentage or rate would give a redacted count back.</summary>
    SaysTheSame,

    /// <summary>It stands in a row, or a table, that is redacted as one.</summary>
    SameUnit,

    /// <summary>What is left would give a redacted count back by subtraction.</summary>
    Protects,
}

/// <summary>A cell to redact.</summary>
/// <param name="Cell">Where it stands.</param>
/// <param name="Reason">Why.</param>
public readonly record struct SuppressedCell(TableCell Cell, SuppressionReason Reason);

/// <summary>What to redact in the tables of a file.</summary>
/// <param name="Cells">The cells, in the order of the file. A zero is never among them unless a rule asked for it.</param>
/// <param name="Unprotected">Marked cells that stay recoverable whatever is redacted: the whole table has to go.</param>
public sealed record TableSuppression(IReadOnlyList<SuppressedCell> Cells, IReadOnlyList<TableCell> Unprotected);

/// <summary>
/// Chooses the cells, rows or tables to redact so that none of them can be worked out from what is left: the fewest besides those that
/// rules ask for. Its result passes the rule about secondary disclosure.
/// </summary>
public static class TableSuppressor
{
    /// <summary>Chooses what to redact.</summary>
    /// <param name="tables">The tables of one file, in its order: one of them may give away what another redacts.</param>
    /// <param name="found">The cells that rules ask for.</param>
    /// <param name="threshold">The largest count that is redacted.</param>
    /// <param name="unit">What is redacted as one.</param>
    /// <param name="leastRows">Rows that are redacted at least, where any are and the unit is the row.</param>
    public static TableSuppression Choose(
        IReadOnlyList<UnderstoodTable> tables, IReadOnlyCollection<TableCell> found, int threshold, RedactionUnit unit, int leastRows)
    {
        var system = TableSystem.Of(tables, withAll: unit != RedactionUnit.Cell);
        var units = new TableUnits(system, unit);
        var task = new SuppressionTask
        {
            System = system.System.WithMarks(found.Select(system.Find).Where(c => c >= 0 && units.Of(c) < 0 && !system.System.Cells[c].IsMarked).ToHashSet(), CountCell.Marked()),
            Threshold = threshold,
            Units = units.Units,
            Primary = found.Select(f => units.Holding(f)).Where(u => u >= 0).ToHashSet(),
            LeastOfBlock = unit == RedactionUnit.Row ? leastRows : 1,
        };
        var choice = CellSuppressor.Choose(task);
        var cells = new Dictionary<TableCell, SuppressionReason>();
        foreach (var cell in found) cells[cell] = SuppressionReason.Found;
        foreach (var chosen in choice.Units)
        {
            foreach (var cell in units.Units[chosen].Cells)
            {
                if (system.Place(cell) is { } place) cells.TryAdd(place, Reason(units, task.Primary.Contains(chosen), cell));
            }
        }

        return new TableSuppression(
            [.. cells.OrderBy(c => (c.Key.Table, c.Key.Row, c.Key.Column)).Select(c => new SuppressedCell(c.Key, c.Value))],
            [.. choice.Unprotected.Select(system.Place).OfType<TableCell>()]);
    }

    private static SuppressionReason Reason(TableUnits units, bool isPrimary, int cell) =>
        units.IsStatement(cell) ? SuppressionReason.SaysTheSame : isPrimary ? SuppressionReason.SameUnit : SuppressionReason.Protects;
}
