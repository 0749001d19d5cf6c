using RepoSanitiser.Core;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.TestKit.Planting;

namespace RepoSanitiser.Tests.History.Scanning;

/// <summary>A study with a leak in every place where git can keep one, in both object formats.</summary>
public sealed class PlantedStudyFixture : IDisposable
{
    private readonly TempFolder _first = new();
    private readonly TempFolder _second = new();

    public PlantedStudyFixture()
    {
        Sha1 = PlantedLeaks.Plant(_first);
        Sha256 = PlantedLeaks.Plant(_second, seed: 2, ObjectFormat.Sha256);
        Results = new Dictionary<PlantedStudy, ScanResult> { [Sha1] = ScanRunner.Scan(Sha1.Repository.Path), [Sha256] = ScanRunner.Scan(Sha256.Repository.Path) };
    }

    public PlantedStudy Sha1 { get; }

    public PlantedStudy Sha256 { get; }

    public IReadOnlyDictionary<PlantedStudy, ScanResult> Results { get; }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }
}

public sealed class PlantedLeaksScanTests(PlantedStudyFixture fixture) : IClassFixture<PlantedStudyFixture>
{
    [Theory]
    [InlineData(ObjectFormat.Sha1)]
    [InlineData(ObjectFormat.Sha256)]
    public void Every_planted_leak_is_found_where_it_was_planted(ObjectFormat format)
    {
        var study = format == ObjectFormat.Sha1 ? fixture.Sha1 : fixture.Sha256;
        var findings = fixture.Results[study].Findings;
        Assert.True(study.Leaks.Count >= 40);
        Assert.True(study.Leaks.Select(l => l.Rule).Distinct().Count() >= 12);
        var wrong = study.Leaks.Select(leak => Problem(leak, findings)).OfType<string>().ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData(ObjectFormat.Sha1)]
    [InlineData(ObjectFormat.Sha256)]
    public void No_clean_file_raises_a_finding(ObjectFormat format)
    {
        var study = format == ObjectFormat.Sha1 ? fixture.Sha1 : fixture.Sha256;
        var blobs = study.CleanFiles.ToDictionary(f => f.Blob, f => f.Path);
        var alarms = fixture.Results[study].Findings.Where(f => f.Blob is not null && blobs.ContainsKey(f.Blob))
            .Select(f => $"{blobs[f.Blob!]}: {f.Rule} at {f.Location}").ToList();
        Assert.True(alarms.Count == 0, string.Join('\n', alarms));
    }

    [Fact]
    public void A_second_scan_of_the_same_repository_gives_the_same_findings()
    {
        var again = ScanRunner.Scan(fixture.Sha1.Repository.Path);
        Assert.Equal(
            fixture.Results[fixture.Sha1].Findings.Select(f => $"{f.Fingerprint} {f.Blob} {f.Location}"),
            again.Findings.Select(f => $"{f.Fingerprint} {f.Blob} {f.Location}"));
    }

    [Fact]
    public void What_a_stash_still_holds_is_exposed_to_this_day()
    {
        using var folder = new TempFolder();
        var study = RepositoryBuilder.Create(folder);
        study.Write("a.txt", "first\n").Commit("Begin");
        study.Write("b.csv", "nhs_number,n\n9434765919,12\n");
        study.Git.Run("stash", "push", "-u", "-q");
        var finding = Assert.Single(ScanRunner.Scan(study.Path).Findings, f => f.Rule == "nhs-number");
        Assert.Contains("refs/stash", finding.ReachableFrom);
        Assert.Null(finding.Exposure?.To);
    }

    private static string? Problem(Leak leak, IReadOnlyList<Finding> findings)
    {
        var here = findings.Where(f => (leak.In == LeakIn.Blob ? f.Blob : f.Object?.Id) == leak.ObjectId).ToList();
        var named = here.Where(f => f.Rule == leak.Rule && (leak.In == LeakIn.Blob || string.Equals(f.Object?.Type, leak.In.ToString(), StringComparison.OrdinalIgnoreCase))).ToList();
        if (named.Count == 0) return $"{leak}: not found; there: {string.Join(", ", here.Select(f => f.Rule).Distinct())}";
        if (named.All(f => f.Severity < leak.MinimumSeverity)) return $"{leak}: only {named[0].Severity}";
        var finding = named[0];
        if (leak.In != LeakIn.Tree && !finding.Paths.SequenceEqual(leak.Paths)) return $"{leak}: at [{string.Join(", ", finding.Paths)}], not [{string.Join(", ", leak.Paths)}]";
        if (finding.Introduced?.Commit != leak.IntroducedBy) return $"{leak}: introduced by {finding.Introduced?.Commit}, not {leak.IntroducedBy}";
        if (leak.In == LeakIn.Ref) return null;
        var refs = finding.ReachableFrom.Select(Ref).Where(r => r.StartsWith("refs/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        if (!refs.SequenceEqual(leak.Refs)) return $"{leak}: reached from [{string.Join(", ", finding.ReachableFrom)}], not [{string.Join(", ", leak.Refs)}]";
        return leak.OtherRoot is { } root && !finding.ReachableFrom.Any(r => IsRoot(r, root))
            ? $"{leak}: reached from [{string.Join(", ", finding.ReachableFrom)}], without {root}"
            : null;
    }

    private static string Ref(string name) =>
        name.StartsWith("modules/", StringComparison.Ordinal) && name.IndexOf("/refs/", StringComparison.Ordinal) is > 0 and var at ? name[(at + 1)..] : name;

    private static bool IsRoot(string shown, string root) =>
        shown == root
        || (root == "logs/refs/stash" && shown.StartsWith("stash@{", StringComparison.Ordinal))
        || (root.Contains("logs/", StringComparison.Ordinal) && shown == "reflog of " + root.Replace("logs/", "", StringComparison.Ordinal));
}
