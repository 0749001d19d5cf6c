namespace RepoSanitiser.Disclosure.Redaction.Writers;

/// <summary>Keeps columns of text where they are: what a replacement is longer than what it replaces is taken from the blanks around it.</summary>
internal static class Alignment
{
    /// <summary>Fits edits into their lines.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ordered">Edits in order; those that are not aligned stay as they are.</param>
    /// <param name="moved">How many lines had too few blanks, so that what follows on them moved.</param>
    public static List<Edit> Fit(ReadOnlySpan<byte> text, IReadOnlyList<Edit> ordered, out int moved)
    {
        var fitted = new List<Edit>(ordered.Count);
        var lines = new HashSet<int>();
        for (var i = 0; i < ordered.Count; i++)
        {
            if (!ordered[i].IsAligned)
            {
                fitted.Add(ordered[i]);
                continue;
            }

            var from = fitted.Count == 0 ? 0 : fitted[^1].End;
            var to = i + 1 < ordered.Count ? ordered[i + 1].Start : text.Length;
            fitted.Add(Fit(text, ordered[i], from, to, out var isMoved));
            if (isMoved) lines.Add(text[..ordered[i].Start].LastIndexOf((byte)'\n'));
        }

        moved = lines.Count;
        return fitted;
    }

    private static Edit Fit(ReadOnlySpan<byte> text, Edit edit, int from, int to, out bool isMoved)
    {
        isMoved = false;
        var growth = Characters(edit.Replacement.Span) - Characters(text[edit.Start..edit.End]);
        if (growth <= 0) return Pad(text, edit, -growth);
        var before = Math.Min(growth, BlanksBefore(text, edit.Start, from));
        var after = Math.Min(growth - before, BlanksAfter(text, edit.End, to, out var isLast));
        isMoved = growth > before + after && !isLast;
        return edit with { Start = edit.Start - before, End = edit.End + after };
    }

    /// <summary>Blanks that may go before an offset: all but one, or all where they begin the line.</summary>
    private static int BlanksBefore(ReadOnlySpan<byte> text, int start, int from)
    {
        var at = start;
        while (at > from && text[at - 1] == (byte)' ') at--;
        return at == 0 || text[at - 1] == (byte)'\n' ? start - at : Math.Max(0, start - at - 1);
    }

    /// <summary>Blanks that may go after an offset: all but one, or all where they end the line.</summary>
    private static int BlanksAfter(ReadOnlySpan<byte> text, int end, int to, out bool isLast)
    {
        var at = end;
        while (at < to && text[at] == (byte)' ') at++;
        isLast = at == text.Length || text[at] is (byte)'\r' or (byte)'\n';
        return isLast ? at - end : Math.Max(0, at - end - 1);
    }

    /// <summary>Adds blanks on the side on which the column is ragged.</summary>
    private static Edit Pad(ReadOnlySpan<byte> text, Edit edit, int blanks)
    {
        if (blanks == 0) return edit;
        var padding = new byte[blanks];
        padding.AsSpan().Fill((byte)' ');
        var isRight = edit.Start > 0 && text[edit.Start - 1] == (byte)' ';
        return edit with { Replacement = isRight ? (byte[])[.. padding, .. edit.Replacement.Span] : (byte[])[.. edit.Replacement.Span, .. padding] };
    }

    private static int Characters(ReadOnlySpan<byte> text)
    {
        var characters = 0;
        foreach (var b in text)
        {
            if ((b & 0xC0) != 0x80) characters++;
        }

        return characters;
    }
}
