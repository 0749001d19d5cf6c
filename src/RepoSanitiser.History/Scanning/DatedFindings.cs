using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;

namespace RepoSanitiser.History.Scanning;

/// <summary>Judges each finding by the policy that was in force when its content came in.</summary>
public static class DatedFindings
{
    /// <summary>Keeps of each policy's findings those that a commit of its own time introduced; what no commit holds is of today.</summary>
    /// <param name="results">The result of a whole scan under each policy.</param>
    /// <param name="today">Today.</param>
    public static ScanResult Merge(IReadOnlyList<(Policy Policy, ScanResult Result)> results, DateOnly today)
    {
        var findings = results.SelectMany(r => r.Result.Findings.Where(f => IsOf(r.Policy, f, today))).ToList();
        findings.Sort(FindingOrder.Compare);
        return new ScanResult(findings, results[^1].Result.Coverage);
    }

    private static bool IsOf(Policy policy, Finding finding, DateOnly today)
    {
        var day = finding.Introduced is { } introduced ? DateOnly.FromDateTime(introduced.Date.UtcDateTime) : today;
        return PolicyCatalogue.AsOf(day).Id == policy.Id;
    }
}
