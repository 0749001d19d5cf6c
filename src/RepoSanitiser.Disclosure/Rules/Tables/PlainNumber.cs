using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>Reads numbers of digits and at most one point among them: most cells of most tables are such, so eight bytes are looked at
/// together.</summary>
internal static class PlainNumber
{
    /// <summary>Bytes of the longest that is read: all its digits fit a mantissa exactly.</summary>
    public const int Longest = 18;

    private const int Word = sizeof(ulong);
    private const ulong Zeros = 0x3030303030303030;
    private const ulong HighBits = 0x8080808080808080;

    /// <summary>Reads a number that begins with a digit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mantissa">Its digits, the point left out.</param>
    /// <param name="decimals">Digits after the point.</param>
    /// <returns>False where anything else is in the text, or it is too long.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out ulong mantissa, out int decimals)
    {
        (mantissa, decimals) = (0, 0);
        if (text.IsEmpty || text[0] is < (byte)'0' or > (byte)'9') return false;
        if (text.Length > Word) return text.Length <= Longest && TryReadLong(text, out mantissa, out decimals);
        var digits = Digits(text);
        if (!TryFindPoint(text, digits, out var point)) return false;
        var count = text.Length;
        if (point >= 0)
        {
            // It is never first, so fewer than 64 bits are shifted.
            var before = digits & ((1UL << (8 * point)) - 1);
            digits = before | ((digits >> (8 * point) >> 8) << (8 * point));
            decimals = --count - point;
        }

        mantissa = Value(digits << (8 * (Word - count)));
        return true;
    }

    /// <summary>Whether a text is such a number, behind a minus or not, with several digits after its point.</summary>
    public static bool IsFraction(ReadOnlySpan<byte> text)
    {
        const int Several = 2;
        if (text is [(byte)'-', ..]) text = text[1..];
        if (text.IsEmpty || text[0] is < (byte)'0' or > (byte)'9') return false;
        if (text.Length > Word) return text.Length <= Longest && TryReadLong(text, out _, out var decimals) && decimals >= Several;
        return TryFindPoint(text, Digits(text), out var point) && point >= 0 && text.Length - point > Several;
    }

    /// <summary>Up to eight bytes, the first one lowest, each digit as its value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Digits(ReadOnlySpan<byte> text)
    {
        var bytes = text.Length switch
        {
            Word => BinaryPrimitives.ReadUInt64LittleEndian(text),
            >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(text) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[^4..]) << (8 * (text.Length - 4))),
            >= 2 => BinaryPrimitives.ReadUInt16LittleEndian(text) | ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(text[^2..]) << (8 * (text.Length - 2))),
            _ => (ulong)text[0],
        };
        return bytes ^ (Zeros >> (8 * (Word - text.Length)));
    }

    /// <summary>Finds the point among digits; -1 where there is none.</summary>
    /// <returns>False where there is anything else, or a second one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFindPoint(ReadOnlySpan<byte> text, ulong digits, out int point)
    {
        point = -1;
        // The high bit of each byte that is above nine; what a byte above 127 carries into the next is refused with it.
        var others = ((digits + 0x7676767676767676) | digits) & HighBits;
        if (others == 0) return true;
        point = BitOperations.TrailingZeroCount(others) / 8;
        return (others & (others - 1)) == 0 && text[point] == (byte)'.';
    }

    /// <summary>The number that eight digits are: by pairs, by fours, all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Value(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        digits = ((digits & 0x00FF00FF00FF00FF) * 100) + ((digits >> 16) & 0x000000FF000000FF);
        return (((digits & 0x0000FFFF0000FFFF) * 10000) + ((digits >> 32) & 0xFFFF)) & 0xFFFFFFFF;
    }

    private static bool TryReadLong(ReadOnlySpan<byte> text, out ulong mantissa, out int decimals)
    {
        (mantissa, decimals) = (0, 0);
        var point = -1;
        for (var at = 0; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9) mantissa = mantissa * 10 + digit;
            else if (text[at] == (byte)'.' && point < 0) point = at;
            else return false;
        }

        decimals = point < 0 ? 0 : text.Length - point - 1;
        return true;
    }
}
