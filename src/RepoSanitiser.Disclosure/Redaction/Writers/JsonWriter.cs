using System.Buffers;
using System.Text;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Redaction.Writers;

/// <summary>Writes values of JSON: within the quotes of strings; the mark in place of a number becomes a string.</summary>
internal sealed class JsonWriter(Table table, ReadOnlyMemory<byte> source) : ICellWriter
{
    private static readonly SearchValues<byte> ValueEnds = SearchValues.Create(",]} \t\r\n"u8);

    public IEnumerable<Edit> Write(int row, int column, string text)
    {
        var at = table.SourceOffset(row, column);
        if (at < 0) yield break;
        var end = EndOf(source.Span, at);
        yield return Replace(at, end, text);
    }

    /// <summary>
    /// Edits for stretches of the text of JSON: within a string as they are; in a number or a word, the whole value, so that the result
    /// is still JSON.
    /// </summary>
    public static IEnumerable<Edit> Spans(ReadOnlyMemory<byte> json, IEnumerable<Edit> spans)
    {
        var (at, quoted) = (0, false);
        foreach (var span in spans.OrderBy(s => s.Start))
        {
            var text = json.Span;
            for (; at < span.Start; at++)
            {
                if (quoted && text[at] == (byte)'\\') at++;
                else if (text[at] == (byte)'"') quoted = !quoted;
            }

            yield return quoted || text[span.Start] == (byte)'"' ? span : Value(json, span);
        }
    }

    /// <summary>The offset after a value.</summary>
    private static int EndOf(ReadOnlySpan<byte> json, int at)
    {
        if (json[at] != (byte)'"')
        {
            var length = json[at..].IndexOfAny(ValueEnds);
            return length < 0 ? json.Length : at + length;
        }

        for (at++; at < json.Length && json[at] != (byte)'"'; at++)
        {
            if (json[at] == (byte)'\\') at++;
        }

        return Math.Min(json.Length, at + 1);
    }

    private static Edit Value(ReadOnlyMemory<byte> json, Edit span)
    {
        var start = span.Start;
        while (start > 0 && !",[{: \t\r\n"u8.Contains(json.Span[start - 1])) start--;
        var end = Math.Max(span.End, EndOf(json.Span, span.Start));
        return span with { Start = start, End = end, Replacement = Quoted(span.Replacement.Span) };
    }

    private Edit Replace(int start, int end, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (source.Span[start] == (byte)'"') return new Edit(start + 1, end - 1, bytes);
        // A rounded number stays a number where its text is one in JSON too.
        var isNumber = double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _);
        return new Edit(start, end, isNumber ? bytes : Quoted(bytes));
    }

    private static byte[] Quoted(ReadOnlySpan<byte> bytes) => [(byte)'"', .. bytes, (byte)'"'];
}
