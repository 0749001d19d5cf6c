using RepoSanitiser.History.Scanning;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Scanning;

public sealed class VersionDifferencesTests : IDisposable
{
    private const string Table = "ward,n\nUpper,121\nLower,52\nKirk,177\nAbbots,33\n";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_count_that_a_commit_changed_by_a_few_is_found_in_the_later_version_and_with_its_history()
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("released_outputs/a.csv", Table).Commit("First");
        var second = study.Write("released_outputs/a.csv", Table.Replace("Lower,52", "Lower,55", StringComparison.Ordinal)).Commit("Second");
        study.Write("released_outputs/a.csv", Table.Replace("Lower,52", "Lower,85", StringComparison.Ordinal)).Commit("Third");
        Assert.Empty(ScanRunner.Scan(study.Path).Findings);
        var finding = Assert.Single(ScanRunner.Scan(study.Path, new ScanOptions { CompareVersions = true }).Findings);
        Assert.Equal(("differencing", second, 3), (finding.Rule, finding.Introduced!.Commit, finding.Location.Cell!.Row));
        Assert.Equal(study.Resolve($"{second}:released_outputs/a.csv"), finding.Blob);
        Assert.Single(finding.Removed);
    }

    [Fact]
    public void Steps_of_rounded_counts_and_files_that_are_no_outputs_give_nothing_away()
    {
        const string Rounded = "ward,n\nUpper,119\nLower,56\nKirk,175\nAbbots,35\n";
        var study = RepositoryBuilder.Create(_folder);
        study.Write("released_outputs/a.csv", Rounded).Write("data/b.csv", Table).Commit("First");
        study.Write("released_outputs/a.csv", Rounded.Replace("Lower,56", "Lower,63", StringComparison.Ordinal))
            .Write("data/b.csv", Table.Replace("Lower,52", "Lower,55", StringComparison.Ordinal)).Commit("Second");
        Assert.Empty(ScanRunner.Scan(study.Path, new ScanOptions { CompareVersions = true }).Findings);
    }

    [Fact]
    public void Versions_on_different_branches_are_not_set_beside_each_other()
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("a.txt", "x\n").Commit("First");
        study.Branch("side").Write("released_outputs/a.csv", Table).Commit("Side");
        study.Switch("main").Write("released_outputs/a.csv", Table.Replace("Lower,52", "Lower,55", StringComparison.Ordinal)).Commit("Main");
        Assert.Empty(ScanRunner.Scan(study.Path, new ScanOptions { CompareVersions = true }).Findings);
    }
}
