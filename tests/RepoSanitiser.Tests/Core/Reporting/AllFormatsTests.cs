using System.Globalization;
using System.Text.RegularExpressions;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Tests.Core.Reporting;

public sealed partial class AllFormatsTests
{
    public static TheoryData<ReportFormat> Formats => [ReportFormat.Text, ReportFormat.Json, ReportFormat.Sarif, ReportFormat.Html];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_value_is_in_no_format(ReportFormat format)
    {
        var all = new TextReportOptions(Colour: true, All: true);

        Assert.DoesNotContain(Some.Marker, Some.Written(Some.Full(), format, all), StringComparison.Ordinal);
        Assert.DoesNotContain(Some.Marker, Some.Written(Some.Full(restricted: true), format, all), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_is_shown_in_text_only_where_asked_for() =>
        Assert.Contains($"value: {Some.Marker}", Some.Written(Some.Full(), ReportFormat.Text, new TextReportOptions(ShowValues: true)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_same_report_gives_the_same_bytes(ReportFormat format) =>
        Assert.Equal(Some.Written(Some.Full(), format), Some.Written(Some.Full(), format));

    [Theory]
    [MemberData(nameof(Formats))]
    public void No_character_that_acts_comes_through(ReportFormat format)
    {
        var acting = Some.Written(Some.Full(), format)
            .Where(c => char.IsControl(c) && c != '\n' || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Surrogate)
            .Select(c => (int)c);

        Assert.Empty(acting);
    }

    [Theory]
    [InlineData(ReportFormat.Sarif)]
    [InlineData(ReportFormat.Html)]
    public void Formats_for_others_have_object_ids_only_in_a_restricted_report(ReportFormat format)
    {
        var report = Some.Full() with
        {
            Coverage = Some.Incomplete with
            {
                Items = [new(Some.Id(5), $"lfs/objects/{Some.Id(6)}", RepoSanitiser.Core.ReadState.Unread, $"its base {Some.Id(7)} is missing")],
            },
        };

        Assert.DoesNotMatch(LongHex(), Some.Written(report, format));
        var restricted = Some.Written(report with { Restricted = true }, format);
        Assert.Contains(Some.Id(1), restricted, StringComparison.Ordinal);
        Assert.Contains(Some.Id(6), restricted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReportFormat.Text)]
    [InlineData(ReportFormat.Json)]
    public void Formats_for_the_team_have_object_ids(ReportFormat format) =>
        Assert.Contains(Some.Id(1)[..10], Some.Written(Some.Full(), format), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_was_not_read_is_said_in_every_format(ReportFormat format)
    {
        var written = Some.Written(Some.Full(), format);

        Assert.Contains("over the limit of 128 MiB once unpacked", written, StringComparison.Ordinal);
        Assert.Contains("its loose object is cut short", written, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_was_relaxed_or_has_run_out_is_said_in_every_format(ReportFormat format)
    {
        var written = Some.Written(Some.Full(), format);

        Assert.Contains("threshold of small-count raised from 7 to 5", written, StringComparison.Ordinal);
        Assert.Contains("ended on 2026-01-31", written, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_names_the_key_and_the_policy(ReportFormat format)
    {
        Assert.Contains(Some.KeyId, Some.Written(Some.Report(), format), StringComparison.Ordinal);
        Assert.Contains("opensafely-7", Some.Written(Some.Report(), format), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReportFormat.Text)]
    [InlineData(ReportFormat.Html)]
    public void No_findings_is_never_said_without_what_was_left_out(ReportFormat format)
    {
        var report = Some.Report() with { Suppressions = new Suppressions(3, 1, [], []) };

        Assert.Contains("4 findings left out", Some.Written(report, format), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_stream_stays_open(ReportFormat format)
    {
        using var stream = new MemoryStream();
        ReportWriter.Write(Some.Report(), format, stream, new TextReportOptions());

        Assert.True(stream.CanWrite);
        Assert.Equal((byte)'\n', stream.ToArray()[^1]);
    }

    [GeneratedRegex("[0-9a-f]{38}")]
    private static partial Regex LongHex();
}
