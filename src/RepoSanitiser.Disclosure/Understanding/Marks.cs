using System.Text;

namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>The forms in which people write that a value was taken out.</summary>
internal static class Marks
{
    private const int Longest = 64;

    private static readonly byte[][] Words =
        [.. new[] { "redact", "suppress", "small n", "small num", "too small", "too few", "disclos", "withheld" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Whatever a mark in words has at least one of: most texts are let go after one look.</summary>
    private static readonly Rules.KeywordScanner Telling = new(
        new[] { "redact", "suppress", "small n", "too small", "too few", "disclos", "withheld", "fewer", "less", "under", "below" }.Select(w => new Rules.Keyword(w, 1UL)));

    private static readonly System.Buffers.SearchValues<byte> Signs = System.Buffers.SearchValues.Create("<&([*/xX\u2264"u8);

    private static readonly byte[][] Below = [.. new[] { "fewer than", "less than", "under", "below" }.Select(Encoding.ASCII.GetBytes)];

    private static readonly byte[][] UpTo = [.. new[] { "or fewer", "or less", "or under", "or below" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Whether a text stands both for what is missing and for what was taken out, so that its table decides.</summary>
    public static bool IsAmbiguous(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > 4 || cell[0] is >= (byte)'0' and <= (byte)'9') return false;
        return cell.Length switch
        {
            1 => cell[0] is (byte)'-' or (byte)'.' or (byte)'*' or (byte)'?',
            2 => Ascii.EqualsIgnoreCase(cell, "na"u8) || cell.SequenceEqual(".."u8) || cell.SequenceEqual("--"u8) || cell.SequenceEqual("**"u8),
            3 => Ascii.EqualsIgnoreCase(cell, "nan"u8) || Ascii.EqualsIgnoreCase(cell, "n/a"u8) || IsLongDash(cell) || cell.SequenceEqual("---"u8)
                || cell.SequenceEqual("..."u8),
            _ => Ascii.EqualsIgnoreCase(cell, "null"u8) || Ascii.EqualsIgnoreCase(cell, "none"u8) || cell.SequenceEqual("<NA>"u8),
        };
    }

    /// <summary>Reads what is neither a number nor ambiguous: a mark with the bound it prints, or text.</summary>
    public static Reading Read(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > Longest || (!cell.ContainsAny(Signs) && Telling.Scan(cell) == 0)) return Reading.Text;
        var share = double.NaN;
        var decimals = 0;
        var bare = cell;
        // "[REDACTED] (3.4%)": the share stands although the count was taken out.
        var open = cell.LastIndexOf((byte)'(');
        if (open > 0 && CellReader.Share(cell[open..], out share, out decimals)) bare = cell[..open].TrimEnd((byte)' ');
        bare = Unwrapped(bare);
        if (bare.IsEmpty) return Reading.Text;
        if (!IsMark(bare, out var max) && !(bare.Length < cell.Length && IsBare(bare))) return Reading.Text;
        return new(ReadingKind.Mark, double.NaN, 0, share, decimals, max);
    }

    private static bool IsMark(ReadOnlySpan<byte> bare, out int? max)
    {
        max = null;
        if (IsBelow(bare, out max, out var decides)) return decides;
        if (bare[0] is (byte)'n' or (byte)'N' && IsBelow(bare[1..].TrimStart((byte)' '), out max, out decides)) return decides;
        if (bare.Length >= 2 && !bare.ContainsAnyExcept((byte)'X', (byte)'x')) return true;
        foreach (var word in Words)
        {
            var at = IndexOf(bare, word);
            if (at < 0 || (at > 0 && IsLetter(bare[at - 1]))) continue;
            max = BoundWithin(bare);
            return true;
        }

        return IsInWords(bare, out max);
    }

    /// <summary>&lt;8, &lt;= 5, ≤5 and their like.</summary>
    /// <param name="text">The text.</param>
    /// <param name="max">The largest count it allows.</param>
    /// <param name="decides">Whether it is a mark: &lt;0.001 is a p-value.</param>
    private static bool IsBelow(ReadOnlySpan<byte> text, out int? max, out bool decides)
    {
        (max, decides) = (null, false);
        var strict = text.StartsWith("<"u8) && !text.StartsWith("<="u8) || text.StartsWith("&lt;"u8) && !text.StartsWith("&lt;="u8) ? 1 : 0;
        var sign = text switch
        {
            [(byte)'<', (byte)'=', ..] or [(byte)'=', (byte)'<', ..] => 2,
            [(byte)'<', ..] => 1,
            [0xE2, 0x89, 0xA4, ..] => 3,
            _ when text.StartsWith("&lt;"u8) => 5 - strict,
            _ => 0,
        };
        if (sign == 0) return false;
        var rest = text[sign..].TrimStart((byte)' ');
        if (!CellReader.Number(rest, out var number, out var decimals, out var used)) return false;
        var after = rest[used..].TrimStart((byte)' ');
        if (after.StartsWith("%"u8)) return decides = true;
        decides = decimals == 0 && number is >= 1 and <= 100;
        if (decides) max = (int)number - strict;
        return true;
    }

    private static int? BoundWithin(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is (byte)'<' or (byte)'=' or 0xE2 or (byte)'&' && IsBelow(text[at..], out var max, out var decides) && decides) return max;
        }

        return null;
    }

    /// <summary>"fewer than 5", "5 or fewer".</summary>
    private static bool IsInWords(ReadOnlySpan<byte> text, out int? max)
    {
        max = null;
        foreach (var words in Below)
        {
            if (!Begins(text, words) || !CellReader.Number(text[words.Length..].TrimStart((byte)' '), out var number, out _, out _)) continue;
            max = number is >= 1 and <= 100 ? (int)number - 1 : null;
            return max is not null;
        }

        foreach (var words in UpTo)
        {
            if (IndexOf(text, words) <= 0 || !CellReader.Number(text, out var number, out _, out _)) continue;
            max = number is >= 1 and <= 100 ? (int)number : null;
            return max is not null;
        }

        return false;
    }

    /// <summary>What is a mark only within brackets or beside a share: [c], [low], . ( .)</summary>
    private static bool IsBare(ReadOnlySpan<byte> bare) =>
        bare.Length <= 4 && (IsAmbiguous(bare) || Ascii.EqualsIgnoreCase(bare, "c"u8) || Ascii.EqualsIgnoreCase(bare, "low"u8) || Ascii.EqualsIgnoreCase(bare, "r"u8));

    private static ReadOnlySpan<byte> Unwrapped(ReadOnlySpan<byte> text)
    {
        // ". ( .)" is how Stata programs print what they left out.
        if (text.Length is >= 4 and <= 8 && !text.ContainsAnyExcept(". ()"u8)) return "."u8;
        return text.Trim(" *[](){}/\"'#"u8);
    }

    private static bool IsLongDash(ReadOnlySpan<byte> cell) =>
        cell.SequenceEqual("\u2013"u8) || cell.SequenceEqual("\u2014"u8) || cell.SequenceEqual("\u2212"u8);

    private static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word);

    private static int IndexOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var at = 0; at <= text.Length - word.Length; at++)
        {
            if ((text[at] | 0x20) == (word[0] | 0x20) && Ascii.EqualsIgnoreCase(text.Slice(at, word.Length), word)) return at;
        }

        return -1;
    }

    private static bool IsLetter(byte b) => (b | 0x20) is >= (byte)'a' and <= (byte)'z';
}
