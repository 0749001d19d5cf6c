using System.Text;
using RepoSanitiser.Incidents.Notices;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Tests.Incidents.Notices;

public sealed class NoticeTests
{
    private static readonly DateTimeOffset Night = new(2027, 1, 31, 2, 5, 0, TimeSpan.Zero);

    [Fact]
    public void The_mail_opens_as_a_draft_to_everybody_with_nothing_of_the_leak_in_it()
    {
        var mail = Encoding.UTF8.GetString(new Notice([("Ann Example", "ann@example.org"), ("Zoë", "zoe@example.org")], "org/study", "sam", Night).Mail());
        Assert.DoesNotContain("\n", mail.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var head = mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
        Assert.Contains("X-Unsent: 1", head);
        Assert.Contains("To: Ann Example <ann@example.org>, =?utf-8?B?Wm/Dqw==?= <zoe@example.org>", head);
        Assert.Contains("Subject: Possible data breach in org/study", head);
        Assert.Contains("Date: Sun, 31 Jan 2027 02:05:00 +0000", head);
        Assert.Contains("reported by sam", mail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_can_not_add_a_header()
    {
        var mail = Encoding.UTF8.GetString(new Notice([("Ann\r\nBcc: eve@example.org", "ann@example.org>\r\nCc: <eve@example.org")], "org/study", "sam", Night).Mail());
        var head = mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
        Assert.DoesNotContain(head, h => h.StartsWith("Bcc", StringComparison.Ordinal) || h.StartsWith("Cc", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_written_once_into_the_incidents_folder_and_recorded()
    {
        using var folder = new TempFolder();
        var incident = SomeIncidents.Store(folder).Create();
        var path = new Notice([("Ann", "ann@example.org")], "org/study", "sam", Night).WriteTo(incident);
        var first = File.ReadAllBytes(path);
        new Notice([("Ann", "ann@example.org")], "org/study", "sam", Night.AddHours(1)).WriteTo(incident);
        Assert.Equal(first, File.ReadAllBytes(path));
        Assert.Equal("notice", Assert.Single(incident.Record.Read()).Step.Action);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }
}
