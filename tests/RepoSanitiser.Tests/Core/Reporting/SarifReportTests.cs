using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Tests.Core.Reporting;

public sealed class SarifReportTests
{
    private static JsonElement Run(Report report) =>
        JsonDocument.Parse(Some.Written(report, ReportFormat.Sarif)).RootElement.GetProperty("runs")[0];

    private static string Schema()
    {
        using var stream = typeof(SarifReportTests).Assembly.GetManifestResourceStream("sarif-schema-2.1.0.json")!;
        return new StreamReader(stream).ReadToEnd();
    }

    [JsonSchemaFact]
    public void Reports_are_valid_by_the_schema_of_2_1_0()
    {
        foreach (var report in (Report[])[Some.Full(), Some.Full(restricted: true), Some.Report(), Some.Report(Some.Finding())])
        {
            Assert.Empty(JsonSchema.Errors(Schema(), Some.Written(report, ReportFormat.Sarif)));
        }
    }

    [JsonSchemaFact]
    public void The_schema_refuses_a_level_it_does_not_know() =>
        Assert.Contains("fatal", JsonSchema.Errors(Schema(), Some.Written(Some.Full(), ReportFormat.Sarif).Replace("\"error\"", "\"fatal\"", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Theory]
    [InlineData(Severity.Critical, "error", "9.5")]
    [InlineData(Severity.High, "error", "8.0")]
    [InlineData(Severity.Medium, "warning", "5.5")]
    [InlineData(Severity.Low, "note", "2.0")]
    public void Severity_becomes_a_level_and_a_score(Severity severity, string level, string score)
    {
        var run = Run(Some.Report(Some.Finding(severity: severity)));
        var rule = run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[run.GetProperty("results")[0].GetProperty("ruleIndex").GetInt32()];

        Assert.Equal(level, run.GetProperty("results")[0].GetProperty("level").GetString());
        Assert.Equal("small-count", rule.GetProperty("id").GetString());
        Assert.Equal(level, rule.GetProperty("defaultConfiguration").GetProperty("level").GetString());
        Assert.Equal(score, rule.GetProperty("properties").GetProperty("security-severity").GetString());
        Assert.Contains("Redact the count", rule.GetProperty("help").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_lies_at_every_path_with_its_line_and_its_cell()
    {
        var result = Run(Some.Report(Some.Finding() with { Paths = ["a/b c.csv", "d.csv"], Fingerprints = [Some.Fingerprint(1), Some.Fingerprint(2)] })).GetProperty("results")[0];
        var locations = result.GetProperty("locations").EnumerateArray().ToList();

        Assert.Equal(["a/b%20c.csv", "d.csv"], locations.Select(l => l.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()!));
        Assert.All(locations, l => Assert.Equal(2, l.GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32()));
        Assert.All(locations, l => Assert.Equal(7, l.GetProperty("physicalLocation").GetProperty("region").GetProperty("startColumn").GetInt32()));
        Assert.All(locations, l => Assert.Equal("row 2, cell 3 under \"count\"", l.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString()));
        Assert.Equal(Some.Fingerprint(1), result.GetProperty("partialFingerprints").GetProperty("reposan/v1").GetString());
        Assert.Equal([Some.Fingerprint(1), Some.Fingerprint(2)], result.GetProperty("properties").GetProperty("fingerprints").EnumerateArray().Select(f => f.GetString()!));
    }

    [Fact]
    public void A_region_always_names_a_line()
    {
        var regions = Run(Some.Full()).GetProperty("results").EnumerateArray()
            .SelectMany(r => r.GetProperty("locations").EnumerateArray())
            .Where(l => l.TryGetProperty("physicalLocation", out _)).Select(l => l.GetProperty("physicalLocation"))
            .Where(p => p.TryGetProperty("region", out _)).Select(p => p.GetProperty("region")).ToList();

        Assert.NotEmpty(regions);
        Assert.All(regions, r => Assert.True(r.GetProperty("startLine").GetInt32() > 0));
    }

    [Fact]
    public void Every_uri_is_a_relative_reference_that_leads_back_to_the_path()
    {
        foreach (var name in Some.HostileNames.Where(n => !n.Contains('\ud800', StringComparison.Ordinal)))
        {
            var uri = Run(Some.Report(Some.Finding(1, name))).GetProperty("results")[0].GetProperty("locations")[0]
                .GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()!;

            Assert.True(Uri.IsWellFormedUriString(uri, UriKind.Relative), uri);
            Assert.Equal(name, Uri.UnescapeDataString(uri));
        }
    }

    [Fact]
    public void What_was_found_makes_no_link_in_a_message()
    {
        var run = Run(Some.Report(Some.Finding() with { Evidence = "see [here](https://example.org)" }));

        Assert.Equal("see [here] (https://example.org)", run.GetProperty("results")[0].GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public void An_incomplete_scan_is_not_called_successful()
    {
        var invocation = Run(Some.Full()).GetProperty("invocations")[0];
        var levels = invocation.GetProperty("toolExecutionNotifications").EnumerateArray().Select(n => n.GetProperty("level").GetString()).ToList();

        Assert.False(invocation.GetProperty("executionSuccessful").GetBoolean());
        Assert.Equal(["note", "error", "error", "error"], levels);
        Assert.True(Run(Some.Report()).GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
    }

    [Fact]
    public void There_is_one_result_a_finding() =>
        Assert.Equal(Some.Full().Findings.Count, Run(Some.Full()).GetProperty("results").GetArrayLength());
}
