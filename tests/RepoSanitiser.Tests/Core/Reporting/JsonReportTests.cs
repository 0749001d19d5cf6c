using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Tests.Core.Reporting;

public sealed class JsonReportTests
{
    private static JsonElement Parsed(Report report) => JsonDocument.Parse(Some.Written(report, ReportFormat.Json)).RootElement;

    [JsonSchemaFact]
    public void Reports_are_valid_by_their_schema()
    {
        Assert.Empty(JsonSchema.Errors(JsonReport.Schema, Some.Written(Some.Full(), ReportFormat.Json)));
        Assert.Empty(JsonSchema.Errors(JsonReport.Schema, Some.Written(Some.Report(), ReportFormat.Json)));
    }

    [JsonSchemaFact]
    public void The_schema_refuses_a_field_it_does_not_know_and_one_that_is_missing()
    {
        var json = Some.Written(Some.Full(), ReportFormat.Json);

        Assert.Contains("value", JsonSchema.Errors(JsonReport.Schema, json.Replace("\"evidence\":", "\"value\":", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("keyId", JsonSchema.Errors(JsonReport.Schema, json.Replace("\"keyId\":", "\"key\":", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_head_of_a_report_says_what_was_scanned_and_with_what()
    {
        var json = Parsed(Some.Report());

        Assert.Equal(1, json.GetProperty("schemaVersion").GetInt32());
        Assert.Equal("reposan", json.GetProperty("tool").GetProperty("name").GetString());
        Assert.Equal(Some.KeyId, json.GetProperty("keyId").GetString());
        Assert.Equal("studies/blood-pressure", json.GetProperty("repository").GetString());
        Assert.Equal("2026-06-01T09:30:00Z", json.GetProperty("started").GetString());
        Assert.Equal(120, json.GetProperty("coverage").GetProperty("objects").GetProperty("blob").GetProperty("found").GetInt32());
        Assert.Equal("opaque", json.GetProperty("coverage").GetProperty("items")[0].GetProperty("state").GetString());
    }

    [Fact]
    public void A_finding_carries_every_field_even_where_it_is_null()
    {
        var finding = Parsed(Some.Report(Some.Finding(31) with { Location = Location.Whole, Introduced = null, Exposure = null })).GetProperty("findings")[0];

        Assert.Equal(Some.Id(31), finding.GetProperty("blob").GetString());
        Assert.Equal(JsonValueKind.Null, finding.GetProperty("location").GetProperty("line").ValueKind);
        Assert.Equal(JsonValueKind.Null, finding.GetProperty("location").GetProperty("cell").ValueKind);
        Assert.Equal(JsonValueKind.Null, finding.GetProperty("introduced").ValueKind);
        Assert.Equal(JsonValueKind.Null, finding.GetProperty("exposure").ValueKind);
        Assert.False(finding.TryGetProperty("object", out _));
    }

    [Fact]
    public void A_finding_outside_a_blob_has_an_object_instead()
    {
        var finding = Parsed(Some.Report(Some.Finding() with { Blob = null, Object = new ObjectReference("tag", Some.Id(9)) })).GetProperty("findings")[0];

        Assert.False(finding.TryGetProperty("blob", out _));
        Assert.Equal("tag", finding.GetProperty("object").GetProperty("type").GetString());
        Assert.Equal(Some.Id(9), finding.GetProperty("object").GetProperty("id").GetString());
    }

    [Fact]
    public void An_exposure_that_goes_on_has_no_end()
    {
        var findings = Parsed(Some.Report(Some.Finding(1), Some.Finding(3))).GetProperty("findings");

        Assert.Equal(JsonValueKind.Null, findings[0].GetProperty("exposure").GetProperty("to").ValueKind);
        Assert.Equal("2026-04-22T09:30:00Z", findings[1].GetProperty("exposure").GetProperty("to").GetString());
    }

    [Fact]
    public void Names_come_back_as_they_were_but_for_halves_of_characters()
    {
        var names = Some.HostileNames.Where(n => !n.Contains('\ud800', StringComparison.Ordinal)).ToList();
        var findings = Parsed(Some.Report([.. names.Select((n, i) => Some.Finding(i, n))])).GetProperty("findings");

        Assert.Equal(names, findings.EnumerateArray().Select(f => f.GetProperty("paths")[0].GetString()!));
    }

    [Fact]
    public void Memory_does_not_grow_with_the_number_of_findings()
    {
        var (few, many) = (Some.Many(2_000), Some.Many(20_000));
        ReportWriter.Write(few, ReportFormat.Json, Stream.Null, new TextReportOptions());

        Assert.True(Allocated(many) < Allocated(few) + (8 << 20));

        static long Allocated(Report report)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            ReportWriter.Write(report, ReportFormat.Json, Stream.Null, new TextReportOptions());
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
