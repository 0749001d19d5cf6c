using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Scanning;

public sealed class DatedFindingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_count_of_seven_is_small_only_in_what_came_in_under_the_later_policy()
    {
        const string Table = "ward,n\nUpper,121\nLower,7\nKirk,178\nAbbots,33\n";
        var study = RepositoryBuilder.Create(_folder);
        study.Write("released_outputs/early.csv", Table).Write("released_outputs/few.csv", Table.Replace(",7", ",3", StringComparison.Ordinal));
        study.Commit("Early", new DateTimeOffset(2021, 5, 1, 0, 0, 0, TimeSpan.Zero));
        study.Write("released_outputs/late.csv", Table.Replace("Upper", "Nether", StringComparison.Ordinal));
        study.Commit("Late", new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero));
        var results = PolicyCatalogue.Dated.Select(p => (p, new RepositoryScanner(new ContentJudge(p, new DocumentLimits()), ScanRunner.Key, new ScanOptions(), null)
            .Scan(Repository.Open(study.Path), CancellationToken.None))).ToList();
        var merged = DatedFindings.Merge(results, new DateOnly(2026, 1, 1));
        Assert.Equal(
            ["released_outputs/few.csv", "released_outputs/late.csv"],
            merged.Findings.Where(f => f.Rule == RuleIds.SmallCount).Select(f => f.Paths[0]).Order(StringComparer.Ordinal));
    }
}
