using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RepoSanitiser.Disclosure.Redaction;
using RepoSanitiser.TestKit;
using RepoSanitiser.Tests.Disclosure.Documents;
using static RepoSanitiser.Tests.Disclosure.Redaction.Redacting;

namespace RepoSanitiser.Tests.Disclosure.Redaction;

public sealed class HostileRedactionTests
{
    private static readonly string[] Extensions =
    [
        ".csv", ".tsv", ".txt", ".log", ".smcl", ".md", ".html", ".svg", ".json", ".ndjson", ".ipynb", ".xlsx", ".xls", ".docx", ".zip", ".svgz", ".css", "?", "",
    ];

    private static readonly byte[][] Seeds =
    [
        Archive.Utf8("ward,\"n\"\"x\",n\r\nA,1204,4\r\n\"B\nC\",7,\"3\"\r\nD;\"\"\"4\"\"\",2\n"), Archive.Utf8("  a |   n\n----+----\n  x | 4\n  y | 1204\n"),
        Archive.Utf8("| a | n |\n|:--|---|\n| x | 4 |\n| y \\| z | 1204 |\n"), Archive.Utf8("<table><tr><td rowspan=2>n<td>n<tr><td title='4'>4<tr><td>120<table><tr><td>n<tr><td>4</table></table>"),
        Archive.Utf8("<svg width='4'><text>NHS number 943 476 5919</text><image href='data:text/csv;base64,bixuCjEyMCw0Cg=='/></svg>"),
        Archive.Utf8("""[{"ward":"A","n":1204,"x":{"n":[{"n":2}]}},{"ward":"\u00e9\"","n":4},{"n":NaN}]"""), Archive.Utf8("{\"ward\":\"a\",\"n\":1}\n{\"ward\":\"b\",\"n\":120}\n"),
        Archive.Utf8("""{"cells":[{"cell_type":"code","source":["x"],"outputs":[{"data":{"text/html":["<table><tr><th>ward<th>n<tr>","<td>\u00e9\ud83d\ude00<td>4</table>"],"text/plain":"4","image/png":"iVBORw0KGgo="}},{"traceback":["\u001b[31mn","  n","a  4"]}]}],"metadata":{"n":1}}"""),
        Archive.Workbook("""<row r="1"><c t="inlineStr"><is><t>ward</t></is></c><c t="inlineStr"><is><t>n</t></is></c></row><row><c t="inlineStr"><is><t>A</t></is></c><c><v>4</v></c></row><row><c/><c><v>1204</v></c></row>"""),
        Archive.Zip(("a.csv", "ward,n\nA,4\nB,1204\n"), ("word/document.xml", "<w:p xmlns:w='w'>x</w:p>")),
        Archive.Zip(("word/document.xml", "<w:d xmlns:w='w'><w:tbl><w:tr><w:tc>ward</w:tc><w:tc>n</w:tc></w:tr><w:tr><w:tc>A &#65;</w:tc><w:tc><![CDATA[4]]></w:tc></w:tr><w:tr><w:tc/><w:tc>120</w:tc></w:tr></w:tbl></w:d>")),
        Archive.Gzip("<svg><text>NHS number 943 476 5919</text></svg>"), Archive.Utf8("{txt}  ward {c |}  n\n{hline 7}{c +}{hline 4}\n  a {c |}{ralign 5:2}\n  b {c |}{res}   {bf:4}\n"),
        Archive.Utf8("patient_id,sex\n1,F\n2,M\n3,F\n4,M\n5,F\n6,M\n"), [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("ward\tn\nA\t4\nB\t1204\n")],
    ];

    private static readonly RedactionOptions[] Options =
    [
        new(), new() { Unit = RepoSanitiser.Disclosure.Policies.RedactionUnit.Cell, ReplaceFigures = true }, new() { Method = RedactionMethod.Round, RecomputeTotals = true },
        new() { Method = RedactionMethod.Remove }, new() { Method = RedactionMethod.Midpoint6 },
    ];

    [Fact]
    public void Whatever_the_bytes_the_result_is_clean_or_there_is_none() => Prop.ForAll(
        Mutations().ToArbitrary(),
        input => Holds(input.Bytes, input.Extension, input.Options)).Check(Config.QuickThrowOnFailure.WithMaxTest(Scale.Of(1500, 20_000)).WithReplay(41, 1));

    [Fact]
    public void A_table_of_ten_thousand_columns_is_redacted()
    {
        var header = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"n_{i}"));
        var row = string.Join(',', Enumerable.Range(0, 10_000).Select(i => i % 1000 == 7 ? "4" : $"{(i * 37) + 20}"));
        var redacted = Redacted($"ward,{header}\nA,{row}\nB,{row.Replace("4,", "14,", StringComparison.Ordinal)}\n", ".csv");
        Assert.Equal(10_001, redacted.Split('\n')[1].Split(',').Length);
        Assert.Contains("[REDACTED]", redacted, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_table_of_small_counts_is_redacted_in_full()
    {
        var rows = Enumerable.Range(0, 4500).Select(i => $"practice {i},{(i * 7919 % 5) + 1},{(i * 37) + 20}\n");
        var redacted = Redacted("practice,n,registered\n" + string.Concat(rows), ".csv", Cells);
        Assert.Equal(4500, redacted.Split('\n').Count(l => l.Contains("[REDACTED]", StringComparison.Ordinal)));
    }

    private static bool Holds(byte[] content, string extension, RedactionOptions options)
    {
        var result = Redact(content, extension, options);
        if (result.State is not (RedactionState.Redacted or RedactionState.Doubtful)) return result.Content.Span.SequenceEqual(content);
        return Hits(result.Content, extension).Count == 0 && result.Places.Count > 0
            && Redact(result.Content.ToArray(), extension, options).State == RedactionState.Unchanged;
    }

    private static Gen<(byte[] Bytes, string Extension, RedactionOptions Options)> Mutations() =>
        from seed in Gen.Elements(Seeds)
        from extension in Gen.Elements(Extensions)
        from options in Gen.Elements(Options)
        from cuts in Gen.Choose(0, 3)
        from places in Gen.ArrayOf(Gen.Choose(0, 1 << 20), 3)
        from values in Gen.ArrayOf(Gen.Choose(0, 255), 3)
        select (Mutate(seed, cuts, places, values), extension, options);

    private static byte[] Mutate(byte[] seed, int cuts, int[] places, int[] values)
    {
        var bytes = seed.ToList();
        for (var i = 0; i < cuts; i++)
        {
            var at = places[i] % bytes.Count;
            if (values[i] % 3 == 0) bytes.RemoveAt(at);
            else if (values[i] % 3 == 1) bytes.Insert(at, (byte)values[i]);
            else bytes[at] = (byte)values[i];
            if (bytes.Count == 0) bytes.Add(0);
        }

        return [.. bytes];
    }
}
