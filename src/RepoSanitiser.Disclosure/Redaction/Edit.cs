namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>A stretch of text and what takes its place.</summary>
/// <param name="Start">Byte offset in the text.</param>
/// <param name="End">Byte offset after it.</param>
/// <param name="Replacement">UTF-8.</param>
/// <param name="IsAligned">Whether what follows on the line stands in columns that blanks keep.</param>
internal readonly record struct Edit(int Start, int End, ReadOnlyMemory<byte> Replacement, bool IsAligned = false)
{
    /// <summary>The stretch's length in bytes.</summary>
    public int Length => End - Start;
}

/// <summary>Edits of one text.</summary>
internal static class Edits
{
    /// <summary>
    /// The edits in order, none overlapping another: of two that do, the one that begins first (or is longer) takes the place of both.
    /// </summary>
    public static List<Edit> InOrder(IEnumerable<Edit> edits)
    {
        var ordered = new List<Edit>();
        foreach (var edit in edits.OrderBy(e => e.Start).ThenByDescending(e => e.End))
        {
            if (ordered.Count == 0 || edit.Start > ordered[^1].End || (edit.Start == ordered[^1].End && ordered[^1].Length > 0)) ordered.Add(edit);
            else if (edit.End > ordered[^1].End) ordered[^1] = ordered[^1] with { End = edit.End };
        }

        return ordered;
    }

    /// <summary>The text with edits made; everything else stays byte for byte.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ordered">As <see cref="InOrder"/> gives them.</param>
    public static byte[] Apply(ReadOnlySpan<byte> text, IReadOnlyList<Edit> ordered)
    {
        var length = text.Length;
        foreach (var edit in ordered) length += edit.Replacement.Length - edit.Length;
        var output = new byte[length];
        var (read, written) = (0, 0);
        foreach (var edit in ordered)
        {
            var kept = text[read..edit.Start];
            kept.CopyTo(output.AsSpan(written));
            edit.Replacement.Span.CopyTo(output.AsSpan(written + kept.Length));
            written += kept.Length + edit.Replacement.Length;
            read = edit.End;
        }

        text[read..].CopyTo(output.AsSpan(written));
        return output;
    }
}
