using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>
/// Chooses rows to redact beside those in which something was found, because the total minus the rest would give a single one back.
/// A row of zeros protects nothing, and a total is no row of its own.
/// </summary>
/// <param name="shape">The table.</param>
/// <param name="columns">The columns in which something was found: the row goes whose numbers there are smallest.</param>
internal sealed class SecondRow(TableShape shape, IReadOnlyList<int> columns)
{
    /// <summary>The rows to add; null where the table has too few.</summary>
    /// <param name="plan">What is redacted so far.</param>
    /// <param name="least">Rows that are to be redacted at least.</param>
    public IReadOnlyList<int>? Choose(TablePlan plan, int least)
    {
        var hidden = plan.HiddenRows.ToHashSet();
        foreach (var row in shape.DataRows.Where(ShowsMark)) hidden.Add(row);
        var missing = least - hidden.Count(r => !shape.IsTotal(r));
        if (missing <= 0) return [];
        var candidates = shape.DataRows
            .Where(r => !hidden.Contains(r) && !shape.IsTotal(r))
            .Select(r => (Row: r, Value: columns.Select(c => ValueOf(r, c)).Min()))
            .Where(r => r.Value > 0)
            .OrderBy(r => r.Value).ThenBy(r => r.Row)
            .Take(missing)
            .Select(r => r.Row)
            .ToList();
        return candidates.Count < missing ? null : candidates;
    }

    private double ValueOf(int row, int column)
    {
        if (!shape.IsResult(row, column)) return 0;
        var value = CellValue.Read(shape.Table[row, column]);
        return value.Kind is CellKind.Count or CellKind.CountWithShare or CellKind.Number && !double.IsNaN(value.Number) ? Math.Abs(value.Number) : 0;
    }

    private bool ShowsMark(int row)
    {
        for (var column = 0; column < shape.Table.Width(row); column++)
        {
            if (TableShape.Shows(shape.Table[row, column])) return true;
        }

        return false;
    }
}
