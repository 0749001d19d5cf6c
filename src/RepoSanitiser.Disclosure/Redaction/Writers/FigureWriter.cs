using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Documents.Markup;

namespace RepoSanitiser.Disclosure.Redaction.Writers;

/// <summary>Replaces the data of an interactive figure in a page as a whole: labels and sizes in it say what its numbers say.</summary>
/// <param name="start">Where its JSON begins.</param>
/// <param name="length">Bytes of its JSON.</param>
/// <param name="isList">Whether that is a list.</param>
internal sealed class FigureWriter(int start, int length, bool isList) : ICellWriter
{
    /// <summary>The writer of the figure that a table was read from; null for a table that is markup.</summary>
    public static FigureWriter? Around(Table table, ReadOnlyMemory<byte> page)
    {
        for (var row = table.HeaderRows; row < table.RowCount; row++)
        {
            for (var column = 0; column < table.Width(row); column++)
            {
                var at = table.SourceOffset(row, column);
                if (at < 0) continue;
                if (page.Span[at] == (byte)'<') return null;
                foreach (var (start, length) in ScriptData.Figures(page.Span))
                {
                    if (at >= start && at < start + length) return new FigureWriter(start, length, page.Span[start] == (byte)'[');
                }

                throw new RedactionRefused("The data of a figure in the page has no place of its own: take the figure out.");
            }
        }

        return null;
    }

    public IEnumerable<Edit> Write(int row, int column, string text) =>
        [new Edit(start, start + length, isList ? "[{\"name\":\"[REDACTED]\"}]"u8.ToArray() : "{\"title\":\"[REDACTED]\"}"u8.ToArray())];
}
