using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Tests.Core.Reporting;

public sealed class BaselineTests
{
    private static Baseline Read(string json, string keyId = Some.KeyId)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return Baseline.Read(stream, "old.json", keyId);
    }

    [Fact]
    public void Every_fingerprint_of_a_report_is_read_and_nothing_else()
    {
        var report = Some.Full();

        Assert.Equal(report.Findings.SelectMany(f => f.Fingerprints).ToHashSet(), Read(Some.Written(report, ReportFormat.Json)).Fingerprints.ToHashSet());
    }

    [Fact]
    public void A_report_longer_than_the_buffer_is_read_whole_even_in_small_pieces()
    {
        var report = Some.Many(3_000);
        using var stream = new Trickle(Encoding.UTF8.GetBytes(Some.Written(report, ReportFormat.Json)));

        Assert.Equal(3_000, Baseline.Read(stream, "old.json", Some.KeyId).Fingerprints.Count);
    }

    [Fact]
    public void Fingerprints_elsewhere_in_the_report_do_not_count()
    {
        var fingerprint = Some.Fingerprint(1);
        var json = $$"""
            {"schemaVersion":1,"keyId":"{{Some.KeyId}}","fingerprint":"{{fingerprint}}","suppressions":{"expired":["{{fingerprint}}"],"a":{"b":{"fingerprint":"{{fingerprint}}"} } },
             "rules":[{"fingerprints":["{{fingerprint}}"]}],"findings":[{"evidence":"{{fingerprint}}","location":{"fingerprint":"{{fingerprint}}"} }]}
            """;

        Assert.Empty(Read(json).Fingerprints);
    }

    [Fact]
    public void A_baseline_of_another_key_is_refused()
    {
        var error = Assert.Throws<ReposanException>(() => Read(Some.Written(Some.Full(), ReportFormat.Json), "ffffffffffffffff"));

        Assert.Equal(ExitCode.Refused, error.Code);
        Assert.Contains("old.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"00aa11bb22cc33dd\"")]
    [InlineData("not json")]
    [InlineData("""{"schemaVersion":1,"keyId":"00aa11bb22cc33dd"}""")]
    [InlineData("""{"schemaVersion":1,"findings":[]}""")]
    [InlineData("""{"schemaVersion":2,"keyId":"00aa11bb22cc33dd","findings":[]}""")]
    [InlineData("""{"schemaVersion":1,"keyId":"00aa11bb22cc33dd","findings":[""")]
    [InlineData("""{"schemaVersion":1,"keyId":"00aa11bb22cc33dd","findings":{}}""")]
    public void What_is_no_whole_report_is_a_usage_error(string json) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Read(json)).Code);

    [Fact]
    public void A_report_cut_short_anywhere_is_a_usage_error()
    {
        var json = Some.Written(Some.Report(Some.Finding()), ReportFormat.Json).TrimEnd();
        for (var length = 0; length < json.Length; length += 7)
        {
            Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Read(json[..length])).Code);
        }
    }

    /// <summary>Gives at most 13 bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 13));
    }
}
