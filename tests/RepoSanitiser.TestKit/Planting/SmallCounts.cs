using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RepoSanitiser.Core;

namespace RepoSanitiser.TestKit.Planting;

/// <summary>Makes frequency tables with one small count in them, in the forms that studies release tables in.</summary>
public sealed class SmallCounts(MadeUp make)
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly HashSet<string> _labels = [];

    /// <summary>Comma- or tab-separated values.</summary>
    public LeakyFile Separated(char separator = ',', string end = "\n")
    {
        var rows = Table(out var small);
        var text = string.Concat(rows.Select(r => $"{r.Label}{separator}{r.Count}{separator}{Percent(r, rows)}{end}"));
        return Leaky($"{small.Label}{separator}{small.Count}{separator}", $"ward{separator}n{separator}pct{end}{text}");
    }

    /// <summary>A one-way table in a log of Stata.</summary>
    public LeakyFile StataLog()
    {
        var rows = Table(out var small);
        var width = rows.Max(r => r.Label.Length) + 1;
        string Line(string label, string count, string percent) =>
            $"{label.PadLeft(width)} |{count.PadLeft(11)}{percent.PadLeft(12)}\n";
        var rule = new string('-', width + 1) + "+" + new string('-', 23) + "\n";
        var body = string.Concat(rows.Select(r => Line(r.Label, Grouped(r.Count), Percent(r, rows))));
        var head = new string('-', 60) + "\n      name:  <unnamed>\n       log:  logs/descriptives.log\n  log type:  text\n" +
            " opened on:   9 Jan 2024, 10:12:31\n\n. tab ward\n\n";
        return Leaky(
            Line(small.Label, Grouped(small.Count), Percent(small, rows)).TrimEnd('\n'),
            head + Line("ward", "Freq.", "Percent") + rule + body + rule +
                Line("Total", Grouped(rows.Sum(r => r.Count)), "100.00") + "\n. log close\n");
    }

    /// <summary>A pipe table in Markdown.</summary>
    public LeakyFile Markdown()
    {
        var rows = Table(out var small);
        var body = string.Concat(rows.Select(r => $"| {r.Label} | {r.Count} | {Percent(r, rows)} |\n"));
        return Leaky($"| {small.Label} | {small.Count} |", "# Admissions by ward\n\n| Ward | N | % |\n|:--|--:|--:|\n" + body +
            "\nAll adults.\n");
    }

    /// <summary>A table in a web page.</summary>
    public LeakyFile Html()
    {
        var rows = Table(out var small);
        return Leaky($"<td>{small.Label}</td><td>{small.Count}</td>",
            "<!DOCTYPE html>\n<html><head><title>Table 1</title></head><body>\n<h1>Table 1</h1>\n" + HtmlTable(rows) +
                "</body></html>\n");
    }

    /// <summary>An array of records.</summary>
    public LeakyFile JsonRecords()
    {
        var rows = Table(out var small);
        var records = rows.Select(r => $"  {{\"ward\": \"{r.Label}\", \"count\": {r.Count}}}");
        return Leaky($"\"ward\": \"{small.Label}\", \"count\": {small.Count}}}", $"[\n{string.Join(",\n", records)}\n]\n");
    }

    /// <summary>The first sheet of a workbook; the literal is the row's label, beside which the count stands.</summary>
    public LeakyFile Workbook()
    {
        var rows = Table(out var small);
        var cells = rows.Select(r => (string[])[r.Label, $"{r.Count}", Percent(r, rows)]);
        return new LeakyFile("small-count", Severity.Medium, small.Label, Containers.Xlsx([["ward", "n", "pct"], .. cells]));
    }

    /// <summary>An output of a notebook.</summary>
    public LeakyFile Notebook()
    {
        var rows = Table(out var small);
        var table = HtmlTable(rows).TrimEnd('\n').Split('\n').Select(l => l + "\n");
        var notebook = new
        {
            cells = new[]
            {
                new
                {
                    cell_type = "code",
                    execution_count = 1,
                    metadata = new { },
                    outputs = new[]
                    {
                        new
                        {
                            data = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["text/html"] = [.. table] },
                            execution_count = 1,
                            metadata = new { },
                            output_type = "execute_result",
                        },
                    },
                    source = (string[])["counts = cohort.groupby(\"ward\").size()\n", "counts"],
                },
            },
            metadata = new { language_info = new { name = "python" } },
            nbformat = 4,
            nbformat_minor = 4,
        };
        return Leaky($"<td>{small.Label}</td><td>{small.Count}</td>", JsonSerializer.Serialize(notebook, AsWritten) + "\n");
    }

    private static string HtmlTable(List<(string Label, int Count)> rows) =>
        "<table border=\"1\" class=\"dataframe\">\n<thead><tr><th>ward</th><th>n</th></tr></thead>\n<tbody>\n" +
        string.Concat(rows.Select(r => $"<tr><td>{r.Label}</td><td>{r.Count}</td></tr>\n")) + "</tbody></table>\n";

    private static LeakyFile Leaky(string literal, string content) =>
        new("small-count", Severity.Medium, literal, Encoding.UTF8.GetBytes(content));

    private static string Percent((string Label, int Count) row, List<(string Label, int Count)> rows) =>
        (100m * row.Count / rows.Sum(r => r.Count)).ToString("F2", CultureInfo.InvariantCulture);

    private static string Grouped(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private List<(string Label, int Count)> Table(out (string Label, int Count) small)
    {
        var rows = Enumerable.Range(0, 7).Select(_ => (Label(), Unrounded())).ToList();
        var at = make.Number(1, 5);
        small = rows[at] = (rows[at].Item1, make.OneOf(2, 4));
        return rows;
    }

    private int Unrounded()
    {
        var count = make.Number(150, 6000);
        return count % 5 == 0 || count % 3 == 0 || count % 7 == 0 ? Unrounded() : count;
    }

    private string Label()
    {
        while (true)
        {
            var label = make.OneOf("Great", "Little", "Upper", "Nether", "Market", "Kirk", "Chapel", "Abbots") + " " +
                make.OneOf("Skipwith", "Harding", "Ostler", "Wragby", "Thirle", "Cawthorn", "Meltham", "Barrow", "Selside",
                    "Farnley", "Ings");
            if (_labels.Add(label)) return label;
            if (_labels.Count == 88) _labels.Clear();
        }
    }
}
