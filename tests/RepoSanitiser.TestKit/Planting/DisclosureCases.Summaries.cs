namespace RepoSanitiser.TestKit.Planting;

/// <summary>Summaries of few people, extremes, dominated sums and shares of all of a group.</summary>
public sealed partial class DisclosureCases
{
    private IEnumerable<Func<DisclosureCase>> SummaryKinds() =>
        [MeanOfFew, MedianOfRedacted, StatisticRows, ExtremeColumn, DetailedSummary, DominatedSum, DominatedRows, AllOfGroupWithCounts, AllOfGroup];

    private DisclosureCase MeanOfFew()
    {
        string Table(int n, string here) => $"region,n,{OneOf("mean_age", "mean", "average_bmi")},sd\n" + string.Concat(Labels(4).Select((l, i) =>
            $"{l},{(i == 1 ? n : Count())},{(i == 1 ? here : "")}{make.Number(40, 60)}.{make.Number(1, 9)},{make.Number(9, 18)}.{make.Number(1, 9)}\n"));
        return Case("mean of few", "small-summary", "released_outputs/age.csv", Table(Small(), Here.ToString()), Table(Count(), ""));
    }

    private DisclosureCase MedianOfRedacted()
    {
        string Table(string median, string here) => $"region,n,median\n" + string.Concat(Labels(4).Select((l, i) =>
            i == 2 ? $"{l},{OneOf(Mark, "<=5", "REDACTED")},{here}{median}\n" : $"{l},{Count()},{make.Number(4, 30)}\n"));
        return Case("median of a redacted group", "small-summary", "released_outputs/stay.csv", Table(make.Number(4, 30).ToString(), Here.ToString()), Table(Mark, ""));
    }

    private DisclosureCase StatisticRows()
    {
        string Table(int n, string here) =>
            $"statistic,Cases,Controls\nn,{Count()},{n}\nmean,{make.Number(40, 60)}.3,{here}{make.Number(40, 60)}.1\n";
        return Case("statistics in rows", "small-summary", "released_outputs/summary.csv", Table(Small(), Here.ToString()), Table(Count(), ""));
    }

    private DisclosureCase ExtremeColumn()
    {
        string Table(string name, string here) => $"region,n,mean,{name}\n" + string.Concat(Labels(3).Select((l, i) =>
            $"{l},{Count()},{make.Number(40, 60)}.2,{(i == 0 ? here : "")}{make.Number(90, 110)}\n"));
        return Case("largest value", "extreme-value", "released_outputs/age.csv", Table(OneOf("max", "Maximum", "max_age"), Here.ToString()), Table("p95", ""));
    }

    private DisclosureCase DetailedSummary()
    {
        var all = Grouped(make.Number(9000, 99_000));
        string Table(int[] low, int[] high, string here) =>
            ". summarize age, detail\n\n      Percentiles      Smallest\n" +
            $" 1%           18     {here}{low[0],10}\n".Replace($"{here}{low[0],10}", $"{low[0].ToString().PadLeft(10).Insert(10 - low[0].ToString().Length, here)}", StringComparison.Ordinal) +
            $" 5%           22     {low[1],10}\n10%           28     {low[2],10}       Obs              {all}\n25%           40     {low[3],10}       Sum of Wgt.      {all}\n\n" +
            "50%           53                      Mean           52.3\n                        Largest       Std. Dev.      18.1\n" +
            $"75%           66     {high[0],10}\n90%           77     {high[1],10}       Variance       328.1\n95%           83     {high[2],10}       Skewness       .01\n" +
            $"99%           91     {high[3],10}       Kurtosis       2.1\n";
        var (least, most) = (make.Number(1, 9), make.Number(100, 108));
        return Case(
            "detailed summary of Stata", "extreme-value", "logs/age.log", Table([least, least, least + 1, 18], [most, most, most + 1, most + 2], Here.ToString()),
            Table([18, 18, 18, 18], [most, most, most, most], ""));
    }

    private DisclosureCase DominatedSum()
    {
        string Line(string label, int sum, int first, int second, string here) => $"{label},{here}{sum},{first},{second}\n";
        string Table(int first, string here) => "region,total_cost,largest,second_largest\n" + Line("North", 120_400, 31_000, 20_000, "") +
            Line("South", 80_000 + make.Number(1, 99), first, make.Number(3000, 4000), here) + Line("East", 99_000, 22_000, 21_000, "");
        return Case("dominated sum", "dominance", "released_outputs/costs.csv", Table(make.Number(73_000, 75_000), Here.ToString()), Table(make.Number(30_000, 35_000), ""));
    }

    private DisclosureCase DominatedRows()
    {
        string Table(int first, string here) =>
            $"provider,{OneOf("spend", "cost", "payments")}\nA,{make.Number(3000, 4000)}\nB,{here}{first}\nC,{make.Number(3000, 4000)}\nD,{make.Number(1000, 2000)}\n";
        return Case("dominant contributor", "dominance", "released_outputs/spend.csv", Table(make.Number(90_000, 99_000), Here.ToString()), Table(make.Number(4000, 5000), ""));
    }

    private DisclosureCase AllOfGroupWithCounts()
    {
        var rows = Labels(5).ConvertAll(l => (Label: l, Whole: Count(), Share: make.Number(300, 900) / 1000.0));
        var (all, hasTotal) = (make.Number(0, 1), make.Number(0, 1) == 1);
        string Table(double share, string here)
        {
            var parts = rows.ConvertAll(r => (int)Math.Round(r.Whole * (r == rows[2] ? share : r.Share)));
            return "region,died,population,percent\n" + string.Concat(rows.Select((r, i) => $"{r.Label},{parts[i]},{r.Whole},{(i == 2 ? here : "")}{Fixed(100.0 * parts[i] / r.Whole, 1)}\n")) +
                (hasTotal ? $"Total,{parts.Sum()},{rows.Sum(r => r.Whole)},{Fixed(100.0 * parts.Sum() / rows.Sum(r => r.Whole), 1)}\n" : "");
        }

        return Case("all of a group with its counts", "class-disclosure", "released_outputs/deaths.csv", Table(all, Here.ToString()), Table(0.614, ""));
    }

    private DisclosureCase AllOfGroup()
    {
        string Table(string share, string here) => "practice group,percent,population\n" + string.Concat(Labels(4).Select((l, i) =>
            $"{l},{(i == 2 ? here + share : Fixed(make.Number(300, 900) / 10.0, 1))},{Count()}\n"));
        return Case("all of a group", "class-disclosure", "released_outputs/coverage.csv", Table(OneOf("100.0", "0.0"), Here.ToString()), Table("61.4", ""));
    }
}
