using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Staging;
using RepoSanitiser.History.Checking;
using RepoSanitiser.Tests.History.Scanning;

namespace RepoSanitiser.Tests.History.Checking;

/// <summary>Checks in this process, under the same key as <see cref="ScanRunner"/>.</summary>
internal static class CheckRunner
{
    public const string SmallTable = "ward,n,pct\nUpper,120,36\nLower,3,1\nKirk,177,53\nAbbots,33,10\n";

    public static CheckResult Check(params string[] paths) => Check(new CheckOptions(), paths);

    public static CheckResult Check(CheckOptions options, params string[] paths) =>
        new FileChecker(ScanRunner.Judge(), ScanRunner.Key, options).Check(paths, CancellationToken.None);

    public static CheckResult CheckStaged(StagedContent staged) =>
        new StagedChecker(ScanRunner.Judge(), ScanRunner.Key, new CheckOptions()).Check(staged, CancellationToken.None);

    public static CheckResult CheckPushed(string path, string? remote, params PushedRef[] refs) =>
        new PushedChecker(ScanRunner.Judge(), ScanRunner.Key, new CheckOptions()).Check(Repository.Open(path), refs, remote, CancellationToken.None);

    public static IEnumerable<string> Rules(this CheckResult result) => result.Findings.Select(f => f.Rule).Distinct().Order(StringComparer.Ordinal);

    public static CoverageItem Item(this CheckResult result, string path) => Assert.Single(result.Coverage.Items, i => i.Path == path);
}
