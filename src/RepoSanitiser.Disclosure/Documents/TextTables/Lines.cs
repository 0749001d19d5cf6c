namespace RepoSanitiser.Disclosure.Documents.TextTables;

/// <summary>The lines of a text, without their ends and without the timestamp that job runners put before each.</summary>
internal sealed class Lines
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly List<(int Start, int End)> _lines = [];

    public Lines(ReadOnlyMemory<byte> text)
    {
        _text = text;
        var span = text.Span;
        for (var at = 0; at < span.Length;)
        {
            var lineFeed = span[at..].IndexOf((byte)'\n');
            var next = lineFeed < 0 ? span.Length : at + lineFeed + 1;
            var line = span[at..next].TrimEnd("\r\n"u8);
            _lines.Add((at + Prefix(line), at + line.Length));
            at = next;
        }
    }

    public int Count => _lines.Count;

    /// <summary>The text of a line.</summary>
    public ReadOnlySpan<byte> this[int line] => _text.Span[_lines[line].Start.._lines[line].End];

    /// <summary>Where the text of a line starts, in bytes.</summary>
    public int Start(int line) => _lines[line].Start;

    /// <summary>Length of <c>2021-02-03T04:05:06.123456789Z </c> at the start of a line; 0 where there is none.</summary>
    private static int Prefix(ReadOnlySpan<byte> line)
    {
        if (line.Length < 20 || line[10] != (byte)'T' || line[4] != (byte)'-' || line[13] != (byte)':' || line[0] != (byte)'2') return 0;
        var zone = line[19..Math.Min(line.Length, 34)].IndexOf((byte)'Z');
        return zone < 0 ? 0 : Math.Min(line.Length, 19 + zone + 2);
    }
}
