using RepoSanitiser.Core;

namespace RepoSanitiser.History.Checking;

/// <summary>What a check found, and how much it read.</summary>
/// <param name="Findings">Sorted: severity descending, then rule, path, location.</param>
/// <param name="Coverage">What was found, read and not read.</param>
/// <param name="Contents">The contents with findings, by the path that findings show: for those who show the place itself.</param>
public sealed record CheckResult(IReadOnlyList<Finding> Findings, Coverage Coverage, IReadOnlyDictionary<string, CheckedContent> Contents)
{
    /// <summary>Files of which nobody can tell whether they are outputs, judged as none: of what is staged or pushed alone.</summary>
    public int Undecided { get; init; }

    /// <summary>The folders that paths in fingerprints begin at, absolute: where accepted findings are looked for.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];
}
