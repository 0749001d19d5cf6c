using System.Buffers.Text;

namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>Reads the text of a cell by itself, as far as that goes: whether NA, a dash or a blank stands for what was taken out, only
/// its table can say.</summary>
internal static class CellReader
{
    /// <summary>Reads a cell.</summary>
    /// <param name="cell">Its text.</param>
    /// <param name="couldBeMark">Whether it holds nothing, or what people write both for missing values and for those they took out.</param>
    public static Reading Read(ReadOnlySpan<byte> cell, out bool couldBeMark)
    {
        cell = cell.Trim((byte)' ');
        couldBeMark = cell.IsEmpty || Marks.IsAmbiguous(cell);
        if (couldBeMark) return Reading.Empty;
        var reading = ReadPlain(cell);
        return reading.Kind == ReadingKind.Text ? ReadText(cell) : reading;
    }

    private static Reading ReadText(ReadOnlySpan<byte> cell)
    {
        Span<byte> plain = stackalloc byte[PlainForm.Longest];
        return PlainForm.TryMake(cell, plain, out var length) ? ReadPlain(plain[..length].Trim((byte)' ')) : Reading.Text;
    }

    private static Reading ReadPlain(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty) return Reading.Text;
        if (Number(cell, out var value, out var decimals, out var used))
        {
            var rest = cell[used..].TrimStart((byte)' ');
            if (rest.IsEmpty) return new(ReadingKind.Number, value, decimals, double.NaN, 0, null);
            if (rest[0] == (byte)'%') return AfterPercent(rest[1..].TrimStart((byte)' '), value, decimals);
            return Share(rest, out var share, out var shareDecimals)
                ? new(IsWhole(value, decimals) ? ReadingKind.CountWithShare : ReadingKind.Number, value, decimals, share, shareDecimals, null)
                : Marks.Read(cell);
        }

        return Marks.Read(cell);
    }

    /// <summary>A number at the start of a text, with separators of thousands, a fraction or an exponent.</summary>
    public static bool Number(ReadOnlySpan<byte> text, out double value, out int decimals, out int used)
    {
        (value, decimals, used) = (0, 0, 0);
        if (text.IsEmpty) return false;
        var at = text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var negative = text[0] == (byte)'-';
        var (digits, scale) = (0, 1.0);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                value = value * 10 + (c - '0');
                digits++;
            }
            else if (c != (byte)',' || digits is 0 || !IsThousands(text[(at + 1)..]))
            {
                break;
            }
        }

        if (at < text.Length && text[at] == (byte)'.' && (digits > 0 || (at + 1 < text.Length && text[at + 1] is >= (byte)'0' and <= (byte)'9')))
        {
            for (at++; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++, decimals++)
            {
                value = value * 10 + (text[at] - '0');
                scale *= 10;
                digits++;
            }
        }

        if (digits == 0) return false;
        if (at + 1 < text.Length && (text[at] | 0x20) == 'e' && Utf8Parser.TryParse(text[(at + 1)..].TrimStart((byte)'+'), out int exponent, out var length))
        {
            at += 1 + length + (text[at + 1] == (byte)'+' ? 1 : 0);
            scale *= Math.Pow(10, -exponent);
            decimals = Math.Max(0, decimals - exponent);
        }

        value = (negative ? -value : value) / scale;
        used = at;
        return double.IsFinite(value);
    }

    /// <summary>3.4%, 3.4% (12) and 3.4% [12].</summary>
    private static Reading AfterPercent(ReadOnlySpan<byte> rest, double value, int decimals)
    {
        if (rest.IsEmpty) return new(ReadingKind.Number, value, decimals, double.NaN, 0, null);
        return Share(rest, out var count, out var countDecimals) && IsWhole(count, countDecimals) && rest[^2] != (byte)'%'
            ? new(ReadingKind.CountWithShare, count, 0, value, decimals, null)
            : Reading.Text;
    }

    /// <summary>One number in brackets at the end, with or without a percent sign; not an interval.</summary>
    internal static bool Share(ReadOnlySpan<byte> rest, out double share, out int decimals)
    {
        (share, decimals) = (double.NaN, 0);
        if (rest.Length < 3 || !(rest[0] == (byte)'(' && rest[^1] == (byte)')') && !(rest[0] == (byte)'[' && rest[^1] == (byte)']')) return false;
        var inner = rest[1..^1].Trim((byte)' ').TrimEnd((byte)'%').TrimEnd((byte)' ');
        return Number(inner, out share, out decimals, out var used) && used == inner.Length && share >= 0;
    }

    private static bool IsWhole(double value, int decimals) => value >= 0 && decimals <= 1 && value == Math.Floor(value);

    private static bool IsThousands(ReadOnlySpan<byte> rest) =>
        rest.Length >= 3 && !rest[..3].ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && (rest.Length == 3 || rest[3] is < (byte)'0' or > (byte)'9');
}
