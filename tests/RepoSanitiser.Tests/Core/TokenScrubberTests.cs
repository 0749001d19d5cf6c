using FsCheck;
using FsCheck.Fluent;
using RepoSanitiser.Core;

namespace RepoSanitiser.Tests.Core;

public sealed class TokenScrubberTests
{
    // Put together here, so that no scanner takes this file for a leak.
    private static readonly string Body = new('k', 36);

    [Theory]
    [InlineData("gh", "p_", "")]
    [InlineData("gh", "o_", "")]
    [InlineData("gh", "s_", "")]
    [InlineData("github", "_pat_", "")]
    [InlineData("Authorization: Bea", "rer ", "")]
    [InlineData("authorization: ba", "sic ", "")]
    [InlineData("Authorization: to", "ken ", "")]
    [InlineData("https://user:", "", "@example.org/study.git")]
    [InlineData("https://", "", "@example.org/study.git")]
    [InlineData("https://user:p@ss", "", "@example.org/study.git")]
    [InlineData("https://example.org/?acc", "ess_token=", "&page=2")]
    [InlineData("https://example.org/a?sv=1&si", "g=", "&se=2")]
    public void A_credential_is_masked_and_the_rest_stays(string start, string middle, string end)
    {
        var scrubbed = TokenScrubber.Scrub($"before {start}{middle}{Body}{end} after");
        Assert.DoesNotContain(Body, scrubbed, StringComparison.Ordinal);
        Assert.Contains("***", scrubbed, StringComparison.Ordinal);
        Assert.StartsWith("before ", scrubbed, StringComparison.Ordinal);
        Assert.EndsWith($"{end} after", scrubbed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reading objects: 12 of 30")]
    [InlineData("the basic understanding of each token found")]
    [InlineData("https://github.com/opensafely/documentation/blob/main/a.md")]
    [InlineData("refs/heads/main at 0123456789abcdef0123456789abcdef01234567")]
    [InlineData("git@github.com:organisation/study.git")]
    public void Text_without_credentials_stays_as_it_is(string text) => Assert.Equal(text, TokenScrubber.Scrub(text));

    [Fact]
    public void No_surrounding_text_saves_a_token()
    {
        var token = string.Concat("gh", "p_", Body);
        Prop.ForAll<NonNull<string>, NonNull<string>>((before, after) =>
            !TokenScrubber.Scrub(before.Get + token + after.Get).Contains(Body, StringComparison.Ordinal)).QuickCheckThrowOnFailure();
    }
}
