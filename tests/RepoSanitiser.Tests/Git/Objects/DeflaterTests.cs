using System.IO.Compression;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Tests.Git.Objects;

public sealed class DeflaterTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_deflated_comes_back_through_the_framework(bool zlibAlone)
    {
        using var deflater = new Deflater(zlibAlone: zlibAlone);
        var random = new Random(5);
        foreach (var length in new[] { 0, 1, 60, 96, 97, 98, 300, 5000, 65_536, 400_001 })
            foreach (var variety in new[] { 1, 3, 256 })
            {
                var content = new byte[length];
                for (var i = 0; i < length; i++) content[i] = (byte)random.Next(variety);
                using var stream = new ZLibStream(new MemoryStream(deflater.Deflate(content).ToArray()), CompressionMode.Decompress);
                using var back = new MemoryStream();
                stream.CopyTo(back);
                Assert.Equal(content, back.ToArray());
            }
    }
}
