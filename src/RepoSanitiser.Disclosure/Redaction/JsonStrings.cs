using System.Globalization;
using System.Text;

namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>
/// Text that JSON holds in one string or in several (the lines of a notebook's output), with where each byte of it lies in the JSON:
/// edits of the text become edits of the JSON, escapes and all.
/// </summary>
internal sealed class JsonStrings
{
    private readonly ReadOnlyMemory<byte> _json;
    private readonly List<byte> _text = [];
    private readonly List<(int Start, int End, int Part)> _origins = [];
    private int _parts;

    /// <summary>Takes the JSON that strings are added from.</summary>
    public JsonStrings(ReadOnlyMemory<byte> json) => _json = json;

    /// <summary>The text as UTF-8.</summary>
    public ReadOnlyMemory<byte> Text => _text.ToArray();

    /// <summary>Adds the string whose opening quote is at an offset.</summary>
    public void Add(int quote)
    {
        var json = _json.Span;
        Span<byte> utf8 = stackalloc byte[4];
        for (var at = quote + 1; json[at] != (byte)'"';)
        {
            var start = at;
            if (json[at] != (byte)'\\')
            {
                _text.Add(json[at++]);
                _origins.Add((start, at, _parts));
                continue;
            }

            var length = Unescape(json, ref at, utf8);
            foreach (var b in utf8[..length])
            {
                _text.Add(b);
                _origins.Add((start, at, _parts));
            }
        }

        _parts++;
    }

    /// <summary>Adds text that the JSON does not hold: what lines are joined by.</summary>
    public void AddSeparator(string separator)
    {
        foreach (var b in Encoding.UTF8.GetBytes(separator))
        {
            _text.Add(b);
            _origins.Add((-1, -1, -1));
        }
    }

    /// <summary>Leaves the terminal's colour codes (ESC [ … m) out of the text.</summary>
    public void DropColours()
    {
        const int longest = 20;
        for (var at = 0; at < _text.Count; at++)
        {
            if (_text[at] != 0x1B) continue;
            var end = _text.IndexOf((byte)'m', at, Math.Min(longest, _text.Count - at));
            if (end <= 0) continue;
            _text.RemoveRange(at, end - at + 1);
            _origins.RemoveRange(at, end - at + 1);
            at--;
        }
    }

    /// <summary>Turns edits of the text into edits of the JSON. What an edit covers beyond one string goes from the others.</summary>
    public IEnumerable<Edit> Edits(IEnumerable<Edit> edits)
    {
        foreach (var edit in edits)
        {
            var (written, at) = (false, edit.Start);
            while (at < edit.End)
            {
                var part = _origins[at].Part;
                var end = at + 1;
                while (end < edit.End && _origins[end].Part == part) end++;
                if (part >= 0)
                {
                    yield return new Edit(_origins[at].Start, _origins[end - 1].End, written ? default : Escaped(edit.Replacement.Span));
                    written = true;
                }

                at = end;
            }
        }
    }

    private static int Unescape(ReadOnlySpan<byte> json, ref int at, Span<byte> utf8)
    {
        var letter = json[at + 1];
        if (letter != (byte)'u')
        {
            at += 2;
            utf8[0] = letter switch { (byte)'n' => 10, (byte)'t' => 9, (byte)'r' => 13, (byte)'b' => 8, (byte)'f' => 12, _ => letter };
            return 1;
        }

        var unit = Unit(json, at);
        at += 6;
        if (!char.IsHighSurrogate(unit)) return new Rune(unit).EncodeToUtf8(utf8);
        var low = Unit(json, at);
        at += 6;
        return new Rune(unit, low).EncodeToUtf8(utf8);
    }

    private static char Unit(ReadOnlySpan<byte> json, int at) =>
        (char)ushort.Parse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static byte[] Escaped(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny("\"\\\n\r\t"u8)) return text.ToArray();
        var output = new List<byte>(text.Length + 16);
        foreach (var b in text)
        {
            if (b is (byte)'"' or (byte)'\\') output.AddRange([(byte)'\\', b]);
            else if (b == (byte)'\n') output.AddRange("\\n"u8);
            else if (b == (byte)'\r') output.AddRange("\\r"u8);
            else if (b == (byte)'\t') output.AddRange("\\t"u8);
            else output.Add(b);
        }

        return [.. output];
    }
}
