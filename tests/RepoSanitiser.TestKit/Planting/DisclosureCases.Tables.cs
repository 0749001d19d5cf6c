namespace RepoSanitiser.TestKit.Planting;

/// <summary>Small counts in tables of all forms, and tables of persons.</summary>
public sealed partial class DisclosureCases
{
    private IEnumerable<Func<DisclosureCase>> TableKinds() =>
    [
        CountColumn, GroupColumns, CountWithShare, ShareWithCount, StataOneWay, StataTwoWay, StataObs, StataStrate, Markdown, Html, JsonRecords,
        Aligned, ModelEvents, HandWritten, NameAndValue, SurvivalPrint, PersonRows, TooManyRows, DataSet,
    ];

    private DisclosureCase CountColumn()
    {
        var header = OneOf("n", "count", "n_obs", "events", "No. of deaths", "Number of patients", "posPC_n", "Freq.");
        return Rows("count column", $"group,{header},pct\n", (label, count, here) => $"{label},{here}{count},{Fixed(count / 100.0, 2)}\n");
    }

    private DisclosureCase GroupColumns() =>
        Rows("group columns", "region,Female,Male\n", (label, count, here) => $"{label},{here}{count},{Count()}\n");

    private DisclosureCase CountWithShare() =>
        Rows("count with share", "characteristic,Exposed\n", (label, count, here) => $"{label},{here}\"{Grouped(count)} ({Fixed(count / 60.0, 1)}%)\"\n");

    private DisclosureCase ShareWithCount() =>
        Rows("share with count", "characteristic,Vaccinated\n", (label, count, here) => $"{label},{here}{Fixed(count / 60.0, 1)}% ({count})\n");

    private DisclosureCase StataOneWay() => Rows(
        "Stata one-way table", "\n. tab region\n\n     region |      Freq.     Percent        Cum.\n------------+-----------------------------------\n",
        (label, count, here) => $"{label,11} |{new string(' ', 11 - Grouped(count).Length)}{here}{Grouped(count)}       10.00       20.00\n", "\n. exit\n", ".log");

    private DisclosureCase StataTwoWay()
    {
        string Line(string label, int a, int b, string here) =>
            $"{label,10} |{new string(' ', 10 - Grouped(a).Length)}{here}{Grouped(a)} {Grouped(b),10} |{Grouped(a + b),10} \n";
        var labels = Labels(4);
        var counts = labels.ConvertAll(_ => (Count(), Count()));
        string Table(int small, string here) =>
            "\n. tab region died\n\n           |         died\n    region |         0          1 |     Total\n-----------+----------------------+----------\n" +
            string.Concat(labels.Select((l, i) => i == 2 ? Line(l, small, counts[i].Item2, here) : Line(l, counts[i].Item1, counts[i].Item2, ""))) +
            "-----------+----------------------+----------\n";
        return Case("Stata two-way table", "small-count", "logs/describe.log", Table(Small(), Here.ToString()), Table(Count(), ""));
    }

    private DisclosureCase StataObs()
    {
        string Table(int n, string here) =>
            "\n. summarize age\n\n    Variable |        Obs        Mean    Std. Dev.       p10        p90\n-------------+---------------------------------------------------------\n" +
            $"         age |{new string(' ', 11 - Grouped(n).Length)}{here}{Grouped(n)}    {Fixed(make.Number(40, 60) + 0.31, 4)}    18.02341         22         80\n";
        return Case("Stata summary", "small-count", "logs/describe.log", Table(Small(), Here.ToString()), Table(Count(), ""));
    }

    private DisclosureCase StataStrate()
    {
        string Line(string label, int d, string here) =>
            $"  | {label,8} {new string(' ', 6 - d.ToString().Length)}{here}{d}   {Fixed(make.Number(900, 4000) + 0.271, 4)}   0.{make.Number(100, 999)}4   0.0131   0.9412 |\n";
        string Table(int d, string here) =>
            "\n. strate region, per(100)\n\n  +------------------------------------------------------+\n  |   region      D           Y     Rate    Lower    Upper |\n" +
            "  |------------------------------------------------------|\n" + Line("North", Count(120, 900), "") + Line("South", d, here) + Line("East", Count(120, 900), "") +
            "  +------------------------------------------------------+\n";
        return Case("Stata rates", "small-count", "logs/rates.log", Table(Small(), Here.ToString()), Table(Count(120, 900), ""));
    }

    private DisclosureCase Markdown() =>
        Rows("Markdown table", "# Table 1\n\n| Region | N | % |\n|:--|--:|--:|\n", (label, count, here) => $"| {label} | {here}{count} | {Fixed(count / 90.0, 1)} |\n", "", ".md");

    private DisclosureCase Html() => Rows(
        "table in a page", "<html><body><table>\n<thead><tr><th>Region</th><th>N</th></tr></thead>\n<tbody>\n",
        (label, count, here) => $"<tr><td>{label}</td>{here}<td>{count}</td></tr>\n", "</tbody></table></body></html>\n", ".html");

    private DisclosureCase JsonRecords() => Rows(
        "JSON records", "[\n", (label, count, here) => $"  {{\"region\": \"{label}\", \"count\": {here}{count}}},\n", "  {\"region\": \"Elsewhere\", \"count\": 1208}\n]\n", ".json");

    private DisclosureCase Aligned()
    {
        var row = 0;
        return Rows("print of pandas", "   region      n  percent\n", (label, count, here) => $"{row++ % 10}  {label,-8}{new string(' ', 5 - count.ToString().Length)}{here}{count}    {Fixed(count / 90.0, 2),5}\n", "", ".txt");
    }

    private DisclosureCase ModelEvents() => Rows(
        "events of a model", "term,label,n_obs,n_event,estimate,std.error,p.value,conf.low,conf.high\n",
        (label, count, here) => $"region{label},{label},{Count(9000, 90000)},{here}{count},-0.{make.Number(100, 999)},0.{make.Number(10, 99)},0.01,-0.9,0.4\n");

    private DisclosureCase HandWritten()
    {
        var level = 0;
        return Rows(
            "table written by hand", "Characteristic\t\tAll\tDied\n", (_, count, here) => $"agegroup\t=={level++ % 7 + 1}\t{Count(9000, 90000)} (12.1)\t{here}{count} ({Fixed(count / 900.0, 2)})\n", "", ".txt");
    }

    private DisclosureCase NameAndValue()
    {
        string Table(int n, string here) => $"measure,value\nn_patients,{Count()}\nmean_age,{make.Number(40, 60)}.3\nn_events,{here}{n}\nmedian_followup,{make.Number(30, 200)}\n";
        return Case("name and value", "small-count", "released_outputs/summary.csv", Table(Small(), Here.ToString()), Table(Count(), ""));
    }

    private DisclosureCase SurvivalPrint()
    {
        var time = 0;
        return Rows(
            "print of a survival curve", " time n.risk n.event survival std.err\n",
            (_, count, here) => $"{time++ * 7,5} {Count(6000, 9000),6}{new string(' ', 8 - count.ToString().Length)}{here}{count}   0.9{make.Number(10, 99)}   0.0{make.Number(10, 99)}\n", "", ".txt");
    }

    private DisclosureCase PersonRows()
    {
        var ids = Enumerable.Range(0, 20).Select(_ => make.DigitsOf(7)).ToList();
        var rows = string.Concat(ids.Select(id => $"{id},{OneOf("F", "M")},{make.Number(18, 95)},{OneOf("", make.Date(2020, 2021))}\n"));
        var twin = string.Concat(Enumerable.Range(18, 20).Select(age => $"{age},{OneOf("F", "M")},{Count()},{Count()}\n"));
        return Case(
            "row for each person", "patient-level-table", "released_outputs/input.csv", $"{Here}patient_id,sex,age,died_date\n{rows}", "age,sex,n,deaths\n" + twin);
    }

    private DisclosureCase TooManyRows()
    {
        string Table(int rows) => "week,rate\n" + string.Concat(Enumerable.Range(1, rows).Select(i => $"{i},0.{make.Number(100, 999)}\n"));
        return Case("more rows than allowed", "oversize-output", "released_outputs/weekly.csv", Table(5000 + make.Number(1, 40)), Table(5000));
    }

    private DisclosureCase DataSet()
    {
        var type = OneOf("dta", "rds", "feather", "parquet", "sav", "csv.gz", "sqlite");
        return Case("data set", "unreleased-file-type", "released_outputs/data." + type, "x" + make.DigitsOf(20), "region,n\nNorth,1208\n", twinPath: "released_outputs/data.csv");
    }

    private DisclosureCase Rows(
        string kind, string header, Func<string, int, string, string> row, string footer = "", string extension = ".csv")
    {
        var labels = Labels(make.Number(4, 7));
        var at = make.Number(1, labels.Count - 1);
        var lines = labels.ConvertAll(label => row(label, Count(), ""));
        var (small, large) = (row(labels[at], Small(), Here.ToString()), row(labels[at], Count(), ""));
        string With(string line) => header + string.Concat(lines.Select((l, i) => i == at ? line : l)) + footer;
        var folder = extension == ".log" ? "logs" : "released_outputs";
        return Case(kind, "small-count", $"{folder}/table{extension}", With(small), With(large));
    }
}
