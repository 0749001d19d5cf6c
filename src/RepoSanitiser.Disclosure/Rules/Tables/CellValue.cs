using System.Buffers;
using System.Text;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>What a cell's text is.</summary>
internal enum CellKind : byte
{
    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>A mark for a value that is missing or left out: NA, ., -, [REDACTED], &lt;=5.</summary>
    Mark,

    /// <summary>A whole number from 0 on, with or without separators of thousands or a fraction of one zero.</summary>
    Count,

    /// <summary>A whole number from 0 on followed by one number in brackets: 26,763 (100.0).</summary>
    CountWithShare,

    /// <summary>Any other number.</summary>
    Number,

    /// <summary>A date, by day or by month.</summary>
    Date,

    /// <summary>Anything else.</summary>
    Text,
}

/// <summary>A cell's kind and, for numbers, its value.</summary>
internal readonly record struct CellValue(CellKind Kind, double Number)
{
    private static readonly SearchValues<byte> ShareBytes = SearchValues.Create("0123456789.<"u8);

    /// <summary>Digits that a number is read by; further ones only scale it.</summary>
    private const int MantissaDigits = PlainNumber.Longest;

    private static readonly double[] PowersOfTen = [.. Enumerable.Range(0, MantissaDigits + 1).Select(i => Math.Pow(10, i))];

    /// <summary>Whether a cell holds nothing, or a mark for nothing.</summary>
    public static bool IsEmptyOrMark(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty) return true;
        if (Digit(cell[0]) || (cell.Length > 1 && cell[0] is (byte)'-' or (byte)'+' or (byte)'.' && Digit(cell[1]))) return false;
        return Read(cell).Kind is CellKind.Empty or CellKind.Mark;
    }

    /// <summary>Reads a cell without allocating.</summary>
    public static CellValue Read(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty) return new(CellKind.Empty, 0);
        if (cell[0] == (byte)' ' || cell[^1] == (byte)' ') cell = cell.Trim((byte)' ');
        var value = ReadPlain(cell);
        return value.Kind == CellKind.Text ? ReadText(cell, value) : value;
    }

    private static CellValue ReadText(ReadOnlySpan<byte> cell, CellValue asText)
    {
        Span<byte> plain = stackalloc byte[PlainForm.Longest];
        return PlainForm.TryMake(cell, plain, out var length) ? ReadPlain(plain[..length].Trim((byte)' ')) : asText;
    }

    private static CellValue ReadPlain(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty) return new(CellKind.Empty, 0);
        var first = cell[0];
        if (Digit(first)) return TryReadPlain(cell, out var plain) ? plain : ReadNumber(cell);
        if (first == (byte)'-' && PlainNumber.TryRead(cell[1..], out var mantissa, out var decimals)) return new(CellKind.Number, -(mantissa / PowersOfTen[decimals]));
        if (first is (byte)'.' or (byte)'-' or (byte)'+' && cell.Length > 1 && (cell[1] is >= (byte)'0' and <= (byte)'9' or (byte)'.'))
            return ReadNumber(cell);
        return new(IsMark(cell) ? CellKind.Mark : CellKind.Text, 0);
    }

    /// <summary>Reads what most numbers are: digits, and at most a point among them.</summary>
    private static bool TryReadPlain(ReadOnlySpan<byte> cell, out CellValue value)
    {
        value = default;
        if (!PlainNumber.TryRead(cell, out var mantissa, out var decimals)) return false;
        var isWhole = decimals == 0 || (decimals == 1 && cell[^1] == (byte)'0');
        value = new(isWhole ? CellKind.Count : CellKind.Number, decimals == 0 ? mantissa : mantissa / PowersOfTen[decimals]);
        return true;
    }

    private static CellValue ReadNumber(ReadOnlySpan<byte> cell)
    {
        if (IsDate(cell)) return new(CellKind.Date, 0);
        var at = 0;
        var negative = cell[0] == (byte)'-';
        if (cell[0] is (byte)'-' or (byte)'+') at++;
        var (mantissa, digits, fraction, whole) = (0UL, 0, 0, true);
        for (; at < cell.Length; at++)
        {
            var c = cell[at];
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                if (digits++ < MantissaDigits) mantissa = mantissa * 10 + (ulong)(c - '0');
                else fraction--;
            }
            else if (c != (byte)',' || digits == 0 || !IsThousands(cell[(at + 1)..]))
            {
                break;
            }
        }

        if (at < cell.Length && cell[at] == (byte)'.')
        {
            var point = at;
            for (at++; at < cell.Length && cell[at] is >= (byte)'0' and <= (byte)'9'; at++)
            {
                if (cell[at] != (byte)'0') whole = false;
                if (digits++ >= MantissaDigits) continue;
                mantissa = mantissa * 10 + (ulong)(cell[at] - '0');
                fraction++;
            }

            // Programs print whole numbers with one zero at most; 1.00 is an estimate and 1.0000 a correlation.
            if (at - point > 2) whole = false;
        }

        if (digits == 0) return new(cell.Length == 1 ? CellKind.Mark : CellKind.Text, 0);
        var value = fraction switch
        {
            0 => mantissa,
            > 0 => mantissa / PowersOfTen[fraction],
            _ => mantissa * Math.Pow(10, -fraction),
        };
        if (negative) value = -value;
        var kind = whole && !negative ? CellKind.Count : CellKind.Number;
        var rest = cell[at..].TrimStart((byte)' ');
        if (rest.IsEmpty) return new(kind, value);
        if (rest[0] == (byte)'%' && rest.Length == 1) return new(CellKind.Number, value);
        if (rest[0] is (byte)'e' or (byte)'E' && IsExponent(rest[1..])) return new(CellKind.Number, double.NaN);
        return new(rest[0] == (byte)'(' && IsShare(rest) ? (kind == CellKind.Count ? CellKind.CountWithShare : CellKind.Number) : CellKind.Text, value);
    }

    private static bool IsThousands(ReadOnlySpan<byte> rest) =>
        rest.Length >= 3 && !rest[..3].ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && (rest.Length == 3 || rest[3] is < (byte)'0' or > (byte)'9');

    private static bool IsExponent(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart("+-"u8);
        return !rest.IsEmpty && !rest.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>One number or missing mark in brackets, with or without a percent sign: a share, not a range.</summary>
    private static bool IsShare(ReadOnlySpan<byte> rest)
    {
        if (rest[^1] != (byte)')') return false;
        var inner = rest[1..^1].Trim((byte)' ').TrimEnd((byte)'%').Trim((byte)' ');
        return !inner.IsEmpty && !inner.ContainsAnyExcept(ShareBytes);
    }

    /// <summary>2020-02-01, 2020-02, 01/02/2020, 01feb2020, each with or without a time.</summary>
    internal static bool IsDate(ReadOnlySpan<byte> cell)
    {
        if (cell.Length < 7) return false;
        if (cell[4] is (byte)'-' or (byte)'/') return IsYear(cell[..4]) && Digit(cell[5]) && Digit(cell[6]) && (cell.Length == 7 || cell[7] == cell[4]);
        if (cell.Length < 8) return false;
        if (cell[2] is (byte)'/' or (byte)'-') return Digit(cell[0]) && Digit(cell[1]) && Digit(cell[3]) && Digit(cell[4]) && cell[5] == cell[2];
        return cell.Length == 9 && Digit(cell[0]) && Digit(cell[1]) && Letter(cell[2]) && Letter(cell[3]) && Letter(cell[4]) && IsYear(cell[5..]);
    }

    /// <summary>Whether a date says the day, not only the month.</summary>
    internal static bool HasDay(ReadOnlySpan<byte> date) => date.Length > 7;

    private static bool IsYear(ReadOnlySpan<byte> text) => text[0] is (byte)'1' or (byte)'2' && Digit(text[1]) && Digit(text[2]) && Digit(text[3]);

    private static bool Digit(byte c) => c is >= (byte)'0' and <= (byte)'9';

    private static bool Letter(byte c) => (c | 0x20) is >= (byte)'a' and <= (byte)'z';

    private static bool Holds(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> word)
    {
        for (var at = 0; at <= cell.Length - word.Length; at++)
        {
            if ((cell[at] | 0x20) == word[0] && Ascii.EqualsIgnoreCase(cell.Slice(at, word.Length), word)) return true;
        }

        return false;
    }

    private static bool IsMark(ReadOnlySpan<byte> cell)
    {
        if (cell[0] == (byte)'<') return true;
        if (cell.Length == 1) return cell[0] is (byte)'-' or (byte)'.' or (byte)'*';
        return cell.Length switch
        {
            2 => Ascii.EqualsIgnoreCase(cell, "na"u8),
            3 => Ascii.EqualsIgnoreCase(cell, "nan"u8) || Ascii.EqualsIgnoreCase(cell, "n/a"u8) || cell.SequenceEqual("\u2013"u8),
            4 => Ascii.EqualsIgnoreCase(cell, "null"u8) || Ascii.EqualsIgnoreCase(cell, "none"u8),
            7 => Ascii.EqualsIgnoreCase(cell, "missing"u8),
            >= 8 and <= 24 => Holds(cell, "redacted"u8) || Holds(cell, "suppressed"u8),
            _ => false,
        };
    }
}
