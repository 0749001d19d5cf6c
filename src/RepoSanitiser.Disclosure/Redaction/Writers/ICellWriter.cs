namespace RepoSanitiser.Disclosure.Redaction.Writers;

/// <summary>Writes new text into the cells of one table of a text file.</summary>
internal interface ICellWriter
{
    /// <summary>The edits that give a cell another text; none where the cell has no place of its own.</summary>
    IEnumerable<Edit> Write(int row, int column, string text);
}
