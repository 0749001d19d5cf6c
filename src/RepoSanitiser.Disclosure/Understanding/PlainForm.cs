using System.Globalization;
using System.Text;

namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>Cells that say the same as plainer ones: digits and signs of other scripts, spaces that don't break, "n = 4".</summary>
internal static class PlainForm
{
    /// <summary>Bytes that any plain form fits in.</summary>
    public const int Longest = 64;

    private const int FullWidth = 0xFEE0;

    /// <summary>Writes the plain form of a cell; false where it is plain already, or no number in any form.</summary>
    /// <param name="cell">The cell, without blanks around it.</param>
    /// <param name="plain">Room for <see cref="Longest"/> bytes.</param>
    /// <param name="length">Bytes written.</param>
    public static bool TryMake(ReadOnlySpan<byte> cell, Span<byte> plain, out int length)
    {
        length = 0;
        if (cell.Length is < 2 or > Longest) return false;
        var isNamed = (cell[0] | 0x20) == 'n' && AfterEquals(cell[1..]) is { IsEmpty: false };
        if (!isNamed && Ascii.IsValid(cell)) return false;
        var rest = isNamed ? AfterEquals(cell[1..]) : cell;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var used) != System.Buffers.OperationStatus.Done) return false;
            rest = rest[used..];
            // 1 204, with a space that keeps the number together.
            if (!rune.IsAscii && Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator && IsGroup(plain[..length], rest)) continue;
            if (PlainOf(rune) is not { } c) return false;
            plain[length++] = c;
        }

        return length > 0;
    }

    /// <summary>What stands behind an equals sign; nothing where there is none.</summary>
    private static ReadOnlySpan<byte> AfterEquals(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        return text.StartsWith("="u8) ? text[1..].TrimStart((byte)' ') : default;
    }

    private static byte? PlainOf(Rune rune) => rune switch
    {
        { IsAscii: true } => (byte)rune.Value,
        { Value: >= 0xFF01 and <= 0xFF5E } => (byte)(rune.Value - FullWidth),
        _ => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.DecimalDigitNumber => (byte)('0' + Rune.GetNumericValue(rune)),
            UnicodeCategory.SpaceSeparator => (byte)' ',
            _ => null,
        },
    };

    private static bool IsGroup(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after) =>
        !before.IsEmpty && IsDigit(before[^1]) && after.Length >= 3 && IsDigit(after[0]) && IsDigit(after[1]) && IsDigit(after[2]) && (after.Length == 3 || !IsDigit(after[3]));

    private static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';
}
