
namespace RepoSanitiser.Disclosure.Documents.Delimited;

/// <summary>Reads quoted cells. What a malformed one costs is bounded by the length of the text.</summary>
internal ref struct QuotedCells(ReadOnlySpan<byte> text, byte delimiter, int maxBytes, int maxLines)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private long _wasted;

    /// <summary>Whether the last cell read holds doubled quotes.</summary>
    public bool Doubled { get; private set; }

    /// <summary>Line feeds in the last cell read.</summary>
    public int Lines { get; private set; }

    /// <summary>Reads the cell whose opening quote is at an offset: its closing quote must be followed by a delimiter or a line end.</summary>
    /// <param name="quote">Where the opening quote is.</param>
    /// <param name="content">What lies between the quotes, doubled quotes as they are.</param>
    /// <param name="after">The delimiter, the line end or the end of the text after it.</param>
    public bool TryRead(int quote, out Range content, out int after)
    {
        Doubled = false;
        content = default;
        after = quote;
        if (_wasted > _text.Length) return false;
        var window = _text[..Math.Min(_text.Length, quote + maxBytes)];
        for (var at = quote + 1; at < window.Length; at++)
        {
            var found = window[at..].IndexOf((byte)'"');
            if (found < 0) break;
            at += found;
            if (at + 1 < _text.Length && _text[at + 1] == (byte)'"')
            {
                Doubled = true;
                at++;
                continue;
            }

            after = at + 1;
            while (after < _text.Length && _text[after] == (byte)' ') after++;
            if (after < _text.Length && _text[after] != delimiter && _text[after] is not ((byte)'\r' or (byte)'\n')) return Waste(after - quote);
            content = (quote + 1)..at;
            Lines = _text[content].Count((byte)'\n');
            return Lines <= maxLines || Waste(after - quote);
        }

        return Waste(window.Length - quote);
    }

    private bool Waste(int bytes)
    {
        _wasted += bytes;
        return false;
    }
}
