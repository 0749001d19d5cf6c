using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.TestKit;
using RepoSanitiser.Tests.Core.Reporting;

namespace RepoSanitiser.Tests.History.Checking;

public sealed class CheckReportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [JsonSchemaFact]
    public void A_check_is_reported_in_the_forms_of_a_scan()
    {
        _folder.Write("release/a.csv", System.Text.Encoding.UTF8.GetBytes(CheckRunner.SmallTable));
        _folder.Write("release/b.7z", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]);
        var result = CheckRunner.Check(_folder.File("release"));
        var report = Some.Report() with
        {
            Command = "check",
            ObjectFormat = null,
            Coverage = result.Coverage,
            Findings = result.Findings,
            Rules = [.. result.Findings.Select(f => RuleCatalogue.Get(f.Rule).Info).Distinct()],
        };
        Assert.NotEmpty(report.Findings);
        Assert.Empty(JsonSchema.Errors(JsonReport.Schema, Some.Written(report, ReportFormat.Json)));
        Assert.Empty(JsonSchema.Errors(SarifSchema(), Some.Written(report, ReportFormat.Sarif)));
        Assert.Contains("1 of 2 files read", Some.Written(report, ReportFormat.Text), StringComparison.Ordinal);
        Assert.DoesNotContain("objects read", Some.Written(report, ReportFormat.Html), StringComparison.Ordinal);
    }

    private static string SarifSchema()
    {
        using var schema = new StreamReader(typeof(CheckReportTests).Assembly.GetManifestResourceStream("sarif-schema-2.1.0.json")!);
        return schema.ReadToEnd();
    }
}
