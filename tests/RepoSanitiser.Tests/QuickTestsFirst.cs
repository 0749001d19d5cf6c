using Xunit.Abstractions;

[assembly: TestCollectionOrderer("RepoSanitiser.Tests.QuickTestsFirst", "RepoSanitiser.Tests")]

namespace RepoSanitiser.Tests;

/// <summary>Starts what needs no process before what makes repositories, so that a run says within seconds what breaks most.</summary>
public sealed class QuickTestsFirst : ITestCollectionOrderer
{
    private static readonly string[] Slow = ["RepoSanitiser.Tests.Git.", "RepoSanitiser.Tests.History.", "RepoSanitiser.Tests.TestKit.", "RepoSanitiser.Tests.Documentation."];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(c => Slow.Any(s => c.DisplayName.Contains(s, StringComparison.Ordinal))).ThenBy(c => c.DisplayName, StringComparer.Ordinal);
}
