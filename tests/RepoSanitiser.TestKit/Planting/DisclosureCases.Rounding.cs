namespace RepoSanitiser.TestKit.Planting;

/// <summary>Counts that were not rounded, and what rounding gives away.</summary>
public sealed partial class DisclosureCases
{
    private IEnumerable<Func<DisclosureCase>> RoundingKinds() => [NotRounded, MidpointByName, MidpointByValue, SharesBeforeRounding, SevenToday];

    private DisclosureCase NotRounded() => Counts("count that is not rounded", "unrounded-count", "n", "opensafely-2023", _ => 5 * make.Number(20, 900), Count());

    private DisclosureCase MidpointByName() =>
        Counts("count that is no midpoint", "unrounded-count", "n_midpoint6", "opensafely-2021", _ => 6 * make.Number(20, 900) + 3, 6 * make.Number(20, 900) + 1);

    private DisclosureCase MidpointByValue() => Counts("count among midpoints", "small-count", "n", "midpoint6", _ => 6 * make.Number(20, 900) + 3, make.OneOf(1, 2, 4, 5));

    private DisclosureCase SevenToday() => Counts("count of six or seven", "small-count", "n", "opensafely-2023", _ => 5 * make.Number(20, 900), make.OneOf(6, 7));

    private DisclosureCase SharesBeforeRounding()
    {
        var total = 7 * make.Number(900, 1500);
        var counts = Labels(7).ConvertAll(l => (Label: l, N: 7 * make.Number(20, 90) + make.OneOf(-3, -2, 2, 3)));
        string Table(Func<int, double> share, bool marks) => "region,n,pct,total\n" + string.Concat(counts.Select((c, i) =>
            $"{c.Label},{Rounded(c.N)},{(marks && i == 0 ? Here.ToString() : "")}{Fixed(100 * share(c.N), 4)},{total}\n"));
        return Case(
            "shares of counts before rounding", "share-of-unrounded-counts", "released_outputs/table1.csv", Table(n => (double)n / total, marks: true),
            Table(n => (double)Rounded(n) / total, marks: false));
    }

    private static int Rounded(int count) => (int)Math.Round(count / 7.0) * 7;

    private DisclosureCase Counts(string kind, string rule, string header, string policy, Func<int, int> rounded, int wrong)
    {
        var labels = Labels(7);
        var counts = labels.ConvertAll(l => rounded(l.Length));
        string Table(int value, string here) => $"region,{header}\n" + string.Concat(labels.Select((l, i) => $"{l},{(i == 3 ? here : "")}{(i == 3 ? value : counts[i])}\n"));
        return Case(kind, rule, "released_outputs/table1.csv", Table(wrong, Here.ToString()), Table(counts[3], ""), policy);
    }
}
