using System.Text;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Redaction.Writers;

/// <summary>Writes cells of comma, tab and otherwise separated files: within their quotes, where they have any.</summary>
internal sealed class DelimitedWriter(Table table, ReadOnlyMemory<byte> source) : ICellWriter
{
    public IEnumerable<Edit> Write(int row, int column, string text)
    {
        var cell = table.CellAt(row, column);
        if (cell.Source < 0) yield break;
        var (start, end) = cell.Start + cell.Length <= source.Length && cell.Start >= cell.Source
            ? (cell.Start, cell.Start + cell.Length)
            : WithinQuotes(cell.Source);
        yield return new Edit(start, end, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>A cell whose doubled quotes were read as single ones: from its opening quote to the one that closes it.</summary>
    private (int Start, int End) WithinQuotes(int from)
    {
        var bytes = source.Span;
        var start = from + bytes[from..].IndexOf((byte)'"') + 1;
        var end = start;
        while (bytes[end] != (byte)'"' || (end + 1 < bytes.Length && bytes[end + 1] == (byte)'"')) end += bytes[end] == (byte)'"' ? 2 : 1;
        return (start, end);
    }
}
