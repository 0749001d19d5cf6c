using RepoSanitiser.Disclosure.Documents.Delimited;

namespace RepoSanitiser.Disclosure.Documents.TextTables;

/// <summary>Finds the tables within text: Stata output, prints of R and pandas, Markdown and database tables.</summary>
internal static class TextTableReader
{
    private const int MaxLookedAtTwice = 64;
    private const double FewestLinesWithTabs = 0.5;
    private const double DelimitedAgreement = 0.9;

    /// <summary>Whether text of this name is searched for tables.</summary>
    public static bool Concerns(Source source) => source.Extension switch
    {
        ".txt" or ".log" or ".smcl" or ".out" or ".lst" or ".md" or ".markdown" or ".rst" or ".rout" or ".text" => true,
        "" => source.OutputLabelled,
        _ => false,
    };

    /// <summary>Reads a text file: the whole as text, and each table in it.</summary>
    public static Outcome Read(Source source, ReadingSession session)
    {
        var text = new Text(source.Content);
        session.Add(new TextDocument(source.Member, text));
        if (source.Extension is ".smcl")
        {
            var rendered = SmclText.Render(source.Content);
            Find(source.Member, new Surface(rendered.Text, text, rendered.Origins), session);
        }
        else if (DelimiterOf(source) is { } delimiter)
        {
            DelimitedReader.Add(source.Member, text, delimiter, session);
        }
        else
        {
            Find(source.Member, new Surface(source.Content, text, null), session);
        }

        return Outcome.Read;
    }

    /// <summary>Finds the tables of a text that is already among the documents.</summary>
    public static void Find(string? member, Surface surface, ReadingSession session)
    {
        var lines = new Lines(surface.Text);
        for (var line = 0; line < lines.Count; line++)
        {
            var bytes = lines[line];
            if (bytes.IsEmpty || bytes.Length > Grid.MaxWidth) continue;
            var end = 0;
            var table = Rules.KindOf(bytes) switch
            {
                RuleKind.None when bytes[0] == (byte)' ' => AlignedTable.Read(lines, line, surface, session, out end),
                RuleKind.None => null,
                RuleKind.Pipes => PipeTable.Read(lines, line, surface, session, out end),
                var kind => RuledTable.Read(lines, line, kind, surface, session, out end),
            };
            if (table is not null) session.Add(member, table);
            // A long stretch that was looked at in vain is not looked at again line by line.
            if (table is not null || end - line > MaxLookedAtTwice) line = end - 1;
            if (session.CellsOfNextTable == 0) return;
            if (table is not null) session.Cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The delimiter of a text file that as a whole is a delimited one: tabs as Stata writes tables by hand, or any other
    /// that nearly all lines agree on.</summary>
    internal static byte? DelimiterOf(Source source)
    {
        if (source.Extension is ".md" or ".log" or ".rst") return null;
        if (Dialect.ShareWith(source.Bytes, (byte)'\t') >= FewestLinesWithTabs) return (byte)'\t';
        var delimiter = Dialect.Sniff(source.Bytes, source.Extension, out var agreement);
        return agreement >= DelimitedAgreement && source.Bytes.Count((byte)'\n') >= 3 && delimiter != (byte)'|' ? delimiter : null;
    }
}

/// <summary>The text that tables are looked for in, and how it lies in the document.</summary>
/// <param name="Text">What is seen.</param>
/// <param name="Document">The document as it is.</param>
/// <param name="Origins">For each byte of the text its offset in the document; null where they are the same.</param>
internal sealed record Surface(ReadOnlyMemory<byte> Text, Text Document, int[]? Origins)
{
    public int Origin(int offset) => Origins is null ? offset : Origins[Math.Min(offset, Origins.Length - 1)];

    /// <summary>Adds the cell between two byte offsets.</summary>
    public void AddCell(TableBuilder builder, int start, int end)
    {
        var span = Text.Span;
        while (start < end && span[start] is (byte)' ' or (byte)'\t') start++;
        builder.Add(start, Math.Max(start, end), start < span.Length ? Origin(start) : -1);
    }
}
