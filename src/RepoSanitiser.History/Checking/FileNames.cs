using System.Collections.Frozen;

namespace RepoSanitiser.History.Checking;

/// <summary>What the names of two files say of each other.</summary>
internal static class FileNames
{
    private static readonly FrozenSet<string> Whole = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "all", "overall", "total", "population", "full", "whole", "everyone", "any");

    /// <summary>Whether the first is named as a part of the second: <c>table1_female</c> of <c>table1</c>, or of <c>table1_all</c>.</summary>
    public static bool IsPartOf(string part, string whole)
    {
        var (inPart, inWhole) = (Words(part), Words(whole));
        var rest = inWhole.Where(w => !Whole.Contains(w)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var saysWhole = rest.Count < inWhole.Count;
        return rest.IsSubsetOf(inPart) && inPart.Count > rest.Count && (saysWhole || inPart.Count == rest.Count + 1) && !inPart.Overlaps(Whole);
    }

    /// <summary>The words of a name that do not say that it is of everybody.</summary>
    public static IReadOnlyCollection<string> WordsWithoutWhole(string name) => [.. Words(name).Where(w => !Whole.Contains(w))];

    private static HashSet<string> Words(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return (dot > 0 ? name[..dot] : name).Split(['_', '-', ' '], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
