namespace RepoSanitiser.Core.Reporting;

/// <summary>Leaves out what a baseline already has and what somebody accepted, fingerprint by fingerprint.</summary>
public static class Suppressor
{
    /// <summary>
    /// The findings that remain, in their order. A finding is left out only if every one of its fingerprints is accepted; one that
    /// is accepted at some of its paths stays, with the other paths. Nothing is matched by line, by path alone or by rule alone.
    /// </summary>
    /// <param name="findings">All findings.</param>
    /// <param name="baseline">What is not new; null where no baseline was given.</param>
    /// <param name="ignore">What was accepted; null where there is no such file.</param>
    /// <param name="today">Entries whose last day lies before this one don't count, and are said.</param>
    /// <returns>The findings that remain, and the counts to report; <see cref="Suppressions.Relaxed"/> is left to the caller.</returns>
    public static (IReadOnlyList<Finding> Remaining, Suppressions Suppressions) Apply(
        IReadOnlyList<Finding> findings, Baseline? baseline, IgnoreFile? ignore, DateOnly today)
    {
        var accepted = ignore?.StillCounting(today);
        var expired = ignore?.Expired(today) ?? [];
        var remaining = new List<Finding>(findings.Count);
        var (old, ignored) = (0, 0);
        foreach (var finding in findings)
        {
            var isOld = finding.Fingerprints.Count(f => baseline?.Fingerprints.Contains(f) == true);
            var isLeft = Enumerable.Range(0, finding.Fingerprints.Count).Where(i => !IsKnown(finding.Fingerprints[i])).ToList();
            if (isLeft.Count == finding.Fingerprints.Count)
            {
                remaining.Add(finding);
                continue;
            }

            if (isOld + isLeft.Count == finding.Fingerprints.Count) old++;
            else ignored++;
            if (isLeft.Count > 0) remaining.Add(At(finding, isLeft));
        }

        return (remaining, new Suppressions(old, ignored, [], expired));

        bool IsKnown(string fingerprint) => baseline?.Fingerprints.Contains(fingerprint) == true || accepted?.Contains(fingerprint) == true;
    }

    private static Finding At(Finding finding, List<int> kept) => finding with
    {
        Paths = kept.ConvertAll(i => finding.Paths[i]),
        Fingerprints = kept.ConvertAll(i => finding.Fingerprints[i]),
    };
}
