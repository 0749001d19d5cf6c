using System.Globalization;
using System.Text;
using RepoSanitiser.Disclosure.Redaction.Repeats;

namespace RepoSanitiser.Disclosure.Redaction.Office;

/// <summary>
/// The text and the tables of one part of a Word or PowerPoint file, put together as the reader of documents does, with where each
/// character lies in the part.
/// </summary>
internal sealed class WordPart
{
    private readonly ReadOnlyMemory<byte> _xml;
    private readonly StringBuilder _text = new();
    private readonly List<Piece> _pieces = [];
    private readonly List<WordTable> _tables = [];

    /// <summary>Reads a part.</summary>
    /// <param name="xml">The part.</param>
    /// <param name="mostDepth">Tables within tables that are read as tables of their own.</param>
    public WordPart(ReadOnlyMemory<byte> xml, int mostDepth)
    {
        _xml = xml;
        Read(mostDepth);
        Text = _text.ToString();
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>The tables, each where it ends.</summary>
    public IReadOnlyList<WordTable> Tables => _tables;

    /// <summary>The paragraphs that hold a digit and lie in no table.</summary>
    /// <param name="text"><see cref="Text"/> as UTF-8.</param>
    public IEnumerable<Prose> Prose(ReadOnlyMemory<byte> text)
    {
        var cells = _tables.SelectMany(t => t.Rows).SelectMany(r => r).SelectMany(c => c.Pieces).Select(p => (p.At, End: p.At + p.Length)).ToList();
        var (at, character) = (0, 0);
        foreach (var paragraph in Text.Split('\n'))
        {
            var (start, first) = (at, character);
            (at, character) = (at + Encoding.UTF8.GetByteCount(paragraph) + 1, character + paragraph.Length + 1);
            if (!paragraph.Any(char.IsAsciiDigit) || cells.Exists(c => c.At < character - 1 && c.End > first)) continue;
            var prose = new Prose();
            prose.Add(text.Span, start, at - 1);
            yield return prose;
        }
    }

    /// <summary>The edits that put a text in place of a stretch of <see cref="Text"/>.</summary>
    /// <param name="start">Its first character.</param>
    /// <param name="length">How many.</param>
    /// <param name="text">The new text.</param>
    public IEnumerable<Edit> Replace(int start, int length, string text)
    {
        var written = false;
        foreach (var piece in _pieces)
        {
            var from = Math.Max(start, piece.At);
            var to = Math.Min(start + length, piece.At + piece.Origins.Count);
            if (from >= to) continue;
            yield return new Edit(
                piece.Origins[from - piece.At].Start, piece.Origins[to - 1 - piece.At].End, written ? default : Encoding.UTF8.GetBytes(text));
            written = true;
        }
    }

    private void Read(int mostDepth)
    {
        var open = new Stack<(WordTable Table, StringBuilder Cell, List<(int At, int Length)> Pieces)>();
        var preserve = new Stack<bool>();
        var deeper = 0;
        var tags = new XmlTags(_xml.Span);
        while (tags.Next())
        {
            TakeText(tags.TextStart, tags.Start, preserve.TryPeek(out var keeps) && keeps, open);
            if (tags.IsText)
            {
                TakeText(tags.Start + "<![CDATA[".Length, tags.End - "]]>".Length, true, open, isRaw: true);
                continue;
            }

            if (tags.Tag[1] is (byte)'!' or (byte)'?') continue;
            var name = Encoding.UTF8.GetString(tags.LocalName);
            if (tags.IsEmpty)
            {
                if (name is "tab" or "br") Append(" ", open);
            }
            else if (!tags.IsClosing)
            {
                preserve.Push(tags.Attribute("xml:space") is { } space ? space == "preserve" : preserve.TryPeek(out var outer) && outer);
                if (name is "tbl" && open.Count < mostDepth) open.Push((new WordTable(), new StringBuilder(), []));
                else if (name is "tbl") deeper++;
            }
            else
            {
                preserve.TryPop(out _);
                if (name is "p" or "tc" or "title" or "creator" or "lastModifiedBy") _text.Append('\n');
                if (name is "tbl" && deeper > 0) deeper--;
                else End(name, deeper, open);
            }
        }
    }

    private void End(string name, int deeper, Stack<(WordTable Table, StringBuilder Cell, List<(int At, int Length)> Pieces)> open)
    {
        if (!open.TryPeek(out var table)) return;
        switch (name)
        {
            case "tbl":
                open.Pop();
                _tables.Add(table.Table);
                break;
            case "tc" when deeper == 0:
                table.Table.Add(table.Cell.ToString().Trim(' ', '\t', '\r', '\n'), [.. table.Pieces]);
                table.Cell.Clear();
                table.Pieces.Clear();
                break;
            case "tr" when deeper == 0:
                table.Table.EndRow();
                break;
            case "p":
                table.Cell.Append(' ');
                break;
        }
    }

    private void TakeText(
        int start, int end, bool keepsBlanks, Stack<(WordTable Table, StringBuilder Cell, List<(int At, int Length)> Pieces)> open, bool isRaw = false)
    {
        if (start >= end || (!keepsBlanks && !_xml.Span[start..end].ContainsAnyExcept(" \t\r\n"u8))) return;
        var piece = new Piece(_text.Length, []);
        var text = new StringBuilder();
        for (var at = start; at < end;)
        {
            var from = at;
            var decoded = Decode(ref at, end, isRaw);
            foreach (var _ in decoded) piece.Origins.Add((from, at));
            text.Append(decoded);
        }

        _pieces.Add(piece);
        foreach (var (_, _, pieces) in open) pieces.Add((piece.At, piece.Origins.Count));
        Append(text.ToString(), open);
    }

    private void Append(string text, Stack<(WordTable Table, StringBuilder Cell, List<(int At, int Length)> Pieces)> open)
    {
        _text.Append(text);
        foreach (var (_, cell, _) in open) cell.Append(text);
    }

    /// <summary>The next character, or what an entity stands for. Line ends are read as line feeds, as XML has it.</summary>
    private string Decode(ref int at, int end, bool isRaw)
    {
        var span = _xml.Span[at..end];
        if (span[0] == (byte)'&' && !isRaw)
        {
            var close = span.IndexOf((byte)';');
            var entity = Encoding.ASCII.GetString(span[1..close]);
            at += close + 1;
            return entity switch
            {
                "lt" => "<",
                "gt" => ">",
                "amp" => "&",
                "quot" => "\"",
                "apos" => "'",
                ['#', 'x', .. var hex] => char.ConvertFromUtf32(int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
                ['#', .. var number] => char.ConvertFromUtf32(int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)),
                _ => throw new RedactionRefused("It uses entities of its own: open and save it anew."),
            };
        }

        if (span[0] == (byte)'\r')
        {
            at += span.Length > 1 && span[1] == (byte)'\n' ? 2 : 1;
            return "\n";
        }

        _ = Rune.DecodeFromUtf8(span, out var rune, out var used);
        at += used;
        return rune.ToString();
    }

    /// <summary>A stretch of text, and where each of its characters lies in the part.</summary>
    private readonly record struct Piece(int At, List<(int Start, int End)> Origins);
}

/// <summary>A table of a part: the text of its cells, and the stretches of the part's text that make it up.</summary>
internal sealed class WordTable
{
    private readonly List<List<(string Text, IReadOnlyList<(int At, int Length)> Pieces)>> _rows = [];
    private List<(string Text, IReadOnlyList<(int At, int Length)> Pieces)> _row = [];

    /// <summary>The rows, each a list of cells.</summary>
    public IReadOnlyList<IReadOnlyList<(string Text, IReadOnlyList<(int At, int Length)> Pieces)>> Rows => _rows;

    public void Add(string text, IReadOnlyList<(int At, int Length)> pieces) => _row.Add((text, pieces));

    public void EndRow()
    {
        _rows.Add(_row);
        _row = [];
    }
}
