using System.Net;
using System.Text;

namespace RepoSanitiser.Disclosure.Redaction.Repeats;

/// <summary>A run of text in a page that a reader sees as one: a paragraph, a comment, an attribute.</summary>
internal sealed class Prose
{
    private readonly List<byte> _bytes = [];
    private readonly List<int> _origins = [];

    /// <summary>Whether it is a heading.</summary>
    public bool IsHeading { get; init; }

    /// <summary>Whether it is an attribute of a tag, whose bare numbers are mostly of layout.</summary>
    public bool IsAttribute { get; init; }

    /// <summary>The text, as it is written in the page.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.ToArray();

    /// <summary>Whether any digit is in it.</summary>
    public bool HasDigit { get; private set; }

    /// <summary>Adds a stretch of the page.</summary>
    public void Add(ReadOnlySpan<byte> page, int start, int end)
    {
        for (var at = start; at < end; at++)
        {
            _bytes.Add(page[at]);
            _origins.Add(at);
            HasDigit |= page[at] is >= (byte)'0' and <= (byte)'9';
        }
    }

    /// <summary>Where in the page a stretch lies; null where tags divide it.</summary>
    public (int Start, int End)? Origin(int start, int end) =>
        _origins[end - 1] - _origins[start] == end - 1 - start ? (_origins[start], _origins[end - 1] + 1) : null;

    /// <summary>The sentence around a place, entities read.</summary>
    public string SentenceAround(int start, int end)
    {
        var bytes = Bytes.Span;
        while (start > 0 && !EndsSentence(bytes, start - 1)) start--;
        while (end < bytes.Length && !EndsSentence(bytes, end)) end++;
        return WebUtility.HtmlDecode(Encoding.UTF8.GetString(bytes[start..end]));
    }

    private static bool EndsSentence(ReadOnlySpan<byte> text, int at) =>
        text[at] is (byte)'.' or (byte)'!' or (byte)'?' or (byte)';' && (at + 1 == text.Length || text[at + 1] <= (byte)' ') && (at == 0 || text[at - 1] != (byte)'&');
}

/// <summary>Divides a page into prose and scripts; cells of tables and styles and the source of programs are neither. Tags within a paragraph do not end it.</summary>
internal sealed class PageParts
{
    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "b", "code", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u", "var",
    };

    // Attributes of layout and of links: a width of 4 is no count.
    private static readonly HashSet<string> Read = new(StringComparer.OrdinalIgnoreCase) { "alt", "title", "summary", "content", "value", "label", "placeholder" };

    private const int Near = 80;

    private readonly List<Prose> _prose = [];
    private readonly List<(int Start, int End)> _scripts = [];
    private readonly Stack<bool> _cells = new();
    private Prose _open = new();

    /// <summary>Divides a page.</summary>
    public PageParts(ReadOnlyMemory<byte> page) => Divide(page.Span);

    /// <summary>The runs of text with a digit.</summary>
    public IReadOnlyList<Prose> Prose => _prose;

    /// <summary>The scripts with a digit.</summary>
    public IReadOnlyList<(int Start, int End)> Scripts => _scripts;

    private void Divide(ReadOnlySpan<byte> page)
    {
        var at = 0;
        while (at < page.Length)
        {
            var found = page[at..].IndexOf((byte)'<');
            var tag = found < 0 ? page.Length : at + found;
            if (!_cells.TryPeek(out var inCell) || !inCell) _open.Add(page, at, tag);
            if (tag == page.Length) break;
            at = page[tag..].StartsWith("<!--"u8) ? Comment(page, tag) : Tag(page, tag);
        }

        Close(isHeading: false);
    }

    private int Comment(ReadOnlySpan<byte> page, int tag)
    {
        var close = page[tag..].IndexOf("-->"u8);
        var end = close < 0 ? page.Length : tag + close;
        if (!page[(tag + 4)..].StartsWith("[if"u8)) Take(page, tag + 4, Math.Max(tag + 4, end), isAttribute: false);
        return Math.Min(page.Length, end + 3);
    }

    private int Tag(ReadOnlySpan<byte> page, int tag)
    {
        var isClosing = page[tag..] is [_, (byte)'/', ..];
        var start = tag + (isClosing ? 2 : 1);
        var end = start;
        while (end < page.Length && (char.IsAsciiLetterOrDigit((char)page[end]) || page[end] is (byte)'-')) end++;
        var name = Encoding.ASCII.GetString(page[start..end]).ToLowerInvariant();
        var after = Attributes(page, end);
        if (name.Length == 0) return Math.Max(after, tag + 1);
        if (!isClosing && (name is "script" or "style" || (name is "pre" && IsSource(page[Math.Max(0, tag - Near)..after])))) return Raw(page, name, after);
        if (Inline.Contains(name)) return after;
        Close(!isClosing && name is ['h', >= '1' and <= '6']);
        if (name is "table" && !isClosing) _cells.Push(false);
        else if (_cells.Count > 0 && name is "table") _cells.Pop();
        else if (_cells.Count > 0 && name is "td" or "th" or "tr" or "caption")
        {
            _cells.TryPop(out _);
            _cells.Push(!isClosing && name is "td" or "th");
        }

        return after;
    }

    /// <summary>Takes the attributes that people see; the offset after the tag.</summary>
    private int Attributes(ReadOnlySpan<byte> page, int at)
    {
        var name = at;
        for (; at < page.Length && page[at] != (byte)'>'; at++)
        {
            if (page[at] <= (byte)' ') name = at + 1;
            if (page[at] is not ((byte)'"' or (byte)'\'')) continue;
            var length = page[(at + 1)..].IndexOf(page[at]);
            if (length < 0) return page.Length;
            var key = Encoding.ASCII.GetString(page[name..at]).TrimEnd('=', ' ');
            var inCell = _cells.TryPeek(out var cell) && cell;
            if (!inCell && (Read.Contains(key) || key.StartsWith("data-", StringComparison.OrdinalIgnoreCase) || key.StartsWith("aria-", StringComparison.OrdinalIgnoreCase))
                && !page.Slice(at + 1, length).StartsWith("data:"u8)) Take(page, at + 1, at + 1 + length, isAttribute: true);
            at += 1 + length;
        }

        return Math.Min(page.Length, at + 1);
    }

    /// <summary>Whether what is shown is the source of a program, as notebooks and reports print it: its numbers count nobody.</summary>
    private static bool IsSource(ReadOnlySpan<byte> before) =>
        before.LastIndexOf("highlight"u8) >= 0 || before[before.LastIndexOf((byte)'<')..].IndexOf("class="u8) >= 0;

    private int Raw(ReadOnlySpan<byte> page, string name, int start)
    {
        var at = start;
        while (true)
        {
            var found = page[at..].IndexOf("</"u8);
            if (found < 0) return page.Length;
            at += found + 2;
            if (page.Length - at < name.Length || !Ascii.EqualsIgnoreCase(page.Slice(at, name.Length), name)) continue;
            if (name is "script" && page[start..(at - 2)].ContainsAnyInRange((byte)'0', (byte)'9')) _scripts.Add((start, at - 2));
            return at - 2;
        }
    }

    private void Take(ReadOnlySpan<byte> page, int start, int end, bool isAttribute)
    {
        var prose = new Prose { IsAttribute = isAttribute };
        prose.Add(page, start, end);
        if (prose.HasDigit) _prose.Add(prose);
    }

    private void Close(bool isHeading)
    {
        if (_open.HasDigit) _prose.Add(_open);
        _open = new Prose { IsHeading = isHeading };
    }
}
