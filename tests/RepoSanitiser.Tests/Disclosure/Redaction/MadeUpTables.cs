using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace RepoSanitiser.Tests.Disclosure.Redaction;

/// <summary>A frequency table as some program wrote it, with small counts in it.</summary>
/// <param name="Extension">The file's extension.</param>
/// <param name="Content">The file.</param>
public sealed record MadeUpTable(string Extension, byte[] Content)
{
    /// <summary>The content as it would be read by a person who looks for why a test failed.</summary>
    public override string ToString() => $"{Extension}: {Encoding.UTF8.GetString(Content)}";
}

/// <summary>Makes tables of counts by group, in the forms that programs write them in.</summary>
internal static class MadeUpTables
{
    private static readonly string[] Forms = ["csv", "csv;", "csv\"", "tsv", "md", "stata", "smcl", "r", "box", "html", "rich", "json", "columns", "ndjson"];

    public static Gen<MadeUpTable> All() => from table in Numbers() from form in Gen.Elements(Forms) select Write(table, form);

    private static Gen<(string[] Labels, int[][] Counts, bool Total)> Numbers() =>
        from rows in Gen.Choose(3, 9)
        from columns in Gen.Choose(1, 3)
        from counts in Gen.ArrayOf(Gen.ArrayOf(Count(), columns), rows)
        from small in Gen.Choose(0, rows - 1)
        from place in Gen.Choose(0, columns - 1)
        from value in Gen.Choose(1, 5)
        from total in Gen.Elements(true, false)
        select Made(counts, small, place, value, total);

    private static (string[], int[][], bool) Made(int[][] counts, int small, int column, int value, bool total)
    {
        counts[small][column] = value;
        return ([.. counts.Select((_, i) => Label(i))], counts, total);
    }

    private static string Label(int i) => new[] { "Skipwith", "Märket", "Ostler", "Thirle", "Barrow", "Selside", "Ings", "Wragby", "Farnley" }[i];

    private static Gen<int> Count() => Gen.Frequency((6, Gen.Choose(20, 9000)), (1, Gen.Constant(0)), (1, Gen.Choose(1, 5)), (1, Gen.Choose(6, 19)));

    private static MadeUpTable Write((string[] Labels, int[][] Counts, bool Total) table, string form)
    {
        string[] headers = ["n", "events", "count"];
        var names = headers[..table.Counts[0].Length];
        var rows = table.Labels.Zip(table.Counts, (l, c) => (string[])[l, .. c.Select(Plain)]).ToList();
        if (table.Total) rows.Add(["Total", .. names.Select((_, i) => Plain(table.Counts.Sum(c => c[i])))]);
        string[] head = ["ward", .. names];
        return form switch
        {
            "csv" => Text(".csv", Lines([head, .. rows], ",", "\n")),
            "csv;" => Text(".csv", "\uFEFF" + Lines([head, .. rows], ";", "\r\n")),
            "csv\"" => Text(".csv", Lines([head, .. rows.Select(r => r.Select(c => $"\"{Grouped(c)}\"").ToArray())], ",", "\n")),
            "tsv" => Text(".tsv", Lines([head, .. rows], "\t", "\n")),
            "md" => Text(".md", "# Wards\n\n" + Lines([head, [.. head.Select(_ => "---")], .. rows], " | ", "\n", "| ", " |") + "\nAll.\n"),
            "stata" => Text(".log", Stata(head, rows, "|", n => new string('-', n), "+")),
            "smcl" => Text(".smcl", "{smcl}\n" + Stata(head, rows, "{c |}{res}", n => $"{{hline {n}}}", "{c +}")),
            "r" => Text(".txt", "> print(wards)\n" + Lines([[" ", .. Padded(head)], .. rows.Select((r, i) => (string[])[$"{i + 1}".PadRight(2), .. Padded(r)])], " ", "\n")),
            "box" => Text(".log", Box([head, .. rows])),
            "html" => Text(".html", "<html><body><p>3 wards</p>\n<table><thead>" + Html(head, "th") + "</thead><tbody>\n" +
                string.Join('\n', rows.Select(r => Html(r, "td"))) + "</tbody></table></body></html>"),
            "rich" => Text(".html", "<TABLE border=1>" + Html(head, "th") + string.Concat(rows.Select(r =>
                $"<tr><th>{r[0]}</th>{string.Concat(r[1..].Select(c => $"<td data-order='{c}'><!-- x --><span class=\"n\">{Grouped(c)}</span></td>"))}</tr>")) + "</TABLE>"),
            "json" => Text(".json", JsonSerializer.Serialize(rows.Select(r => Record(head, r)), Indented)),
            "columns" => Text(".json", JsonSerializer.Serialize(head.Select((h, i) => (h, i)).ToDictionary(h => h.h, h => rows.Select(r => Value(r[h.i]))))),
            _ => Text(".ndjson", string.Concat(rows.Select(r => JsonSerializer.Serialize(Record(head, r)) + "\n"))),
        };
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string Plain(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Grouped(string cell) => int.TryParse(cell, out var n) ? n.ToString("N0", CultureInfo.InvariantCulture) : cell;

    private static object Value(string cell) => int.TryParse(cell, out var n) ? n : cell;

    private static Dictionary<string, object> Record(string[] head, string[] row) => head.Zip(row).ToDictionary(p => p.First, p => Value(p.Second));

    private static string Lines(IEnumerable<string[]> rows, string delimiter, string end, string open = "", string close = "") =>
        string.Concat(rows.Select(r => open + string.Join(delimiter, r) + close + end));

    private static IEnumerable<string> Padded(string[] row) => row.Select((c, i) => c.PadLeft(i == 0 ? 9 : 7));

    private static string Html(string[] row, string element) => $"<tr>{string.Concat(row.Select(c => $"<{element}>{c}</{element}>"))}</tr>";

    private static string Stata(string[] head, List<string[]> rows, string bar, Func<int, string> line, string cross)
    {
        string Row(string[] r) => $"{r[0].PadLeft(12)} {bar}{string.Concat(r[1..].Select(c => Grouped(c).PadLeft(11)))}\n";
        var rule = line(13) + cross + line(11 * (head.Length - 1)) + "\n";
        return ". tab ward\n\n" + Row(head) + rule + string.Concat(rows.Select(Row)) + "\n. log close\n";
    }

    private static string Box(List<string[]> rows)
    {
        var rule = "+" + string.Concat(rows[0].Select(_ => new string('-', 14) + "+")) + "\n";
        string Row(string[] r) => "|" + string.Concat(r.Select(c => $" {c,-12} |")) + "\n";
        return rule + Row(rows[0]) + rule + string.Concat(rows[1..].Select(Row)) + rule;
    }

    private static MadeUpTable Text(string extension, string text) => new(extension, Encoding.UTF8.GetBytes(text));
}
