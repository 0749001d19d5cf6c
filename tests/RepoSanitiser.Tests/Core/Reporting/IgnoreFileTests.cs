using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Tests.Core.Reporting;

public sealed class IgnoreFileTests
{
    private const string Header = $"# reposan key {Some.KeyId}\n";
    private const string Print = "00112233445566778899aabbccddeeff";

    private static IgnoreFile Read(string text) => IgnoreFile.Read(new StringReader(text), ".reposanignore", Some.KeyId);

    [Fact]
    public void Entries_are_read_with_their_line_day_and_reason()
    {
        var file = Read($"{Header}\n# a remark\n{Print}  expires=2027-03-31  reason=\"says \\\"fine\\\" in C:\\\\x\"\n");

        Assert.Equal([new IgnoreEntry(Print, new DateOnly(2027, 3, 31), "says \"fine\" in C:\\x", 4)], file.Entries);
    }

    [Fact]
    public void The_order_of_expiry_and_reason_does_not_matter() =>
        Assert.Equal("ok", Assert.Single(Read($"{Header}{Print} reason=\"ok\" expires=2027-03-31").Entries).Reason);

    [Theory]
    [InlineData("")]
    [InlineData("\n# nothing is accepted\n\n")]
    [InlineData(Header)]
    public void A_file_without_entries_accepts_nothing(string text) => Assert.Empty(Read(text).Entries);

    [Fact]
    public void A_file_of_another_key_is_refused() =>
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => Read("# reposan key ffffffffffffffff\n")).Code);

    [Theory]
    [InlineData(Print + " expires=2027-03-31")]
    [InlineData(Print + " reason=\"ok\"")]
    [InlineData(Print + " expires=2027-03-31 reason=\"\"")]
    [InlineData(Print + " expires=2027-03-31 reason=\"  \"")]
    [InlineData(Print + " expires=2027-02-30 reason=\"ok\"")]
    [InlineData(Print + " expires=never reason=\"ok\"")]
    [InlineData(Print + " expires=2027-03-31 expires=2028-03-31")]
    [InlineData(Print + " expires=2027-03-31 reason=\"ok\" rule=x")]
    [InlineData(Print + " expires=2027-03-31 reason=\"unclosed")]
    [InlineData("0011 expires=2027-03-31 reason=\"ok\"")]
    [InlineData("output/*.csv")]
    [InlineData(Print + " expires=2027-03-31 reason=\"ok\" reason=\"ok\"")]
    public void Another_form_is_a_usage_error_that_names_the_line_and_not_its_text(string line)
    {
        var error = Assert.Throws<ReposanException>(() => Read($"{Header}{line}\n"));

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.StartsWith("Line 2 of .reposanignore ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Print, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_before_the_key_is_a_usage_error() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Read($"{Print} expires=2027-03-31 reason=\"ok\"\n{Header}")).Code);

    [Fact]
    public void A_fingerprint_given_twice_is_a_usage_error() =>
        Assert.Contains("line 2", Assert.Throws<ReposanException>(() => Read($"{Header}{Print} expires=2027-03-31 reason=\"a\"\n{Print} expires=2029-03-31 reason=\"b\"\n")).Message, StringComparison.Ordinal);
}
