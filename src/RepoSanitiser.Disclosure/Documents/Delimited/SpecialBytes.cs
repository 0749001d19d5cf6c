using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RepoSanitiser.Disclosure.Documents.Delimited;

/// <summary>Finds the next of four bytes, 64 bytes at a time: one vector comparison serves all cells that end in a block.</summary>
internal ref struct SpecialBytes(ReadOnlySpan<byte> text, byte delimiter, byte quote)
{
    /// <summary>Bytes that are looked at together.</summary>
    public const int Block = 64;

    private readonly ReadOnlySpan<byte> _text = text;
    private int _block = -Block;
    private ulong _mask;

    /// <summary>The offset of the next delimiter, quote, carriage return or line feed at or after an offset; the end if none.
    /// Fast for offsets that don't go back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int from)
    {
        if ((uint)(from - _block) < Block)
        {
            var left = _mask >> (from - _block);
            if (left != 0) return from + BitOperations.TrailingZeroCount(left);
            from = _block + Block;
        }

        return Search(from);
    }

    private int Search(int from)
    {
        for (var block = from & ~(Block - 1); block < _text.Length; block += Block)
        {
            _block = block;
            _mask = MaskAt(block);
            var left = block < from ? _mask >> (from - block) << (from - block) : _mask;
            if (left != 0) return block + BitOperations.TrailingZeroCount(left);
        }

        return _text.Length;
    }

    /// <summary>Which bytes of the block at an offset are among the four, the first in the lowest bit; bytes beyond the end are not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong MaskAt(int block)
    {
        if (_text.Length - block >= Block) return MaskOf(ref Unsafe.Add(ref MemoryMarshal.GetReference(_text), block));
        return MaskOfTail(block);
    }

    private readonly ulong MaskOfTail(int block)
    {
        Span<byte> tail = stackalloc byte[Block];
        tail.Clear();
        _text[block..].CopyTo(tail);
        return MaskOf(ref MemoryMarshal.GetReference(tail)) & ((1UL << (_text.Length - block)) - 1);
    }

    private readonly ulong MaskOf(ref byte start)
    {
        var low = Match(Vector256.LoadUnsafe(ref start));
        var high = Match(Vector256.LoadUnsafe(ref start, 32));
        return low | ((ulong)high << 32);
    }

    private readonly uint Match(Vector256<byte> bytes) =>
        (Vector256.Equals(bytes, Vector256.Create(delimiter)) | Vector256.Equals(bytes, Vector256.Create(quote))
        | Vector256.Equals(bytes, Vector256.Create((byte)'\r')) | Vector256.Equals(bytes, Vector256.Create((byte)'\n'))).ExtractMostSignificantBits();

    /// <summary>Which bytes of a block are one of two, as <see cref="MaskAt"/> says it.</summary>
    public static ulong Matches(ReadOnlySpan<byte> text, int block, byte one, byte other)
    {
        if (text.Length - block >= Block) return Matches(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), block), one, other);
        Span<byte> tail = stackalloc byte[Block];
        tail.Clear();
        text[block..].CopyTo(tail);
        return Matches(ref MemoryMarshal.GetReference(tail), one, other) & ((1UL << (text.Length - block)) - 1);
    }

    private static ulong Matches(ref byte start, byte one, byte other)
    {
        var low = Matches(Vector256.LoadUnsafe(ref start), one, other);
        var high = Matches(Vector256.LoadUnsafe(ref start, 32), one, other);
        return low | ((ulong)high << 32);
    }

    private static uint Matches(Vector256<byte> bytes, byte one, byte other) =>
        (Vector256.Equals(bytes, Vector256.Create(one)) | Vector256.Equals(bytes, Vector256.Create(other))).ExtractMostSignificantBits();
}
