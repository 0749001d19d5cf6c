using System.Text;

namespace RepoSanitiser.Disclosure.Documents;

/// <summary>UTF-8 text with line numbers found only when a rule asks for them.</summary>
/// <param name="bytes">UTF-8; malformed sequences are kept as they are and count one character a byte.</param>
public sealed class Text(ReadOnlyMemory<byte> bytes)
{
    /// <summary>The text.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Positions that are asked for before the starts of all lines are worth finding once.</summary>
    private const int FewPositions = 64;

    private int _asked;
    private int[]? _lineStarts;

    /// <summary>The 1-based line and column (in characters) of a byte offset.</summary>
    public (int Line, int Column) Position(int offset)
    {
        var before = Bytes.Span[..offset];
        if (_lineStarts is null && ++_asked <= FewPositions)
        {
            var line = before.Count((byte)'\n') + 1;
            var start = before.LastIndexOf((byte)'\n') + 1;
            return (line, Encoding.UTF8.GetCharCount(before[start..]) + 1);
        }

        var starts = _lineStarts ??= FindLineStarts(Bytes.Span);
        var at = Array.BinarySearch(starts, offset);
        var index = at >= 0 ? at : ~at - 1;
        return (index + 1, Encoding.UTF8.GetCharCount(before[starts[index]..]) + 1);
    }

    /// <summary>The byte offset of a 1-based line and column (in characters); -1 where the text is shorter.</summary>
    public int Offset(int line, int column)
    {
        var starts = _lineStarts ??= FindLineStarts(Bytes.Span);
        if (line < 1 || line > starts.Length || column < 1) return -1;
        var text = Bytes.Span[starts[line - 1]..(line < starts.Length ? starts[line] : Bytes.Length)];
        var (at, characters) = (0, 1);
        while (characters < column)
        {
            if (at >= text.Length) return -1;
            _ = Rune.DecodeFromUtf8(text[at..], out var rune, out var used);
            at += used;
            characters += rune.Utf16SequenceLength;
        }

        return starts[line - 1] + at;
    }

    private static int[] FindLineStarts(ReadOnlySpan<byte> text)
    {
        var starts = new List<int> { 0 };
        for (var at = text.IndexOf((byte)'\n'); at >= 0;)
        {
            starts.Add(at + 1);
            var next = text[(at + 1)..].IndexOf((byte)'\n');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return [.. starts];
    }
}
