using System.Formats.Tar;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Tests.Disclosure.Documents;

public class HostileInputTests
{
    private static readonly string[] Extensions =
    [
        ".csv", ".tsv", ".psv", ".txt", ".log", ".smcl", ".md", ".html", ".svg", ".json", ".ndjson", ".ipynb", ".xlsx", ".xls", ".docx",
        ".zip", ".tar", ".tar.gz", ".gz", ".css", ".rds", ".py", "",
    ];

    /// <summary>Small enough that a run over thousands of inputs stays short.</summary>
    private static readonly DocumentLimits Limits = new(MaxExpandedBytes: 1 << 20, MaxMembers: 50, MaxRows: 5000, MaxCells: 50_000);

    private static readonly byte[][] Seeds =
    [
        Archive.Utf8("a,\"b\"\"x\",c\r\n1,2,3\n"), Archive.Utf8("  a | b\n----+----\n  1 | 2\n"), Archive.Utf8("   g  n\n1  a  4\n2  b  5\n"),
        Archive.Utf8("| a | b |\n|:--|---|\n| 1 | 2 |\n"), Archive.Utf8("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>"),
        Archive.Utf8("<svg><text>1</text><image href='data:image/png;base64,iVBORw0KGgo='/></svg>"),
        Archive.Utf8("""[{"a":1,"b":{"c":[{"d":2}]}},{"a":"\u00e9"}]"""), Archive.Utf8("{\"a\":1}\n{\"a\":2}\n"),
        Archive.Utf8("""{"cells":[{"cell_type":"code","source":["x"],"outputs":[{"data":{"text/html":"<table><tr><td>1</table>","image/png":"iVBORw0KGgo="}}]}],"metadata":{}}"""),
        Archive.Workbook("""<row r="1"><c r="A1"><v>1</v></c></row>"""), Archive.Zip(("a.csv", "a,b\n1,2\n"), ("word/document.xml", "<w:p xmlns:w='w'>x</w:p>")),
        Archive.Tar(TarEntryFormat.Pax, ("a.csv", "a,b\n1,2\n")), Archive.Gzip(Archive.Tar(TarEntryFormat.Gnu, ("a.csv", "a,b\n1,2\n"))),
        Archive.Utf8("{txt}  a {c |} b\n{hline 4}{c +}{hline 4}\n  1 {c |}{ralign 5:2}\n"),
    ];

    [Fact]
    public void No_bytes_of_any_name_make_it_throw() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<byte[]>().Zip(Gen.Elements(Extensions)).ToArbitrary(),
        input => ReadsAll(input.Item1, input.Item2)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(11, 1));

    [Fact]
    public void No_mutation_of_valid_files_makes_it_throw() => Prop.ForAll(
        Mutations().ToArbitrary(),
        input => ReadsAll(input.Bytes, input.Extension)).Check(Config.QuickThrowOnFailure.WithMaxTest(6000).WithReplay(12, 1));

    [Fact]
    public void Cells_written_come_back_with_line_and_column() => Prop.ForAll(
        Sheets().ToArbitrary(),
        sheet =>
        {
            var (text, places) = Write(sheet.Rows, sheet.Delimiter, sheet.LineEnd);
            var reader = new DocumentReader(new DocumentLimits());
            var table = reader.Read(text, new FileContext(sheet.Delimiter == '\t' ? ".tsv" : ".csv", OutputLabel.None), default)
                .Documents.OfType<TableDocument>().Single().Table;
            for (var row = 0; row < sheet.Rows.Length; row++)
            {
                for (var column = 0; column < sheet.Rows[row].Length; column++)
                {
                    var location = table.Locate(row, column, null);
                    if (!table.GetString(row, column).Equals(sheet.Rows[row][column].Trim(' ', '\t', '\r', '\n'), StringComparison.Ordinal)
                        || (location.Line, location.Column) != places[row][column]) return false;
                }
            }

            return table.RowCount == sheet.Rows.Length;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(13, 1));

    public static TheoryData<string, string> Endless => new()
    {
        { new string('a', 5_000_000), ".csv" },
        { new string(',', 5_000_000), ".csv" },
        { new string('"', 5_000_000), ".csv" },
        { string.Concat(Enumerable.Repeat("\"\"\"a,", 600_000)), ".csv" },
        { string.Join(',', Enumerable.Range(0, 10_000)) + "\n" + string.Join(',', Enumerable.Range(0, 10_000)), ".csv" },
        { string.Concat(Enumerable.Repeat("--+--\n", 500_000)), ".log" },
        { string.Concat(Enumerable.Repeat("-- --\nx\n", 300_000)), ".log" },
        { string.Concat(Enumerable.Repeat("  a 1\n", 300_000)), ".log" },
        { string.Concat(Enumerable.Repeat(" 1 x\n", 300_000)), ".log" },
        { string.Concat(Enumerable.Repeat("|--|\n", 300_000)), ".md" },
        { string.Concat(Enumerable.Repeat(" |\n", 300_000)) + "|--|", ".md" },
        { string.Concat(Enumerable.Repeat("{hline 500}", 300_000)), ".smcl" },
        { new string('{', 3_000_000), ".smcl" },
        { new string('[', 1_000_000), ".json" },
        { "{" + string.Concat(Enumerable.Repeat("\"a\":{", 100_000)), ".json" },
        { string.Concat(Enumerable.Repeat("<table>", 100_000)), ".html" },
        { "<table>" + string.Concat(Enumerable.Repeat("<b>", 300_000)), ".html" },
        { "<table><tr>" + string.Concat(Enumerable.Repeat("<td colspan=1000 rowspan=1000>xxxxxxxx", 20_000)), ".html" },
        { string.Concat(Enumerable.Repeat("<svg", 1_000_000)), ".svg" },
        { string.Concat(Enumerable.Repeat("<!--", 1_000_000)), ".svg" },
        { string.Concat(Enumerable.Repeat("data:a/b;base64,", 300_000)), ".html" },
    };

    [Theory]
    [MemberData(nameof(Endless))]
    public void Endless_lines_columns_and_nesting_end_and_stay_within_the_limits(string text, string extension)
    {
        var set = Reading.Read(text, extension, Limits, OutputLabel.Output);
        Assert.True(set.Tables().Sum(t => Enumerable.Range(0, t.Table.RowCount).Sum(t.Table.Width)) <= 2 * Limits.MaxCells);
        Assert.True(!set.Tables().Any(t => t.Table.Truncated) || set.Parts.Any(p => p.State == ReadState.Unread));
    }

    private static bool ReadsAll(byte[] bytes, string extension)
    {
        var set = Reading.Read(bytes, extension, Limits, OutputLabel.Output);
        foreach (var document in set.Tables())
        {
            var rows = Math.Min(document.Table.RowCount, 20);
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < Math.Min(document.Table.Width(row), 20); column++) _ = document.Table.Locate(row, column, null);
            }
        }

        return set.State == ReadState.Read || set.Reason is { Length: > 0 };
    }

    private static Gen<(byte[] Bytes, string Extension)> Mutations() =>
        from seed in Gen.Elements(Seeds)
        from extension in Gen.Elements(Extensions)
        from edits in (from at in Gen.Choose(0, 10_000) from value in Gen.Choose(0, 255) from kind in Gen.Choose(0, 3) select (at, value, kind)).ListOf()
        select (Mutate(seed, edits), extension);

    private static byte[] Mutate(byte[] seed, IEnumerable<(int At, int Value, int Kind)> edits)
    {
        var bytes = seed.ToList();
        foreach (var (at, value, kind) in edits.Take(8))
        {
            if (bytes.Count == 0) break;
            var index = at % bytes.Count;
            switch (kind)
            {
                case 0:
                    bytes[index] = (byte)value;
                    break;
                case 1:
                    bytes.Insert(index, (byte)value);
                    break;
                case 2:
                    bytes.RemoveRange(index, Math.Min(value, bytes.Count - index));
                    break;
                default:
                    bytes.InsertRange(index, [.. bytes.Take(Math.Min(bytes.Count, 200))]);
                    break;
            }
        }

        return [.. bytes];
    }

    private static Gen<(string[][] Rows, char Delimiter, string LineEnd)> Sheets() =>
        from delimiter in Gen.Elements(',', ';', '\t')
        from lineEnd in Gen.Elements("\n", "\r\n")
        from width in Gen.Choose(2, 6)
        from rows in Gen.Elements("a", "b c", "é", "1", "-2.5", "x\"y", "two\nlines", " pad ", "", ",", ";", "日本").ArrayOf(width).ArrayOf(Math.Min(width + 2, 7))
        select (Rows: (string[][])[[.. Enumerable.Range(0, width).Select(i => $"c{i}")], .. rows], delimiter, lineEnd);

    private static (byte[] Text, (int? Line, int? Column)[][] Places) Write(string[][] rows, char delimiter, string lineEnd)
    {
        var text = new StringBuilder();
        var places = rows.Select(r => new (int? Line, int? Column)[r.Length]).ToArray();
        int line = 1, lineStart = 0;
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < rows[row].Length; column++)
            {
                if (column > 0) text.Append(delimiter);
                places[row][column] = (line, text.Length - lineStart + 1);
                var cell = rows[row][column];
                var before = text.Length;
                text.Append(cell.AsSpan().ContainsAny("\",;\t\n") || cell.Length == 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell);
                var lineFeed = text.ToString(before, text.Length - before).LastIndexOf('\n');
                if (lineFeed < 0) continue;
                line++;
                lineStart = before + lineFeed + 1;
            }

            text.Append(lineEnd);
            line++;
            lineStart = text.Length;
        }

        return (Encoding.UTF8.GetBytes(text.ToString()), places);
    }
}
