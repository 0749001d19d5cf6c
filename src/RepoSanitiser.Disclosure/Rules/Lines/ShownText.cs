using System.Text;

namespace RepoSanitiser.Disclosure.Rules.Lines;

/// <summary>Tells what of a page people see from its markup, scripts, styles and comments. Asked in order of offsets; takes linear time.</summary>
internal ref struct ShownText(ReadOnlySpan<byte> page)
{
    private readonly ReadOnlySpan<byte> _page = page;
    private int _from;
    private int _to;

    /// <summary>Whether the text at an offset is shown.</summary>
    public bool IsShown(int at)
    {
        while (_to <= at)
        {
            var tag = _page[_to..].IndexOf((byte)'<');
            if (tag < 0) (_from, _to) = (_page.Length, int.MaxValue);
            else (_from, _to) = (_to + tag, AfterTag(_to + tag));
        }

        return at < _from;
    }

    private readonly int AfterTag(int start)
    {
        var rest = _page[start..];
        if (rest.StartsWith("<!--"u8)) return After(start, "-->"u8);
        if (Begins(rest, "<script"u8)) return After(start, "</script"u8);
        if (Begins(rest, "<style"u8)) return After(start, "</style"u8);
        // "p < 0.05" opens nothing.
        if (rest.Length > 1 && (rest[1] | 0x20) is (< (byte)'a' or > (byte)'z') && rest[1] is not ((byte)'/' or (byte)'!' or (byte)'?')) return start + 1;
        return After(start, ">"u8);
    }

    private readonly int After(int start, ReadOnlySpan<byte> close)
    {
        var end = _page[start..].IndexOf(close);
        return end < 0 ? _page.Length : start + end + close.Length;
    }

    private static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word);
}
