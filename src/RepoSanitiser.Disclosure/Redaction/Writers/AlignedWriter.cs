using System.Text;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Redaction.Writers;

/// <summary>Writes cells of tables that stand in columns of text, between blanks or bars.</summary>
internal sealed class AlignedWriter(Table table) : ICellWriter
{
    public IEnumerable<Edit> Write(int row, int column, string text)
    {
        var cell = table.CellAt(row, column);
        if (cell.Source < 0) yield break;
        yield return new Edit(cell.Start, cell.Start + cell.Length, Encoding.UTF8.GetBytes(text), IsAligned: true);
    }
}
