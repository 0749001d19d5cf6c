namespace RepoSanitiser.Disclosure.Documents.TextTables;

/// <summary>Shows Stata's SMCL logs as the plain text they stand for, as far as tables need: rules, blanks, bars and columns; other
/// directives show the text they wrap.</summary>
internal static class SmclText
{
    private const int MaxRun = 512;
    private const int MaxNesting = 4;

    /// <summary>Renders a log.</summary>
    /// <returns>The text, and for each byte of it where it came from.</returns>
    public static (ReadOnlyMemory<byte> Text, int[] Origins) Render(ReadOnlyMemory<byte> content)
    {
        var source = content.Span;
        var output = new Output(source.Length);
        for (var at = 0; at < source.Length;)
        {
            var b = source[at];
            var close = b == (byte)'{' ? Close(source, at) : -1;
            if (close < 0)
            {
                // The brace that ends a directive with text was opened before.
                if (b != (byte)'}') output.Add(b, at);
                at++;
                continue;
            }

            at = Directive(source[(at + 1)..close], at, close + 1, output);
        }

        return output.Finish();
    }

    private static int Directive(ReadOnlySpan<byte> directive, int at, int after, Output output)
    {
        var colon = directive.IndexOf((byte)':');
        var head = (colon < 0 ? directive : directive[..colon]).Trim((byte)' ');
        var blank = head.IndexOf((byte)' ');
        var name = blank < 0 ? head : head[..blank];
        var argument = blank < 0 ? default : head[(blank + 1)..].Trim((byte)' ');
        _ = System.Buffers.Text.Utf8Parser.TryParse(argument, out int number, out _);
        if (name.SequenceEqual("hline"u8)) output.Repeat((byte)'-', Math.Clamp(number, 1, MaxRun), at);
        else if (name.SequenceEqual("space"u8)) output.Repeat((byte)' ', Math.Clamp(number, 1, MaxRun), at);
        else if (name.SequenceEqual("col"u8)) output.Repeat((byte)' ', Math.Clamp(number - 1 - output.Column, 0, MaxRun), at);
        else if (name.SequenceEqual("c"u8)) output.Add(argument is [var only] ? only : (byte)'+', at);
        else if (name.SequenceEqual("ralign"u8)) output.Repeat((byte)' ', Math.Clamp(number - Shown(directive, colon), 0, MaxRun), at);
        // Text after a colon is shown as it is: go on within the directive.
        return colon < 0 ? after : at + 1 + colon + 1;
    }

    private static int Shown(ReadOnlySpan<byte> directive, int colon) => colon < 0 ? 0 : directive.Length - colon - 1;

    /// <summary>The brace that closes a directive on the same line.</summary>
    private static int Close(ReadOnlySpan<byte> source, int open)
    {
        var depth = 0;
        for (var i = open; i < Math.Min(source.Length, open + MaxRun) && source[i] != (byte)'\n'; i++)
        {
            if (source[i] == (byte)'{' && ++depth > MaxNesting) return -1;
            if (source[i] == (byte)'}' && --depth == 0) return i;
        }

        return -1;
    }

    private sealed class Output(int capacity)
    {
        private readonly List<byte> _text = new(capacity);
        private readonly List<int> _origins = new(capacity);
        private int _lineStart;

        public int Column => _text.Count - _lineStart;

        public void Add(byte value, int origin)
        {
            _text.Add(value);
            _origins.Add(origin);
            if (value == (byte)'\n') _lineStart = _text.Count;
        }

        public void Repeat(byte value, int count, int origin)
        {
            for (var i = 0; i < count && Column < Grid.MaxWidth; i++) Add(value, origin);
        }

        public (ReadOnlyMemory<byte> Text, int[] Origins) Finish() => (_text.ToArray(), _origins.ToArray());
    }
}
