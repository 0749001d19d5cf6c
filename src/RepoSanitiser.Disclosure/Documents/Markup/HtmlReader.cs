using System.Text;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace RepoSanitiser.Disclosure.Documents.Markup;

/// <summary>Reads HTML: the whole as text, what its data URIs hold, its tables, and the data of its
/// interactive figures. Of a report, which is mostly
/// script, only tables that are not plain are given to the HTML parser.</summary>
internal static class HtmlReader
{
    private const int MaxTableBytes = 32 << 20;

    private static readonly HtmlParserOptions Options = new() { IsKeepingSourceReferences = true, IsScripting = false };

    public static Outcome Read(Source source, ReadingSession session)
    {
        var content = DataUris.Open(source, session);
        var text = new Text(content);
        session.Add(new TextDocument(source.Member, text));
        ScriptData.Read(source.Member, text, session);
        return Tables(source.Member, text, session);
    }

    /// <summary>Adds the tables of a text that is already among the documents.</summary>
    public static Outcome Tables(string? member, Text text, ReadingSession session)
    {
        foreach (var (start, end) in TableMarkup.Find(text.Bytes.Span))
        {
            session.Cancellation.ThrowIfCancellationRequested();
            var markup = text.Bytes[start..end];
            if (markup.Length > MaxTableBytes || TableMarkup.TooDeep(markup.Span)) return Outcome.Unread("a table's markup is too large or nested too deeply");
            if (session.CellsOfNextTable == 0) return Outcome.Unread($"over the limit of {session.Limits.MaxCells:N0} cells");
            if (PlainTable.Read(text, start, end, session) is { } plain) session.Add(member, plain);
            else ReadTables(member, text, start, markup, session);
        }

        return Outcome.Read;
    }

    private static void ReadTables(string? member, Text text, int start, ReadOnlyMemory<byte> markup, ReadingSession session)
    {
        var html = Encoding.UTF8.GetString(markup.Span);
        using var document = new HtmlParser(Options).ParseDocument(html);
        var offsets = new Offsets(html, start);
        foreach (var table in document.QuerySelectorAll("table").OfType<IHtmlTableElement>())
        {
            var builder = new TableBuilder(default, text, session);
            var headers = AddRows(table, builder, offsets);
            if (builder.RowCount > 0) session.Add(member, builder.Build(headers));
        }
    }

    private static int? AddRows(IHtmlTableElement table, TableBuilder builder, Offsets offsets)
    {
        var rows = new HtmlRows(builder);
        foreach (var element in table.Rows)
        {
            if (builder.Full) break;
            rows.BeginRow(element.ParentElement is { LocalName: "thead" });
            foreach (var cell in element.Cells)
            {
                rows.Place();
                builder.AddCopy(cell.TextContent, offsets.Of(cell.SourceReference?.Position.Position ?? -1));
                rows.Stretch(cell.ColumnSpan, cell.RowSpan, cell.LocalName is "th");
            }

            rows.EndRow();
        }

        return rows.Headers;
    }

    /// <summary>Turns positions in decoded markup, which come in order, into byte offsets in the text.</summary>
    private sealed class Offsets(string html, int start)
    {
        private int _position;
        private int _bytes;

        public int Of(int position)
        {
            if (position < 0 || position >= html.Length) return -1;
            // The parser counts from within the tag.
            position = Math.Max(0, html.LastIndexOf('<', position));
            if (position < _position) (_position, _bytes) = (0, 0);
            _bytes += Encoding.UTF8.GetByteCount(html.AsSpan(_position, position - _position));
            _position = position;
            return start + _bytes;
        }
    }
}
