using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>What a cell looks like by its digits alone: most cells of most tables are plain numbers, told apart in one look at all bytes.</summary>
internal enum CellShape : byte
{
    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>Digits, with or without a fraction of one zero: <see cref="CellKind.Count"/>.</summary>
    Whole,

    /// <summary>Another plain number: <see cref="CellKind.Number"/>.</summary>
    Number,

    /// <summary>A plain number with several digits after its point: <see cref="CellKind.Number"/>.</summary>
    Fraction,

    /// <summary>Anything else, numbers in other forms among it: what it is takes reading.</summary>
    Other,
}

/// <summary>Tells the shapes of cells.</summary>
internal static class CellShapes
{
    /// <summary>How many shapes there are.</summary>
    public const int Count = 5;

    private const int Several = 2;

    /// <summary>The shape of a cell.</summary>
    /// <param name="text">The text that holds the cell, and more behind it.</param>
    /// <param name="start">Where the cell begins.</param>
    /// <param name="length">Its bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CellShape Of(ReadOnlySpan<byte> text, int start, int length)
    {
        if (length == 0) return CellShape.Empty;
        if (length > PlainNumber.Longest) return CellShape.Other;
        var bytes = text.Length - start >= Vector256<byte>.Count
            ? Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)start)
            : LoadTail(text[start..]);
        var digits = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9)).ExtractMostSignificantBits();
        var others = ~digits & ((1U << length) - 1);
        return others == 0 ? CellShape.Whole : OfSigned(text.Slice(start, length), others);
    }

    /// <summary>The shape of a cell with something else than digits in it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="others">Which of its bytes are no digits, the first in the lowest bit.</param>
    private static CellShape OfSigned(ReadOnlySpan<byte> cell, uint others)
    {
        var sign = cell[0] == (byte)'-' ? 1 : 0;
        if (sign == 1) others &= others - 1;
        if (others == 0) return cell.Length > sign ? CellShape.Number : CellShape.Other;
        var point = BitOperations.TrailingZeroCount(others);
        var decimals = cell.Length - 1 - point;
        if ((others & (others - 1)) != 0 || cell[point] != (byte)'.' || point == sign || decimals == 0) return CellShape.Other;
        if (decimals >= Several) return CellShape.Fraction;
        return sign == 0 && cell[^1] == (byte)'0' ? CellShape.Whole : CellShape.Number;
    }

    private static Vector256<byte> LoadTail(ReadOnlySpan<byte> text)
    {
        Span<byte> tail = stackalloc byte[Vector256<byte>.Count];
        tail.Clear();
        text.CopyTo(tail);
        return Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(tail));
    }
}
