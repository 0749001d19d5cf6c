namespace RepoSanitiser.TestKit.Planting;

/// <summary>Small counts that other numbers give away.</summary>
public sealed partial class DisclosureCases
{
    private const string Implied = "implied-small-count";

    private IEnumerable<Func<DisclosureCase>> ImpliedKinds() =>
        [ShareOfDenominator, NamedShares, RateOfPersonTime, RatesAlone, ShareOfColumn, ShareInBrackets, RestOfHundred, CumulativeStep, Completeness, IntervalOfRate, AllButFew, AllButFewInBrackets, AllButFewInCells, AllButFewInSentence, ShareOfAllButFew, SharesOfTitle];

    private DisclosureCase SharesOfTitle()
    {
        var (all, small) = (Prime(make.Number(150, 400)), Small());
        var first = Prime(all / make.Number(3, 5));
        string Line(string label, double share) => $"{label},{Fixed(share, 2)}\n";
        string Table(double of, string here) =>
            $"\"Table 1: {OneOf("people with asthma", "deaths", "admissions")} (N = {Grouped(all)})\"\nregion,{OneOf("percent", "percentage", "pct")}\n" +
            Line("North", 100.0 * first / of) + $"South,{here}{Fixed(100.0 * small / of, 2)}\n" + Line("East", 100.0 * (all - first - small) / of);
        // The shares of another whole say nothing of this one.
        return Case("shares of a total in the title", Implied, "released_outputs/shares.csv", Table(all, Here.ToString()), Table(all * 1.0137, ""));
    }

    private DisclosureCase AllButFew()
    {
        var wholes = Labels(5).ConvertAll(l => (Label: l, Whole: Count(200, 6000)));
        var (n, whole) = (OneOf("n", "vaccinated", "n_vaccinated"), OneOf("total", "population", "denominator", "list_size"));
        string Table(Func<int, int> part, string here) => $"region,{n},{whole}\n" + string.Concat(wholes.Select((w, i) =>
            $"{w.Label},{(i == 2 ? here + part(w.Whole) : Prime(w.Whole / 2))},{w.Whole}\n"));
        var small = Small();
        return Case("count of all but a few", AllBut, "released_outputs/uptake.csv", Table(w => w - small, Here.ToString()), Table(w => Prime(w - 60), ""));
    }

    private DisclosureCase AllButFewInBrackets()
    {
        var (all, small) = (Count(300, 3000), Small());
        string Line(string label, int n, string here) => $"{label},{here}\"{n} ({Fixed(100.0 * n / all, 1)}%)\"\n";
        string Table(int n, string here) => $"characteristic,\"{OneOf("Exposed", "Cases", "All")} (N={Grouped(all)})\"\n" +
            Line("Smoker", Prime(all / 3), "") + Line("Vaccinated", n, here) + Line("Diabetes", Prime(all / 5), "");
        return Case("all but a few of a header's N", AllBut, "released_outputs/table1.csv", Table(all - small, Here.ToString()), Table(Prime(all - 60), ""));
    }

    private DisclosureCase AllButFewInCells()
    {
        var wholes = Labels(5).ConvertAll(l => (Label: l, Whole: Count(200, 6000)));
        var (of, small) = (OneOf(" of ", "/", " / "), Small());
        string Table(Func<int, int> part, string here) => $"region,{OneOf("vaccinated", "followed up", "tested")}\n" + string.Concat(wholes.Select((w, i) =>
            $"{w.Label},{(i == 3 ? here + part(w.Whole) : Prime(w.Whole / 2))}{of}{w.Whole}\n"));
        return Case("all but a few in a cell", AllBut, "released_outputs/follow_up.csv", Table(w => w - small, Here.ToString()), Table(w => Prime(w - 60), ""));
    }

    private DisclosureCase AllButFewInSentence()
    {
        var (all, small) = (Count(200, 3000), Small());
        string Text(int part, string here) => $"# Methods\n\nOf the practices, all took part. We could follow {here}{part} of the {all} {OneOf("patients", "participants")} to the end.\n";
        return Case("all but a few in a sentence", AllBut, "released_outputs/report.md", Text(all - small, Here.ToString()), Text(Prime(all - 60), ""));
    }

    private DisclosureCase ShareOfAllButFew()
    {
        var (whole, small) = (make.Number(90, 110), Small());
        string Table(double share, string here) => "region,percent,population\n" + string.Concat(Labels(4).Select((l, i) =>
            i == 1 ? $"{l},{here}{Fixed(share, 1)},{whole}\n" : $"{l},{Fixed(make.Number(300, 700) / 10.0, 1)},{Count()}\n"));
        return Case("share of all but a few", AllBut, "released_outputs/share.csv", Table(100.0 * (whole - small) / whole, Here.ToString()), Table(70.0, ""));
    }

    private const string AllBut = "small-complement";

    /// <summary>The next count from a number on that is no multiple of anything counts are rounded to.</summary>
    private static int Prime(int from)
    {
        while (from % 5 == 0 || from % 6 == 0 || from % 6 == 3 || from % 7 == 0) from++;
        return from;
    }

    private DisclosureCase ShareOfDenominator()
    {
        var whole = make.Number(900, 1900);
        string Line(string label, int n, string shown, string share) => $"{label},{shown},{share},{whole}\n";
        var visible = Labels(4).ConvertAll(l => (Label: l, N: Count(120, 800)));
        var small = Small();
        string Table(string share, string here) => "region,n,pct,population\n" + string.Concat(visible.Select((v, i) => i == 2
            ? Line(v.Label, small, Mark, here + share)
            : Line(v.Label, v.N, v.N.ToString(), Fixed(100.0 * v.N / whole, 2))));
        return Case("share times denominator", Implied, "released_outputs/coverage.csv", Table(Fixed(100.0 * small / whole, 2), Here.ToString()), Table(Mark, ""));
    }

    private DisclosureCase NamedShares()
    {
        var (a, b, small) = (make.Number(700, 1500), make.Number(700, 1500), Small());
        string Table(string share, string here) => "age,Black_n,Black_percent,Black_total,White_n,White_percent,White_total\n" + string.Concat(
            new[] { "18-39", "40-59", "60-79", "80+" }.Select((age, i) =>
            {
                var (n, m) = (Count(120, 600), Count(120, 600));
                var black = i == 1 ? $"{OneOf(Mark, "<=5", "<6")},{here}{share}" : $"{n},{Fixed(100.0 * n / a, 2)}";
                return $"{age},{black},{a},{m},{Fixed(100.0 * m / b, 2)},{b}\n";
            }));
        return Case("shares of named groups", Implied, "released_outputs/by_group.csv", Table(Fixed(100.0 * small / a, 2), Here.ToString()), Table(Mark, ""));
    }

    private DisclosureCase RateOfPersonTime()
    {
        var per = make.OneOf(1, 1000, 100_000);
        var (time, small) = (make.Number(20_000, 90_000), Small());
        string Table(string rate, string here) => $"group,{OneOf("events", "n", "deaths")},{OneOf("person_time", "person_days", "pyears")},{(per == 1 ? "rate" : $"rate_per_{per}")}\n" + string.Concat(
            Labels(5).Select((label, i) =>
            {
                var (n, t) = (Count(120, 900), make.Number(20_000, 90_000));
                return i == 3 ? $"{label},{OneOf(Mark, "REDACTED", "REDACTED (<6)")},{time},{here}{rate}\n" : $"{label},{n},{t},{Full((double)n / t * per)}\n";
            }));
        return Case("rate times person-time", Implied, "released_outputs/rates.csv", Table(Full((double)small / time * per), Here.ToString()), Table(Mark, ""));
    }

    private DisclosureCase RatesAlone()
    {
        var times = Labels(6).ConvertAll(l => (Label: l, Time: make.Number(20_000, 90_000), N: Count(120, 900)));
        var small = Small();
        string Table(Func<double, string> show, string here) => "group,person_time,rate\n" + string.Concat(times.Select((t, i) =>
            $"{t.Label},{t.Time},{(i == 2 ? here : "")}{show((double)(i == 2 ? small : t.N) / t.Time)}\n"));
        return Case("rates without counts", Implied, "released_outputs/rates.csv", Table(Full, Here.ToString()), Table(r => Fixed(r, 3), ""));
    }

    private DisclosureCase ShareOfColumn()
    {
        var counts = Labels(5).ConvertAll(l => (Label: l, N: Count()));
        var small = Small();
        counts[3] = (counts[3].Label, small);
        var total = counts.Sum(c => c.N);
        // What is shown tells the total, so that one row alone can't be hidden.
        string Table(string share, string here, int further) => "region,n,percent\n" + string.Concat(counts.Select((c, i) => i == 3 || i == further
            ? $"{c.Label},{(further < 0 ? OneOf(Mark, "<=5", "suppressed") : Mark)},{here}{share}\n"
            : $"{c.Label},{c.N},{Fixed(100.0 * c.N / total, 3)}\n"));
        return Case("share of a column", Implied, "released_outputs/table1.csv", Table(Fixed(100.0 * small / total, 3), Here.ToString(), -1), Table(Mark, "", 1));
    }

    private DisclosureCase ShareInBrackets()
    {
        var (n, small) = (make.Number(900, 1900), Small());
        string Table(string cell, int further) => $"characteristic,\"{OneOf("Exposed", "Cases", "Vaccinated")} (N={Grouped(n)})\"\n" + string.Concat(Labels(4).Select((l, i) =>
        {
            var count = Count(120, 800);
            return i == 2 || i == further ? $"{l},{cell}\n" : $"{l},{count} ({Fixed(100.0 * count / n, 1)}%)\n";
        }));
        return Case("share left in brackets", Implied, "released_outputs/table1.csv", Table($"{Here}{Mark} ({Fixed(100.0 * small / n, 1)}%)", -1), Table($"{Mark} ({Mark})", 0));
    }

    private DisclosureCase RestOfHundred()
    {
        var (n, small) = (make.Number(900, 1900), Small());
        var first = make.Number(300, n - 400);
        var second = n - small - first;
        string Table(string share) =>
            $"outcome,percent,population\nRecovered,{Fixed(100.0 * first / n, 2)},{n}\nDied,{share},{n}\nUnknown,{Here}{Mark},{n}\n";
        return Case("rest of a hundred", Implied, "released_outputs/outcome.csv", Table(Fixed(100.0 * second / n, 2)), Table(Mark));
    }

    private DisclosureCase CumulativeStep()
    {
        var (counts, rounded) = (new List<int>(), new List<int>());
        for (var i = 0; i < 8; i++)
        {
            counts.Add((i == 0 ? 1000 + make.Number(1, 4) : counts[^1]) + (i == 5 ? Small() : make.Number(8, 60)));
            rounded.Add((i == 0 ? 1001 : rounded[^1]) + 7 * make.Number(1, 6));
        }

        // No rounding fits by chance.
        counts[0] -= counts[0] % 2 == 0 ? 1 : 0;
        counts[1] += counts[1] % 5 == 0 ? 1 : 0;
        string Table(List<int> values, int at) => "date,cumulative_n\n" + string.Concat(values.Select((v, i) => $"2021-01-{i + 1:D2},{(i == at ? Here.ToString() : "")}{v}\n"));
        return Case("step of a cumulative count", Implied, "released_outputs/uptake.csv", Table(counts, 5), Table(rounded, -1));
    }

    private DisclosureCase Completeness()
    {
        var (all, small) = (make.Number(2_000_000, 3_000_000), Small());
        string Line(int i, int n, string here) => $"{i,2} vaccine_{i}_date     {all - n,9} {here}{Fixed((double)n / all, 9)}   2021-01-04 2021-06-16 2021-01-16\n";
        string Table(int n, string here) => "   skim_variable      n_missing complete_rate p10        p90        median    \n" +
            Line(1, make.Number(20_000, 90_000), "") + Line(2, n, here) + Line(3, make.Number(20_000, 90_000), "");
        return Case("share that is not missing", Implied, "released_outputs/skim.txt", Table(small, Here.ToString()), Table(make.Number(20_000, 90_000), ""));
    }

    private DisclosureCase IntervalOfRate()
    {
        var counts = Labels(4).ConvertAll(l => (Label: l, N: Count(120, 900), Time: make.Number(20_000, 90_000) / 1000.0));
        var small = make.Number(2, 5);
        string Line(string label, string shown, double n, double time, string here) =>
            $"{label},{shown},{Fixed(n / time, 4)},{here}{Fixed(n / time / Math.Exp(1.959964 / Math.Sqrt(n)), 4)},{Fixed(n / time * Math.Exp(1.959964 / Math.Sqrt(n)), 4)}\n";
        string Table(string redacted) => $"group,events,rate,{OneOf("lower,upper", "lci,uci", "rate_ll,rate_ul")}\n" + string.Concat(counts.Select((c, i) =>
            i == 2 ? redacted : Line(c.Label, $"{c.N}", c.N, c.Time, "")));
        return Case(
            "interval of a rate", Implied, "released_outputs/rates.csv", Table(Line(counts[2].Label, OneOf(Mark, "[<=5]"), small, counts[2].Time, Here.ToString())),
            Table($"{counts[2].Label},{Mark},{Mark},{Mark},{Mark}\n"));
    }
}
