using System.Globalization;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Tests.Core.Reporting;

/// <summary>Made-up reports: no name, date or count in them is of a real study.</summary>
internal static class Some
{
    public const string KeyId = "00aa11bb22cc33dd";

    /// <summary>Planted in every <see cref="Finding.Value"/>: no writer may print it unless asked to.</summary>
    public const string Marker = "MARKER-7734-VALUE";

    public static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 30, 0, TimeSpan.Zero);

    /// <summary>Names that try to act: as markup, as script, on a terminal, by direction, by being no text at all.</summary>
    public static readonly string[] HostileNames =
    [
        "output/</script><script>document.title='owned'</script>.csv",
        "output/\"><img src=x onerror=\"document.title='owned'\">.csv",
        "output/\e[2J\e]0;owned\a.csv",
        "output/two\nlines\r.csv",
        "output/half\ud800surrogate\udc00.csv",
        "output/\u202Evsc.stluser\u200B.csv",
        "output/[link](javascript:alert(1)) {0}.csv",
        "output/]]>-->&amp;<!--.csv",
        "../../output/ %2e%2e?x#y:z\\.csv",
    ];

    public static string Fingerprint(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    public static string Id(int number) => number.ToString("x40", CultureInfo.InvariantCulture).Replace('0', 'f');

    public static readonly RuleInfo[] Rules =
    [
        new("nhs-number", "NHS number", "A ten-digit number with a valid check digit beside words that name it.", "Purge the file from history and tell the information governance lead.", "NHS Data Dictionary"),
        new("patient-level-table", "Patient-level table", "One row a person, with an id column that never repeats.", "Purge the file from history.", "OpenSAFELY output checking"),
        new("small-count", "Small count", "A count that is not zero and at or below the policy's threshold.", "Redact the count and those it could be worked out from.", "OpenSAFELY output checking"),
        new("sensitive-output", "Output that is never released", "A file at a path that project.yaml declares highly sensitive.", "Purge the file from history.", "OpenSAFELY project.yaml"),
        new("postcode", "Postcode", "A full UK postcode beside words that name it.", "Redact it to the district.", "Royal Mail PAF"),
    ];

    public static Finding Finding(int number = 1, string? path = null, Severity severity = Severity.High, string rule = "small-count") => new()
    {
        Rule = rule,
        Severity = severity,
        Confidence = Confidence.Medium,
        Blob = Id(number),
        Paths = [path ?? $"output/table_{number}.csv"],
        Location = new Location(number + 1, 7, new CellLocation(number + 1, 3, "count"), null),
        Fingerprints = [Fingerprint(number)],
        Introduced = new Introduction(Id(number + 1000), Now.AddDays(-400 + (number % 300)), "Ada Study-Author"),
        ReachableFrom = ["refs/heads/main", "refs/tags/v1"],
        Exposure = new Exposure(Now.AddDays(-400 + (number % 300)), number % 3 == 0 ? Now.AddDays(-40) : null),
        Evidence = "count of [masked] in a table of counts",
        Value = new Sensitive(Marker),
    };

    public static readonly Coverage Complete = new(
        new Dictionary<string, CoverageCount>(StringComparer.Ordinal)
        {
            ["tree"] = new(40, 40, 0, 0), ["blob"] = new(120, 118, 2, 0), ["commit"] = new(30, 30, 0, 0), ["tag"] = new(2, 2, 0, 0),
        },
        [new CoverageItem(Id(77), "figures/plot.png", ReadState.Opaque, "an image, and OCR is off"), new CoverageItem(Id(78), "figures/map.png", ReadState.Opaque, "an image, and OCR is off")]);

    public static readonly Coverage Incomplete = new(
        new Dictionary<string, CoverageCount>(StringComparer.Ordinal) { ["commit"] = new(30, 30, 0, 0), ["blob"] = new(120, 117, 1, 2) },
        [
            new CoverageItem(Id(77), "figures/plot.png", ReadState.Opaque, "an image, and OCR is off"),
            new CoverageItem(Id(79), "output/extract.csv.gz » extract.csv", ReadState.Unread, "over the limit of 128 MiB once unpacked"),
            new CoverageItem(Id(80), null, ReadState.Unread, "its loose object is cut short"),
        ]);

    public static Report Report(params IReadOnlyList<Finding> findings) => new()
    {
        Command = "scan",
        ToolVersion = "0.1.0",
        KeyId = KeyId,
        Repository = "studies/blood-pressure",
        ObjectFormat = "sha1",
        Policy = "opensafely-7",
        Started = Now,
        Coverage = Complete,
        Findings = findings,
        Rules = Rules,
    };

    /// <summary>A report with something of everything: every kind of place, reach, coverage and suppression.</summary>
    public static Report Full(bool restricted = false) => Report(
        [
            Finding(1, "output/patients.csv", Severity.Critical, "nhs-number") with
            {
                Paths = ["old/patients.csv", "output/patients.csv"],
                Fingerprints = [Fingerprint(101), Fingerprint(102)],
                Removed = [new Removal("refs/heads/main", Id(2000), Now.AddDays(-3))],
                ReachableFrom = ["refs/heads/a", "refs/heads/b", "refs/pull/1/head", "refs/stash", "refs/tags/v1"],
            },
            Finding(2, severity: Severity.Critical, rule: "nhs-number") with { Blob = null, Object = new ObjectReference("commit", Id(2)), Paths = [], Location = new Location(3, 14) },
            .. HostileNames.Select((name, i) => Finding(10 + i, name)),
            Finding(30, "output/book.xlsx", Severity.Medium) with { Location = new Location(null, null, new CellLocation(4, 2, null), "xl/worksheets/sheet1.xml") },
            Finding(31, "output/extract.rds", Severity.Medium, "sensitive-output") with { Location = Location.Whole, Value = null, ReachableFrom = [], Introduced = null, Exposure = null },
            Finding(32, "released_outputs/notes.md", Severity.Low, "postcode") with { Evidence = $"a name <b>{HostileNames[0]}</b> \e[31m" },
        ]) with
    {
        Coverage = Incomplete,
        Restricted = restricted,
        Suppressions = new Suppressions(3, 1, ["threshold of small-count raised from 7 to 5"], [$"{Fingerprint(9)} ended on 2026-01-31 (line 4)"]),
    };

    /// <summary>A large report over a few hundred paths, sorted as a scan sorts.</summary>
    public static Report Many(int findings, int paths = 500)
    {
        var severities = new[] { Severity.Critical, Severity.High, Severity.Medium, Severity.Low };
        var rules = new[] { "nhs-number", "patient-level-table", "small-count", "postcode" };
        return Report([.. Enumerable.Range(0, findings)
            .Select(i => Finding(i, $"released_outputs/analysis_{i % 7}/table_{i % paths}.csv", severities[i % paths % 4], rules[i % paths % 4]))
            .OrderByDescending(f => f.Severity).ThenBy(f => f.Rule, StringComparer.Ordinal).ThenBy(f => f.Paths[0], StringComparer.Ordinal)]);
    }

    public static string Written(Report report, ReportFormat format, TextReportOptions? options = null)
    {
        using var stream = new MemoryStream();
        ReportWriter.Write(report, format, stream, options ?? new TextReportOptions());
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
