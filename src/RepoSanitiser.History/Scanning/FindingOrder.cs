using RepoSanitiser.Core;

namespace RepoSanitiser.History.Scanning;

/// <summary>The one order of findings in every output: the worst first, then by rule, path, object and place.</summary>
internal static class FindingOrder
{
    public static int Compare(Finding a, Finding b)
    {
        var order = b.Severity.CompareTo(a.Severity);
        if (order == 0) order = string.CompareOrdinal(a.Rule, b.Rule);
        if (order == 0) order = string.CompareOrdinal(FirstPath(a), FirstPath(b));
        if (order == 0) order = string.CompareOrdinal(a.Blob ?? a.Object?.Id, b.Blob ?? b.Object?.Id);
        if (order == 0) order = string.CompareOrdinal(a.Location.Member, b.Location.Member);
        if (order == 0) order = (a.Location.Line ?? 0).CompareTo(b.Location.Line ?? 0);
        if (order == 0) order = (a.Location.Column ?? 0).CompareTo(b.Location.Column ?? 0);
        if (order == 0) order = (a.Location.Cell?.Row ?? 0).CompareTo(b.Location.Cell?.Row ?? 0);
        if (order == 0) order = (a.Location.Cell?.Column ?? 0).CompareTo(b.Location.Cell?.Column ?? 0);
        return order != 0 ? order : string.CompareOrdinal(a.Fingerprint, b.Fingerprint);
    }

    private static string? FirstPath(Finding finding) => finding.Paths.Count == 0 ? null : finding.Paths[0];
}
