using System.Buffers;
using System.Globalization;
using System.Text;

namespace RepoSanitiser.Disclosure.Documents.Markup;

/// <summary>
/// Reads the numbers at risk under a survival curve: pieces of text that stand on one line of the drawing, a group's name first and then
/// its numbers, near the words "at risk".
/// </summary>
internal static class NumbersAtRisk
{
    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789,"u8);

    private const int MostTexts = 20_000;
    private const int LeastNumbers = 2;

    /// <summary>How far, in lines of text, numbers stand from the words and their group's name from them.</summary>
    private const double SameLine = 2;

    /// <summary>Adds the table of a drawing that shows numbers at risk.</summary>
    /// <param name="member">Path inside the blob.</param>
    /// <param name="markup">The drawing.</param>
    /// <param name="document">The document that positions are of.</param>
    /// <param name="session">Takes the table.</param>
    public static void Read(string? member, ReadOnlyMemory<byte> markup, Text document, ReadingSession session)
    {
        if (!Mentions(markup.Span)) return;
        var pieces = Pieces(markup.Span);
        if (!pieces.Exists(p => Mentions(markup.Span[p.Start..p.End]))) return;
        var builder = new TableBuilder(markup, document, session);
        var rows = pieces.GroupBy(p => Math.Round(p.Y / SameLine)).Select(g => g.OrderBy(p => p.X).ToList()).Where(r => IsRow(r, markup.Span)).ToList();
        if (rows.Count == 0) return;
        builder.AddCopy("group", -1);
        for (var column = 1; column < rows.Max(r => r.Count); column++) builder.AddCopy("n at risk", -1);
        builder.EndRow();
        foreach (var row in rows)
        {
            foreach (var piece in row) builder.Add(piece.Start, piece.End, piece.Start);
            if (!builder.EndRow()) break;
        }

        session.Add(member, builder.Build(1));
    }

    private static bool Mentions(ReadOnlySpan<byte> text) => text.IndexOf("t risk"u8) >= 0 || text.IndexOf("t Risk"u8) >= 0;

    /// <summary>A name and then numbers only; ticks of an axis have no name.</summary>
    private static bool IsRow(List<Piece> row, ReadOnlySpan<byte> markup)
    {
        if (row.Count <= LeastNumbers || IsNumber(markup[row[0].Start..row[0].End])) return false;
        for (var i = 1; i < row.Count; i++)
        {
            if (!IsNumber(markup[row[i].Start..row[i].End])) return false;
        }

        return true;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text) => !text.IsEmpty && text[0] != (byte)',' && !text.ContainsAnyExcept(NumberBytes);

    /// <summary>The pieces of text that say where they stand and hold no markup.</summary>
    private static List<Piece> Pieces(ReadOnlySpan<byte> markup)
    {
        var pieces = new List<Piece>();
        for (var at = markup.IndexOf("<text"u8); at >= 0 && pieces.Count < MostTexts;)
        {
            var close = markup[at..].IndexOf((byte)'>');
            if (close < 0) break;
            var start = at + close + 1;
            var end = markup[start..].IndexOf((byte)'<');
            if (end < 0) break;
            var tag = markup[at..start];
            if (Attribute(tag, " x="u8) is { } x && Attribute(tag, " y="u8) is { } y && !markup.Slice(start, end).Trim(" \r\n\t"u8).IsEmpty)
                pieces.Add(new Piece(x, y, start, start + end));
            var next = markup[(start + end)..].IndexOf("<text"u8);
            at = next < 0 ? -1 : start + end + next;
        }

        return pieces;
    }

    private static double? Attribute(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name)
    {
        var at = tag.IndexOf(name);
        if (at < 0 || at + name.Length + 1 >= tag.Length) return null;
        var value = tag[(at + name.Length + 1)..];
        var end = value.IndexOfAny((byte)'"', (byte)'\'');
        return end > 0 && double.TryParse(Encoding.ASCII.GetString(value[..end]), CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private readonly record struct Piece(double X, double Y, int Start, int End);
}
