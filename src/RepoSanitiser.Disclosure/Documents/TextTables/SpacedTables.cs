namespace RepoSanitiser.Disclosure.Documents.TextTables;

/// <summary>
/// Reads the tables of text that was taken off a page or an image: nothing rules them, and two blanks or more part their cells. Lines of
/// as many cells that follow each other are a table.
/// </summary>
internal static class SpacedTables
{
    private const int LeastCells = 2;
    private const int LeastLines = 2;

    /// <summary>Adds the text and each table in it.</summary>
    public static void Read(Source source, ReadingSession session)
    {
        var text = new Text(source.Content);
        session.Add(new TextDocument(source.Member, text));
        var bytes = source.Bytes;
        var rows = new List<List<(int Start, int End)>>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = bytes[at..].IndexOfAny((byte)'\n', (byte)'\f');
            var end = length < 0 ? bytes.Length : at + length;
            var cells = Cells(bytes, at, end);
            if (rows.Count > 0 && cells.Count != rows[^1].Count) Add(source, text, rows, session);
            if (cells.Count >= LeastCells) rows.Add(cells);
            at = end + 1;
        }

        Add(source, text, rows, session);
    }

    private static void Add(Source source, Text text, List<List<(int Start, int End)>> rows, ReadingSession session)
    {
        if (rows.Count >= LeastLines)
        {
            var builder = new TableBuilder(source.Content, text, session);
            foreach (var row in rows)
            {
                foreach (var (start, end) in row) builder.Add(start, end, start);
                if (!builder.EndRow()) break;
            }

            session.Add(source.Member, builder.Build());
        }

        rows.Clear();
    }

    private static List<(int Start, int End)> Cells(ReadOnlySpan<byte> bytes, int from, int to)
    {
        var cells = new List<(int, int)>();
        var start = -1;
        var blanks = 0;
        for (var at = from; at <= to; at++)
        {
            var isBlank = at == to || bytes[at] is (byte)' ' or (byte)'\t' or (byte)'\r';
            if (!isBlank)
            {
                if (start < 0) start = at;
                blanks = 0;
                continue;
            }

            blanks++;
            if (start < 0 || (blanks < 2 && at < to && bytes[at] != (byte)'\t')) continue;
            cells.Add((start, at + 1 - blanks));
            start = -1;
        }

        return cells;
    }
}
