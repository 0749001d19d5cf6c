using System.Text;
using System.Text.Unicode;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>
/// A text file's bytes beside the UTF-8 that they are read as. Edits of the UTF-8 are made in the bytes, in the file's own encoding, so
/// that byte order mark, encoding and everything outside the edits stay as they were.
/// </summary>
internal sealed class EncodedText
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Encoding? _encoding;
    private readonly int _prefix;
    private readonly int _unit;

    private EncodedText(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> text, int prefix, Encoding? encoding, int unit)
    {
        _bytes = bytes;
        _prefix = prefix;
        _encoding = encoding;
        _unit = unit;
        Text = text;
    }

    /// <summary>The text as UTF-8: what documents are made of.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>Reads bytes as the reader of documents does. Null where they are no text.</summary>
    public static EncodedText? Read(ReadOnlyMemory<byte> bytes)
    {
        if (TextEncoding.Decode(bytes) is not { } text) return null;
        return bytes.Span switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Utf8.IsValid(bytes.Span[3..]) ? new(bytes, text, 3, null, 1) : new(bytes, text, 3, TextEncoding.Fallback, 1),
            [0xFF, 0xFE, 0, 0, ..] => new(bytes, text, 4, Encoding.UTF32, 4),
            [0xFF, 0xFE, ..] => new(bytes, text, 2, Encoding.Unicode, 2),
            [0xFE, 0xFF, ..] => new(bytes, text, 2, Encoding.BigEndianUnicode, 2),
            var plain when TextEncoding.Unmarked(plain) is { } wide => new(bytes, text, 0, wide, 2),
            var plain => Utf8.IsValid(plain) ? new(bytes, text, 0, null, 1) : new(bytes, text, 0, TextEncoding.Fallback, 1),
        };
    }

    /// <summary>The file's bytes with edits of <see cref="Text"/> made.</summary>
    /// <exception cref="RedactionRefused">The bytes don't read back as the edited text: the file mixes encodings.</exception>
    public byte[] Apply(IReadOnlyList<Edit> ordered)
    {
        var places = _encoding is null ? null : BytePlaces(ordered);
        var own = new List<Edit>(ordered.Count);
        for (var i = 0; i < ordered.Count; i++)
        {
            var edit = ordered[i];
            own.Add(places is null
                ? edit with { Start = edit.Start + _prefix, End = edit.End + _prefix }
                : new Edit(places[2 * i], places[(2 * i) + 1], _encoding!.GetBytes(Encoding.UTF8.GetString(edit.Replacement.Span))));
        }

        var result = Edits.Apply(_bytes.Span, own);
        if (TextEncoding.Decode(result) is not { } back || !back.Span.SequenceEqual(Edits.Apply(Text.Span, ordered)))
            throw new RedactionRefused("Its text changes its encoding on the way: save it as UTF-8 first.");
        return result;
    }

    /// <summary>The byte offsets in the file of both ends of each edit. Each character takes one unit, in UTF-16 one or two.</summary>
    private int[] BytePlaces(IReadOnlyList<Edit> ordered)
    {
        var places = new int[2 * ordered.Count];
        var (read, units) = (0, 0);
        for (var i = 0; i < places.Length; i++)
        {
            var offset = i % 2 == 0 ? ordered[i / 2].Start : ordered[i / 2].End;
            units += UnitsIn(Text.Span[read..offset]);
            read = offset;
            places[i] = _prefix + (units * _unit);
        }

        return places;
    }

    private int UnitsIn(ReadOnlySpan<byte> text)
    {
        if (_unit == 2) return Encoding.UTF8.GetCharCount(text);
        var characters = 0;
        foreach (var b in text)
        {
            if ((b & 0xC0) != 0x80) characters++;
        }

        return characters;
    }
}
