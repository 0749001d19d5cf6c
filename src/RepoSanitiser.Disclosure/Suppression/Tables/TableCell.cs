namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>A cell of one of the tables of a file.</summary>
/// <param name="Table">Which table, in the order of the file.</param>
/// <param name="Row">Its row, 0-based, headers counted.</param>
/// <param name="Column">Its column, 0-based.</param>
public readonly record struct TableCell(int Table, int Row, int Column);
