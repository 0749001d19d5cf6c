using System.Globalization;

namespace RepoSanitiser.TestKit.Planting;

/// <summary>
/// Makes outputs that give something away, each with an allowed twin, in the shapes that studies release: the shapes are those of real
/// outputs, the numbers are drawn from a seed.
/// </summary>
/// <param name="make">Where numbers come from.</param>
public sealed partial class DisclosureCases(MadeUp make)
{
    /// <summary>Marks, in a text to plant, the cell at which the finding has to be.</summary>
    private const char Here = '\u00bb';

    private const string Mark = "[REDACTED]";

    private static readonly string[] Places =
        ["North", "South", "East", "West", "Coast", "Hills", "Moors", "Vale", "Islands", "Fens", "Downs", "Lakes"];

    /// <summary>Cases of every kind.</summary>
    /// <param name="each">How many of each.</param>
    public IEnumerable<DisclosureCase> All(int each)
    {
        foreach (var kind in Kinds())
        {
            for (var i = 0; i < each; i++) yield return kind();
        }
    }

    /// <summary>A maker for each kind.</summary>
    public IReadOnlyList<Func<DisclosureCase>> Kinds() =>
        [.. TableKinds(), .. ImpliedKinds(), .. LogKinds(), .. SummaryKinds(), .. RoundingKinds(), .. SecondaryKinds(), .. FigureKinds()];

    private static DisclosureCase Case(
        string kind, string rule, string path, string content, string twin, string policy = "opensafely-2021", string? twinPath = null)
    {
        var at = content.IndexOf(Here, StringComparison.Ordinal);
        if (at < 0) return new DisclosureCase(kind, rule, path, policy, content, null, twinPath ?? path, twin);
        var line = content.AsSpan(0, at).Count('\n') + 1;
        var column = at - (content.LastIndexOf('\n', at) + 1) + 1;
        return new DisclosureCase(kind, rule, path, policy, content.Remove(at, 1), (line, column), twinPath ?? path, twin.Replace(Here.ToString(), "", StringComparison.Ordinal));
    }

    private int Small() => make.Number(1, 5);

    /// <summary>A count that is no multiple of anything counts are rounded to.</summary>
    private int Count(int low = 120, int high = 6000)
    {
        while (true)
        {
            var count = make.Number(low, high);
            if (count % 5 != 0 && count % 6 != 0 && count % 6 != 3 && count % 7 != 0) return count;
        }
    }

    private List<string> Labels(int count)
    {
        var from = make.Number(0, Places.Length - count);
        return [.. Places.Skip(from).Take(count)];
    }

    private string OneOf(params ReadOnlySpan<string> choices) => make.OneOf(choices);

    private static string Fixed(double value, int decimals) => value.ToString("F" + decimals, CultureInfo.InvariantCulture);

    private static string Full(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Grouped(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
