using RepoSanitiser.History.Caching;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.Tests.History.Scanning;

namespace RepoSanitiser.Tests.History.Caching;

/// <summary>What an earlier scan found out never changes what a later one says.</summary>
public sealed class KnownResultsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("main")]
    [InlineData("side")]
    [InlineData("refs/tags/*")]
    public void A_scan_of_some_refs_says_the_same_after_a_scan_of_everything(string refs)
    {
        var study = Study();
        Scan(study, known: true);
        AssertSame(study, new ScanOptions { Refs = [refs] });
    }

    [Fact]
    public void A_scan_of_everything_says_the_same_after_a_scan_of_some_refs()
    {
        var study = Study();
        Scan(study, known: true, new ScanOptions { Refs = ["main"] });
        AssertSame(study, new ScanOptions());
    }

    [Fact]
    public void Only_its_owner_can_read_the_file()
    {
        var path = _folder.File("private.db");
        KnownResults.Open(path, ScanRunner.Key.Id).Dispose();
        Assert.False(RepoSanitiser.Core.State.PrivateFiles.IsOpenToOthers(File.GetUnixFileMode(path)));
    }

    [Fact]
    public void A_kept_result_with_findings_of_low_severity_is_read_back()
    {
        var study = Study();
        study.Write(".Rhistory", "plot(x)\n").Commit("Leave a history behind");
        var repository = RepoSanitiser.Git.Repository.Open(study.Path);
        var result = ScanRunner.Scan(study.Path);
        Assert.Contains(result.Findings, f => f.Severity == RepoSanitiser.Core.Severity.Low);
        using var results = KnownResults.Open(_folder.File("low.db"), ScanRunner.Key.Id);
        results.Keep(repository, "state", result);
        Assert.Equal(result.Findings.Select(f => f.Fingerprint), results.Find(repository, "state")?.Findings.Select(f => f.Fingerprint));
    }

    [Fact]
    public void An_output_that_is_declared_later_is_judged_anew()
    {
        var study = Study();
        Scan(study, known: true);
        study.Write("project.yaml", """
            version: '3.0'
            actions:
              extract:
                run: python:latest extract.py
                outputs:
                  highly_sensitive:
                    cohort: output/table.csv

            """).Commit("Declare");
        AssertSame(study, new ScanOptions());
        Assert.Contains(Scan(study, known: true).Findings, f => f.Rule == "highly-sensitive-output");
    }

    [Fact]
    public void A_blob_that_lost_a_name_is_judged_by_those_it_has()
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("readme.md", "Nothing\n").Commit("First");
        study.Write("output/cohort.dta", "not really\n").Commit("Add");
        Scan(study, known: true);
        study.Git.Run("mv", "output/cohort.dta", "output/cohort.txt");
        study.Git.Run("commit", "--amend", "-q", "-m", "Add");
        study.Git.Run("reflog", "expire", "--expire=now", "--all");
        study.Git.Run("gc", "-q", "--prune=now");
        AssertSame(study, new ScanOptions());
    }

    private RepositoryBuilder Study()
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("output/table.csv", "region,n\nNorth,3\nSouth,120\nEast,44\nWest,61\n").Commit("On main");
        study.Branch("side").Switch("side").Write("output/side.dta", "x").Commit("On the side");
        study.AnnotatedTag("v1", "Tagged on the side");
        study.Switch("main");
        return study;
    }

    private void AssertSame(RepositoryBuilder study, ScanOptions options)
    {
        var (known, fresh) = (Scan(study, known: true, options), Scan(study, known: false, options));
        Assert.NotEmpty(fresh.Coverage.Objects);
        Assert.Equal(fresh.Findings.SelectMany(f => f.Fingerprints), known.Findings.SelectMany(f => f.Fingerprints));
        Assert.Equal(fresh.Coverage.Items, known.Coverage.Items);
        Assert.Equal(fresh.Coverage.Objects.OrderBy(o => o.Key), known.Coverage.Objects.OrderBy(o => o.Key));
    }

    private ScanResult Scan(RepositoryBuilder study, bool known, ScanOptions? options = null)
    {
        using var results = known ? KnownResults.Open(_folder.File("cache.db"), ScanRunner.Key.Id) : null;
        return ScanRunner.Scan(study.Path, options, results);
    }
}
