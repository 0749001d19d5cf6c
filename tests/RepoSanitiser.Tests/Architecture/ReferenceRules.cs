namespace RepoSanitiser.Tests.Architecture;

/// <summary>
/// The order of the house: references point left only, and neighbours within braces never meet.
/// <c>Core ← {Git, Disclosure, Scrambling, Incidents} ← History ← GitHub ← Release ← Audits ← Review ← Cli</c>
/// </summary>
internal static class ReferenceRules
{
    private static readonly string[][] Order =
    [
        ["Core"],
        ["Git", "Disclosure", "Scrambling", "Incidents"],
        ["History"],
        ["GitHub"],
        ["Release"],
        ["Audits"],
        ["Review"],
        ["Cli"],
    ];

    /// <summary>What is wrong with a reference, in words; null where it is allowed.</summary>
    public static string? Violation(string from, string to)
    {
        var (left, right) = (PlaceOf(to), PlaceOf(from));
        if (left < 0) return $"{to} has no place in the order of the house";
        if (right < 0) return $"{from} has no place in the order of the house";
        return left < right ? null : $"{from} references {to}";
    }

    private static int PlaceOf(string project) => Array.FindIndex(Order, place => place.Contains(project, StringComparer.Ordinal));
}
