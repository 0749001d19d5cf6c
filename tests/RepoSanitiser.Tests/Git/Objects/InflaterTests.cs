using System.IO.Compression;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Tests.Git.Objects;

public sealed unsafe class InflaterTests
{
    public static TheoryData<bool> Ways => [true, false];

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_zlib_deflated_comes_back_and_the_bytes_taken_are_said(bool zlibAlone)
    {
        using var inflater = new Inflater(zlibAlone);
        var random = new Random(7);
        foreach (var level in new[] { CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize })
            foreach (var length in new[] { 0, 1, 2, 95, 4096, 70_000, 300_001 })
            {
                var content = Content(random, length);
                var stream = Deflate(content, level);
                var into = new byte[length];
                Assert.Equal(stream.Length, Inflate(inflater, [.. stream, 1, 2, 3], into));
                Assert.Equal(content, into);
            }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_stream_that_is_cut_changed_or_of_another_length_is_refused(bool zlibAlone)
    {
        using var inflater = new Inflater(zlibAlone);
        var random = new Random(11);
        var content = Content(random, 5000);
        var stream = Deflate(content, CompressionLevel.Optimal);
        for (var length = 0; length < stream.Length; length += 7) Assert.Equal(-1, Inflate(inflater, stream[..length], new byte[content.Length]));
        Assert.Equal(-1, Inflate(inflater, stream, new byte[content.Length - 1]));
        Assert.Equal(-1, Inflate(inflater, stream, new byte[content.Length + 1]));
        Assert.Equal(-1, Inflate(inflater, stream, []));
        for (var round = 0; round < 500; round++)
        {
            var changed = stream.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            var into = new byte[content.Length];
            // A bit of the header that says how hard the other side tried may change; the content never does unseen.
            if (Inflate(inflater, changed, into) >= 0) Assert.Equal(content, into);
        }

        Assert.Equal(stream.Length, Inflate(inflater, stream, new byte[content.Length]));
    }

    private static byte[] Content(Random random, int length)
    {
        var content = new byte[length];
        for (var i = 0; i < length; i++) content[i] = i >= 100 && random.Next(8) > 0 ? content[i - 100] : (byte)random.Next(256);
        return content;
    }

    private static byte[] Deflate(byte[] content, CompressionLevel level)
    {
        // The framework writes nothing at all for nothing; git writes an empty stream.
        if (content.Length == 0) return [0x78, 0x9c, 0x03, 0, 0, 0, 0, 1];
        using var stream = new MemoryStream();
        using (var deflated = new ZLibStream(stream, level, leaveOpen: true)) deflated.Write(content);
        return stream.ToArray();
    }

    private static long Inflate(Inflater inflater, byte[] source, byte[] into)
    {
        fixed (byte* at = source.Length == 0 ? [0] : source) return inflater.Inflate(at, source.Length, into);
    }
}
