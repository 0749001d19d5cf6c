using System.Numerics;

namespace RepoSanitiser.Disclosure.Documents.Delimited;

/// <summary>Reads comma, semicolon, tab and pipe separated files of any dialect, malformed ones too: a row always ends where a line
/// ends unless a well-formed quoted cell spans it.</summary>
internal static class DelimitedReader
{
    /// <summary>A quoted cell longer than this, or of more lines, is taken for a stray quote: it would hide the rows within.</summary>
    private const int MaxQuotedBytes = 64 << 10;
    private const int MaxQuotedLines = 200;
    private const int RowsBetweenChecks = 4096;

    /// <summary>Bytes of a cell, and cells of a table, that room is made for before the first is read.</summary>
    private const int UsualCell = 6;
    private const int MostAtFirst = 1 << 15;

    /// <summary>Reads a file by its extension and content.</summary>
    public static Outcome Read(Source source, ReadingSession session)
    {
        var text = new Text(source.Content);
        var delimiter = Dialect.Sniff(source.Bytes, source.Extension, out _);
        var hidden = new HiddenRows();
        var table = Parse(text, delimiter, hidden, session);
        if (TitlesEnd(table) is > 0 and var end) session.Add(new TextDocument(source.Member, new Text(source.Content[..end])));
        Add(source.Member, text, delimiter, table, hidden, session);
        return Outcome.Read;
    }

    /// <summary>Adds the whole of a text as one table.</summary>
    public static void Add(string? member, Text text, byte delimiter, ReadingSession session)
    {
        var hidden = new HiddenRows();
        Add(member, text, delimiter, Parse(text, delimiter, hidden, session), hidden, session);
    }

    /// <summary>Adds a table, and once more as it is if the quotes around what look like rows are none.</summary>
    private static void Add(string? member, Text text, byte delimiter, Table table, HiddenRows hidden, ReadingSession session)
    {
        session.Add(member, table);
        if (hidden.Uncover(text.Bytes.Span, delimiter, table) is { } uncovered) session.Add(member, Parse(new Text(uncovered), delimiter, new HiddenRows(), session));
    }

    /// <summary>Parses the whole of a text as one table, and takes note of quoted cells that may hide rows.</summary>
    public static Table Parse(Text source, byte delimiter, HiddenRows hidden, ReadingSession session)
    {
        var text = source.Bytes.Span;
        var builder = new TableBuilder(source.Bytes, source, session, Math.Clamp(text.Length / UsualCell, 64, MostAtFirst));
        if (!text.Contains((byte)'"'))
        {
            ParseUnquoted(text, delimiter, builder, session);
            return builder.Build();
        }

        var special = new SpecialBytes(text, delimiter, (byte)'"');
        var quotes = new QuotedCells(text, delimiter, MaxQuotedBytes, MaxQuotedLines);
        var cellStart = 0;
        var search = 0;
        var stray = false;
        while (cellStart < text.Length && !builder.Full)
        {
            var at = special.Next(search);
            if (at < text.Length && text[at] == (byte)'"')
            {
                search = at + 1;
                if (IsBlank(text[cellStart..at]) && quotes.TryRead(at, out var content, out var after))
                {
                    if (quotes.Lines > 0) hidden.Add(at, content.End.Value);
                    AddQuoted(builder, text, content, quotes.Doubled, cellStart);
                    if (!EndCell(text, after, delimiter, builder, session, out cellStart)) break;
                    search = cellStart;
                    continue;
                }

                stray = true;
                continue;
            }

            if (at == cellStart && builder.CellsInRow == 0 && (at == text.Length || text[at] != delimiter))
            {
                builder.EndRow();
                cellStart = AfterLineEnd(text, at);
            }
            else
            {
                builder.Add(stray ? AfterStrayQuote(text, cellStart, at) : cellStart, at, cellStart);
                stray = false;
                if (!EndCell(text, at, delimiter, builder, session, out cellStart)) break;
            }

            search = cellStart;
        }

        if (cellStart == text.Length && builder.CellsInRow > 0)
        {
            if (text[^1] == delimiter) builder.Add(cellStart, cellStart, cellStart);
            builder.EndRow();
        }

        return builder.Build();
    }

    /// <summary>Parses a text in which every delimiter ends a cell and every line end a row.</summary>
    private static void ParseUnquoted(ReadOnlySpan<byte> text, byte delimiter, TableBuilder builder, ReadingSession session)
    {
        var special = new SpecialBytes(text, delimiter, delimiter);
        var cellStart = ParseBlocks(text, delimiter, builder, session);
        while (cellStart < text.Length && !builder.Full)
        {
            var at = special.Next(cellStart);
            if (at < text.Length && text[at] == delimiter)
            {
                builder.Add(cellStart, at, cellStart);
                cellStart = at + 1;
                continue;
            }

            if (at > cellStart || builder.CellsInRow > 0) builder.Add(cellStart, at, cellStart);
            if (at < text.Length && builder.RowCount % RowsBetweenChecks == 0) session.Cancellation.ThrowIfCancellationRequested();
            if (at < text.Length && !builder.EndRow()) return;
            cellStart = at == text.Length ? at : AfterLineEnd(text, at);
        }

        if (cellStart < text.Length || builder.CellsInRow == 0) return;
        if (text[^1] == delimiter) builder.Add(cellStart, cellStart, cellStart);
        builder.EndRow();
    }

    /// <summary>Parses whole blocks of such a text as long as no limit is near: nearly all of nearly every file goes this way.</summary>
    /// <returns>Where the first cell begins that was not taken.</returns>
    private static int ParseBlocks(ReadOnlySpan<byte> text, byte delimiter, TableBuilder builder, ReadingSession session)
    {
        var special = new SpecialBytes(text, delimiter, delimiter);
        var cellStart = 0;
        for (var block = 0; block + SpecialBytes.Block <= text.Length; block += SpecialBytes.Block)
        {
            var cells = builder.Reserve(SpecialBytes.Block);
            if (cells.IsEmpty) return cellStart;
            var taken = 0;
            for (var mask = special.MaskAt(block); mask != 0; mask &= mask - 1)
            {
                var at = block + BitOperations.TrailingZeroCount(mask);
                if (at < cellStart) continue; // The line feed of a pair.
                if (text[at] == delimiter)
                {
                    cells[taken++] = TableBuilder.Trimmed(text, cellStart, at);
                    cellStart = at + 1;
                    continue;
                }

                if (at > cellStart || taken > 0 || builder.CellsInRow > 0) cells[taken++] = TableBuilder.Trimmed(text, cellStart, at);
                if (builder.RowCount % RowsBetweenChecks == 0) session.Cancellation.ThrowIfCancellationRequested();
                builder.Take(taken);
                builder.EndRow();
                cells = cells[taken..];
                taken = 0;
                cellStart = AfterLineEnd(text, at);
            }

            builder.Take(taken);
        }

        return cellStart;
    }

    /// <summary>Moves past what ended a cell, ending the row there if it was a line end.</summary>
    private static bool EndCell(ReadOnlySpan<byte> text, int at, byte delimiter, TableBuilder builder, ReadingSession session, out int next)
    {
        next = at;
        if (at >= text.Length) return true;
        if (text[at] == delimiter)
        {
            next = at + 1;
            return true;
        }

        next = AfterLineEnd(text, at);
        if (builder.RowCount % RowsBetweenChecks == 0) session.Cancellation.ThrowIfCancellationRequested();
        return builder.EndRow();
    }

    private static int AfterLineEnd(ReadOnlySpan<byte> text, int at) =>
        at + 1 < text.Length && text[at] == (byte)'\r' && text[at + 1] == (byte)'\n' ? at + 2 : Math.Min(at + 1, text.Length);

    private static void AddQuoted(TableBuilder builder, ReadOnlySpan<byte> text, Range content, bool doubled, int origin)
    {
        var (start, length) = content.GetOffsetAndLength(text.Length);
        if (!doubled)
        {
            builder.Add(start, start + length, origin);
            return;
        }

        var raw = text.Slice(start, length);
        var plain = new byte[length];
        var written = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            plain[written++] = raw[i];
            if (raw[i] == (byte)'"') i++;
        }

        builder.AddCopy(plain.AsSpan(0, written), origin);
    }

    /// <summary>Where the lines above the header end, in bytes; 0 where there are none.</summary>
    private static int TitlesEnd(Table table)
    {
        var titles = 0;
        for (var row = 0; row < table.HeaderRows - 1; row++) titles += table.Width(row);
        if (titles == 0) return 0;
        for (var row = table.HeaderRows - 1; row < table.RowCount; row++)
        {
            if (table.Width(row) > 0) return table.SourceOffset(row, 0);
        }

        return 0;
    }

    /// <summary>Where the text begins of a cell whose opening quote never closes: behind it, so that a number counts as one.</summary>
    private static int AfterStrayQuote(ReadOnlySpan<byte> text, int start, int end)
    {
        var quote = text[start..end].IndexOf((byte)'"');
        if (quote < 0 || !IsBlank(text.Slice(start, quote))) return start;
        var after = start + quote + 1;
        return text[after..end].Contains((byte)'"') ? start : after;
    }

    private static bool IsBlank(ReadOnlySpan<byte> span) => !span.ContainsAnyExcept((byte)' ', (byte)'\t');
}
