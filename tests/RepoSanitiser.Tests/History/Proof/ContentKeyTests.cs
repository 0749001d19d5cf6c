using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.History.Proof;

namespace RepoSanitiser.Tests.History.Proof;

public sealed class ContentKeyTests
{
    [Theory]
    [InlineData("a\nb\n", "a\r\nb\r\n")]
    [InlineData("a\nb\n", "a\rb")]
    [InlineData("a\nb\n", "a  \nb\t\n\n\n")]
    [InlineData("a\nb\n", "\uFEFFa\nb")]
    public void Text_is_the_same_in_normal_form(string one, string other) =>
        Assert.Equal(Encoding.UTF8.GetString(Normal(one)), Encoding.UTF8.GetString(Normal(other)));

    [Theory]
    [InlineData("a\nb\n", "a\n\nb\n")]
    [InlineData("a\nb\n", " a\nb\n")]
    [InlineData("a\nb\n", "b\na\n")]
    public void And_other_text_is_not(string one, string other) => Assert.NotEqual(Normal(one), Normal(other));

    [Fact]
    public void Its_length_is_known_before_it_is_made()
    {
        foreach (var text in (string[])["", "\n", "\n\n", "a", "a\n", "a\r\n\r\n", "a\n\nb  \n \n", "\r", "a\rb\r"]) Assert.Equal(Normal(text).Length, NormalForm.Of(Encoding.UTF8.GetBytes(text)).Length);
    }

    [Fact]
    public void Binary_content_stays_as_it_is()
    {
        byte[] bytes = [1, 0, 32, 13, 10, 32, 10];
        Assert.Equal(bytes, NormalForm.Of(bytes).ToArray());
    }

    [Fact]
    public void Another_key_gives_other_hashes()
    {
        var one = new ContentKey(new FingerprintKey(new byte[32])).Mark("3,yes"u8);
        var other = new ContentKey(new FingerprintKey([.. Enumerable.Repeat((byte)1, 32)])).Mark("3,yes"u8);
        Assert.NotEqual(one.Hash, other.Hash);
        Assert.NotEqual(one.Mac, other.Mac);
        Assert.Equal(one, new ContentKey(new FingerprintKey(new byte[32])).Mark("3,yes"u8));
    }

    [Fact]
    public void Each_bit_of_content_of_any_length_counts()
    {
        var key = new ContentKey(new FingerprintKey(new byte[32]));
        for (var length = 1; length < 40; length++)
        {
            var seen = new HashSet<ulong> { key.Hash(new byte[length]) };
            for (var bit = 0; bit < 8 * length; bit++)
            {
                var content = new byte[length];
                content[bit / 8] = (byte)(1 << (bit % 8));
                Assert.True(seen.Add(key.Hash(content)));
            }
        }
    }

    private static byte[] Normal(string text) => NormalForm.Of(Encoding.UTF8.GetBytes(text)).ToArray();
}
