using System.Buffers.Binary;
using System.IO.Compression;
using RepoSanitiser.Disclosure.Documents.Containers;

namespace RepoSanitiser.Disclosure.Redaction.Figures;

/// <summary>Draws a PNG of a given size that shows the mark on white: black and white, a bit a pixel. Equal sizes give equal bytes.</summary>
internal static class PngPlaceholder
{
    /// <summary>A picture larger than this on a side is drawn smaller.</summary>
    private const int MostPixels = 8192;
    private const int GlyphWidth = 6;
    private const int GlyphHeight = 7;

    /// <summary>The letters of the mark, seven rows of five pixels each.</summary>
    private static readonly Dictionary<char, byte[]> Glyphs = new()
    {
        ['['] = [0b01110, 0b01000, 0b01000, 0b01000, 0b01000, 0b01000, 0b01110],
        [']'] = [0b01110, 0b00010, 0b00010, 0b00010, 0b00010, 0b00010, 0b01110],
        ['R'] = [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001],
        ['E'] = [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
        ['D'] = [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110],
        ['A'] = [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        ['C'] = [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110],
        ['T'] = [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
    };

    /// <summary>Draws the placeholder of a picture.</summary>
    /// <param name="png">The picture, from its signature on.</param>
    public static byte[] For(ReadOnlySpan<byte> png)
    {
        var (width, height) = png.Length >= 24
            ? (BinaryPrimitives.ReadUInt32BigEndian(png[16..]), BinaryPrimitives.ReadUInt32BigEndian(png[20..]))
            : (1u, 1u);
        return Draw((int)Math.Clamp(width, 1, MostPixels), (int)Math.Clamp(height, 1, MostPixels));
    }

    private static byte[] Draw(int width, int height)
    {
        using var output = new MemoryStream();
        output.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 1;
        Chunk(output, "IHDR"u8, header);
        Chunk(output, "IDAT"u8, Compressed(Pixels(width, height)));
        Chunk(output, "IEND"u8, []);
        return output.ToArray();
    }

    /// <summary>Rows of pixels, each after a byte that says it is not filtered; 1 is white.</summary>
    private static byte[] Pixels(int width, int height)
    {
        var stride = 1 + ((width + 7) / 8);
        var pixels = new byte[stride * height];
        pixels.AsSpan().Fill(0xFF);
        for (var row = 0; row < height; row++) pixels[row * stride] = 0;
        var scale = Math.Min(width * 2 / 3 / (GlyphWidth * Mark.Text.Length), height / 2 / GlyphHeight);
        if (scale == 0) return pixels;
        var left = (width - (scale * GlyphWidth * Mark.Text.Length)) / 2;
        var top = (height - (scale * GlyphHeight)) / 2;
        for (var y = 0; y < scale * GlyphHeight; y++)
        {
            for (var x = 0; x < scale * GlyphWidth * Mark.Text.Length; x++)
            {
                if (!IsInk(x / scale, y / scale)) continue;
                var at = left + x;
                pixels[((top + y) * stride) + 1 + (at / 8)] &= (byte)~(0x80 >> (at % 8));
            }
        }

        return pixels;
    }

    private static bool IsInk(int x, int y) =>
        x % GlyphWidth < 5 && (Glyphs[Mark.Text[x / GlyphWidth]][y] & (0b10000 >> (x % GlyphWidth))) != 0;

    private static byte[] Compressed(byte[] pixels)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(pixels);
        return output.ToArray();
    }

    private static void Chunk(MemoryStream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        output.Write(number);
        byte[] body = [.. type, .. data];
        output.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(body));
        output.Write(number);
    }
}
