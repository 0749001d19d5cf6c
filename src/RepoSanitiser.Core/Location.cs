namespace RepoSanitiser.Core;

/// <summary>A cell of a table.</summary>
/// <param name="Row">1-based row, counting header rows, as the source shows it.</param>
/// <param name="Column">1-based column.</param>
/// <param name="Header">The column's header, or null where the table has none.</param>
public sealed record CellLocation(int Row, int Column, string? Header);

/// <summary>Where in a blob a finding is. All null: the blob as a whole.</summary>
/// <param name="Line">1-based line, or null.</param>
/// <param name="Column">1-based column in characters, or null.</param>
/// <param name="Cell">The table cell, or null.</param>
/// <param name="Member">The path inside a container (<c>xl/worksheets/sheet1.xml</c>, <c>cell 4 output 1</c>), outermost first,
/// joined by <c> » </c>; or null.</param>
public sealed record Location(int? Line = null, int? Column = null, CellLocation? Cell = null, string? Member = null)
{
    /// <summary>The blob as a whole.</summary>
    public static Location Whole { get; } = new();
}
