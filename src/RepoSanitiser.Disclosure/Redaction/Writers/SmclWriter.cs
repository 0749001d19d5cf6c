using System.Text;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Redaction.Writers;

/// <summary>Writes cells of tables in Stata's SMCL logs, between the directives that show them.</summary>
/// <param name="table">The table, over the log as it is shown.</param>
/// <param name="source">The log.</param>
/// <param name="origins">For each byte shown its offset in the log.</param>
internal sealed class SmclWriter(Table table, ReadOnlyMemory<byte> source, int[] origins) : ICellWriter
{
    public IEnumerable<Edit> Write(int row, int column, string text)
    {
        var cell = table.CellAt(row, column);
        if (cell.Source < 0 || cell.Length == 0) yield break;
        var (start, end) = (origins[cell.Start], origins[cell.Start + cell.Length - 1] + 1);
        var isLiteral = end - start == cell.Length && source.Span[start..end].SequenceEqual(table.Text.Span.Slice(cell.Start, cell.Length));
        if (!isLiteral) throw new RedactionRefused("A number in its log is put together by directives: translate the log to text first (Stata: translate x.smcl x.log).");
        yield return new Edit(start, end, Encoding.UTF8.GetBytes(text), IsAligned: true);
    }
}
