using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.History.Proof;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.Tests.History.Proof;

/// <summary>Where purged content whose lines are too short to be known by themselves is known again.</summary>
public sealed class MarkFinderTests
{
    private const string Table = "sex,n\nF,12\nM,3\n";

    [Theory]
    [InlineData(Table)]
    [InlineData("sex,n\r\nF,12  \r\nM,3\r\n\r\n")]
    [InlineData("sex,n\nF,12\nM,3")]
    [InlineData("What we have\n\nsex,n\nF,12\nM,3\n")]
    [InlineData("What we have\n\nsex,n\nF,12\nM,3\n\nSigned-off-by: A <a@study.invalid>\n")]
    public void A_whole_table_is_seen_in_a_message(string message) => Assert.True(IsInMessage(message, Table));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("What we have\n")]
    [InlineData("sex,n\nF,12\n")]
    [InlineData("sex,n\nF,12\nM,30\n")]
    public void Other_messages_are_not_it(string message) => Assert.False(IsInMessage(message, Table));

    [Fact]
    public void A_single_line_or_a_few_bytes_are_seen_only_as_all_of_a_message()
    {
        Assert.True(IsInMessage("Update the protocol", "Update the protocol\n"));
        Assert.False(IsInMessage("Update the protocol\n\nAs asked\n", "Update the protocol\n"));
        Assert.True(IsInMessage("a\nb", "a\nb\n"));
        Assert.False(IsInMessage("Why\n\na\nb", "a\nb\n"));
    }

    [Theory]
    [InlineData("a\nb\n", "a\nb\n")]
    [InlineData("\n\na\n\n\n\nb\n", "a\n\nb\n")]
    [InlineData("\n", "")]
    public void What_git_makes_of_a_message_is_known(string content, string message) =>
        Assert.Equal(message, Encoding.UTF8.GetString(NormalForm.AsMessage(Encoding.UTF8.GetBytes(content))));

    private static bool IsInMessage(string message, string purged)
    {
        var key = new ContentKey(new FingerprintKey(new byte[32]));
        var marks = new ContentMarks { Whole = [key.Mark(Encoding.UTF8.GetBytes(purged))] };
        return new MarkFinder(marks, key).IsInMessage(Encoding.UTF8.GetBytes(message));
    }
}
