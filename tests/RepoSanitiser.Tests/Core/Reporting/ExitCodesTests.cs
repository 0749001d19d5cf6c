using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Tests.Core.Reporting;

public sealed class ExitCodesTests
{
    private static readonly Report Whole = Some.Report();
    private static readonly Report Unread = Some.Report() with { Coverage = Some.Incomplete };

    [Fact]
    public void No_finding_and_nothing_unread_is_clean() => Assert.Equal(ExitCode.Clean, ExitCodes.For(Whole, Severity.Low));

    [Fact]
    public void Nothing_found_in_what_could_be_read_is_incomplete() => Assert.Equal(ExitCode.Incomplete, ExitCodes.For(Unread, Severity.Low));

    [Fact]
    public void A_finding_outweighs_what_was_not_read() =>
        Assert.Equal(ExitCode.Findings, ExitCodes.For(Unread with { Findings = [Some.Finding()] }, Severity.Low));

    [Theory]
    [InlineData(Severity.Medium, ExitCode.Findings)]
    [InlineData(Severity.High, ExitCode.Findings)]
    [InlineData(Severity.Critical, ExitCode.Clean)]
    public void A_finding_counts_at_or_above_the_severity_asked_for(Severity failOn, ExitCode expected) =>
        Assert.Equal(expected, ExitCodes.For(Some.Report(Some.Finding(severity: Severity.High)), failOn));

    [Fact]
    public void Findings_below_the_severity_asked_for_leave_an_incomplete_scan_incomplete() =>
        Assert.Equal(ExitCode.Incomplete, ExitCodes.For(Unread with { Findings = [Some.Finding(severity: Severity.Low)] }, Severity.High));

    [Fact]
    public void Content_for_a_person_counts_as_unread_only_if_strict()
    {
        Assert.Equal(ExitCode.Clean, ExitCodes.For(Whole, Severity.Low, strict: false));
        Assert.Equal(ExitCode.Incomplete, ExitCodes.For(Whole, Severity.Low, strict: true));
    }
}
