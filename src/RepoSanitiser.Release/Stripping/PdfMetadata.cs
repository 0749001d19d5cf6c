using System.Text;
using System.Text.RegularExpressions;

namespace RepoSanitiser.Release.Stripping;

/// <summary>
/// Blanks the properties of a PDF where they stand, so that nothing in it moves. Properties that are packed away can't be found, and the
/// file is refused.
/// </summary>
internal static partial class PdfMetadata
{
    private const string Remedy = "Its document properties can't be taken out here: save the figure as SVG or PNG, or print it into a plain PDF.";

    /// <summary>Strips a PDF.</summary>
    public static StrippedFile Strip(byte[] content)
    {
        var text = Encoding.Latin1.GetString(content);
        if (Encrypted().IsMatch(text)) throw new MetadataRefusedException("It is encrypted, so nobody can look at it: save it without a password.");
        var changed = (byte[])content.Clone();
        foreach (var number in Info().Matches(text).Select(m => m.Groups["number"].Value).Distinct(StringComparer.Ordinal)) BlankInfo(text, number, changed);
        BlankPackets(text, changed);
        return changed.AsSpan().SequenceEqual(content) ? new StrippedFile(content, []) : new StrippedFile(changed, ["document properties"]);
    }

    private static void BlankInfo(string text, string number, byte[] changed)
    {
        var objects = Regex.Matches(text, $@"(?:^|[\r\n\s]){number}\s+\d+\s+obj\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
        if (objects.Count == 0) throw new MetadataRefusedException(Remedy);
        foreach (Match found in objects)
        {
            var end = text.IndexOf("endobj", found.Index, StringComparison.Ordinal);
            if (end < 0) throw new MetadataRefusedException(Remedy);
            for (var at = found.Index + found.Length; at < end;)
            {
                at = text[at] switch
                {
                    '(' => BlankLiteral(text, at, end, changed),
                    '<' when at + 1 < end && text[at + 1] != '<' => BlankHex(text, at, end, changed),
                    '<' => at + 2,
                    _ => at + 1,
                };
            }

            // A property may stand elsewhere, by reference.
            if (Reference().IsMatch(text[found.Index..end])) throw new MetadataRefusedException(Remedy);
        }
    }

    /// <summary>Blanks a string in parentheses, which may hold further ones.</summary>
    private static int BlankLiteral(string text, int at, int end, byte[] changed)
    {
        var depth = 1;
        var i = at + 1;
        for (; i < end; i++)
        {
            if (text[i] == '\\') changed[i++] = (byte)' ';
            else if (text[i] == '(') depth++;
            else if (text[i] == ')' && --depth == 0) return i + 1;
            if (i < end) changed[i] = (byte)' ';
        }

        throw new MetadataRefusedException(Remedy);
    }

    private static int BlankHex(string text, int at, int end, byte[] changed)
    {
        var close = text.IndexOf('>', at);
        if (close < 0 || close > end) throw new MetadataRefusedException(Remedy);
        // Pairs of digits: blanks in the text that they stand for.
        for (var i = at + 1; i < close; i++) changed[i] = (byte)((i - at) % 2 == 1 ? '2' : '0');
        return close + 1;
    }

    private static void BlankPackets(string text, byte[] changed)
    {
        var packets = 0;
        foreach (Match packet in Packet().Matches(text))
        {
            packets++;
            for (var i = packet.Index; i < packet.Index + packet.Length; i++)
            {
                if (changed[i] is not ((byte)'\n' or (byte)'\r')) changed[i] = (byte)' ';
            }
        }

        var streams = MetadataStream().Count(text);
        var isBlank = streams > 0 && packets == 0 && MetadataStream().Matches(text).All(m => IsBlank(text, m.Index));
        if (streams > packets && !isBlank) throw new MetadataRefusedException(Remedy);
    }

    private static bool IsBlank(string text, int at)
    {
        var start = text.IndexOf("stream", at, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf("endstream", start, StringComparison.Ordinal);
        return end > 0 && !text[start..end].Contains("xmpmeta", StringComparison.Ordinal) && !text[at..start].Contains("/Filter", StringComparison.Ordinal)
            && text[(start + 6)..end].All(c => char.IsWhiteSpace(c) || c == 0);
    }

    [GeneratedRegex(@"/Info\s+(?<number>\d+)\s+\d+\s+R", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Info();

    [GeneratedRegex(@"/Encrypt\s+\d+\s+\d+\s+R", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Encrypted();

    [GeneratedRegex(@"/[A-Za-z]+\s+\d+\s+\d+\s+R\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    [GeneratedRegex(@"<\?xpacket begin(?:.|\n)*?<\?xpacket end[^>]*>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Packet();

    [GeneratedRegex(@"/Type\s*/Metadata\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex MetadataStream();
}
