namespace RepoSanitiser.Disclosure.Documents;

/// <summary>What a blob, or a member of a container in it, holds once parsed. A source never judges; a rule never parses.</summary>
/// <param name="Member">Path inside the container, null for the blob itself.</param>
public abstract record Document(string? Member);

/// <summary>A table with where each cell came from.</summary>
public sealed record TableDocument(string? Member, Table Table) : Document(Member)
{
    /// <summary>The cell, 0-based, that a place in this document's content names; null where it names one of another table, or none.</summary>
    public (int Row, int Column)? PlaceOf(Core.Location location)
    {
        if (location.Cell is null) return null;
        var (row, column) = (location.Cell.Row - 1, location.Cell.Column - 1);
        if (row >= Table.RowCount || column >= Table.Width(row)) return null;
        var here = Table.Locate(row, column, Member);
        // A member's name may be masked in what was found.
        return here.Line == location.Line && here.Column == location.Column && (here.Member is null) == (location.Member is null) ? (row, column) : null;
    }
}

/// <summary>Text that is (or still holds) more than tables: prose, logs, source code, markup with its data URIs taken out.</summary>
public sealed record TextDocument(string? Member, Text Text) : Document(Member);

/// <summary>A file whose presence is what matters, known by its type alone (a database, a serialised data set, an image).</summary>
/// <param name="Member">Path inside the container, null for the blob itself.</param>
/// <param name="Type">The type by its signature or name: <c>sqlite</c>, <c>parquet</c>, <c>stata</c>, <c>png</c>, …</param>
public sealed record FileDocument(string? Member, string Type) : Document(Member);

/// <summary>Everything one blob holds.</summary>
/// <param name="State">Whether the blob's own bytes could be read as what they claim to be.</param>
/// <param name="Reason">Why not; else null.</param>
/// <param name="Documents">What it holds, outermost first.</param>
/// <param name="Parts">Members that were not wholly read.</param>
public sealed record DocumentSet(
    Core.ReadState State,
    string? Reason,
    IReadOnlyList<Document> Documents,
    IReadOnlyList<Core.CoverageItem> Parts);
