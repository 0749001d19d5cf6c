namespace RepoSanitiser.Disclosure.Documents.Markup;

/// <summary>Reads the text of a drawing. Its markup (paths, ids, clip paths) is overwritten with blanks, so that what is shown to
/// people stays at its place.</summary>
internal static class SvgReader
{
    public static Outcome Read(Source source, ReadingSession session)
    {
        var text = DataUris.Open(source, session);
        var shown = new Text(CharacterData(text.Span));
        session.Add(new TextDocument(source.Member, shown));
        NumbersAtRisk.Read(source.Member, text, shown, session);
        return Outcome.Read;
    }

    private static byte[] CharacterData(ReadOnlySpan<byte> markup)
    {
        var output = new byte[markup.Length];
        output.AsSpan().Fill((byte)' ');
        for (var at = 0; at < markup.Length;)
        {
            var tag = markup[at..].IndexOf((byte)'<');
            var end = tag < 0 ? markup.Length : at + tag;
            markup[at..end].CopyTo(output.AsSpan(at));
            if (tag < 0) break;
            at = AfterTag(markup, end);
            if (markup[end..].StartsWith("<![CDATA["u8)) markup[end..at].CopyTo(output.AsSpan(end));
            else KeepLineFeeds(markup[end..at], output.AsSpan(end));
        }

        return output;
    }

    private static int AfterTag(ReadOnlySpan<byte> markup, int start)
    {
        var rest = markup[start..];
        var close = rest.StartsWith("<!--"u8) ? "-->"u8 : rest.StartsWith("<![CDATA["u8) ? "]]>"u8 : ">"u8;
        var end = rest.IndexOf(close);
        return end < 0 ? markup.Length : start + end + close.Length;
    }

    private static void KeepLineFeeds(ReadOnlySpan<byte> tag, Span<byte> output)
    {
        for (var at = tag.IndexOf((byte)'\n'); at >= 0;)
        {
            output[at] = (byte)'\n';
            var next = tag[(at + 1)..].IndexOf((byte)'\n');
            if (next < 0) return;
            at += next + 1;
        }
    }
}
