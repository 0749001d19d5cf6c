using System.Buffers;
using System.Text;

namespace RepoSanitiser.Disclosure.Redaction.Office;

/// <summary>
/// Walks the tags of a part of an office file with where each lies in its bytes, so that an edit leaves every other byte alone. The part
/// has been read by an XML parser before; what a parser refuses never gets here.
/// </summary>
internal ref struct XmlTags(ReadOnlySpan<byte> xml)
{
    private static readonly SearchValues<byte> NameEnds = SearchValues.Create(" \t\r\n/>"u8);

    private readonly ReadOnlySpan<byte> _xml = xml;

    /// <summary>Where the text before the tag begins.</summary>
    public int TextStart { get; private set; }

    /// <summary>Where the tag begins: where the text before it ends.</summary>
    public int Start { get; private set; }

    /// <summary>The offset after the tag.</summary>
    public int End { get; private set; }

    /// <summary>Whether the tag stands for text: CDATA.</summary>
    public bool IsText { get; private set; }

    /// <summary>Whether it closes an element.</summary>
    public readonly bool IsClosing => Start + 1 < _xml.Length && _xml[Start + 1] == (byte)'/';

    /// <summary>Whether it opens an element and closes it again.</summary>
    public readonly bool IsEmpty => !IsClosing && End >= 2 && _xml[End - 2] == (byte)'/';

    /// <summary>The name with its prefix.</summary>
    public readonly ReadOnlySpan<byte> Name
    {
        get
        {
            var body = _xml[(Start + (IsClosing ? 2 : 1))..End];
            var end = body.IndexOfAny(NameEnds);
            return end < 0 ? body : body[..end];
        }
    }

    /// <summary>The name without its prefix.</summary>
    public readonly ReadOnlySpan<byte> LocalName => Name[(Name.IndexOf((byte)':') + 1)..];

    /// <summary>The whole tag.</summary>
    public readonly ReadOnlySpan<byte> Tag => _xml[Start..End];

    /// <summary>Moves to the next tag; comments, declarations and instructions are passed over and count as an end of text.</summary>
    public bool Next()
    {
        TextStart = End;
        var found = End >= _xml.Length ? -1 : _xml[End..].IndexOf((byte)'<');
        if (found < 0) return false;
        Start = End + found;
        var rest = _xml[Start..];
        IsText = rest.StartsWith("<![CDATA["u8);
        if (IsText) End = After(rest, "]]>"u8);
        else if (rest.StartsWith("<!--"u8)) End = After(rest, "-->"u8);
        else if (rest.StartsWith("<?"u8)) End = After(rest, "?>"u8);
        else End = AfterTag();
        return true;
    }

    /// <summary>The value of an attribute, entities as they are; null where there is none.</summary>
    public readonly string? Attribute(string name)
    {
        var tag = Tag;
        var wanted = Encoding.UTF8.GetBytes(name);
        for (var at = Name.Length + 1; at < tag.Length;)
        {
            while (at < tag.Length && tag[at] <= (byte)' ') at++;
            var equals = tag[at..].IndexOf((byte)'=');
            if (equals < 0) return null;
            var key = tag.Slice(at, equals).TrimEnd(" \t\r\n"u8);
            var quote = tag[(at + equals)..].IndexOfAny((byte)'"', (byte)'\'');
            if (quote < 0) return null;
            var open = at + equals + quote;
            var length = tag[(open + 1)..].IndexOf(tag[open]);
            if (length < 0) return null;
            if (key.SequenceEqual(wanted)) return Encoding.UTF8.GetString(tag.Slice(open + 1, length));
            at = open + length + 2;
        }

        return null;
    }

    private readonly int After(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> close)
    {
        var end = rest.IndexOf(close);
        return end < 0 ? _xml.Length : Start + end + close.Length;
    }

    /// <summary>The offset after a tag; a <c>&gt;</c> in quotes belongs to an attribute.</summary>
    private readonly int AfterTag()
    {
        for (var at = Start + 1; at < _xml.Length; at++)
        {
            if (_xml[at] == (byte)'>') return at + 1;
            if (_xml[at] is not ((byte)'"' or (byte)'\'')) continue;
            var length = _xml[(at + 1)..].IndexOf(_xml[at]);
            if (length < 0) return _xml.Length;
            at += length + 1;
        }

        return _xml.Length;
    }
}
