using FsCheck;
using FsCheck.Fluent;

namespace RepoSanitiser.Tests.Disclosure.Documents;

public class HtmlTableTests
{
    /// <summary>A comment in the markup hands the same table to the HTML parser.</summary>
    [Fact]
    public void The_reader_of_plain_tables_agrees_with_the_html_parser() => Prop.ForAll(
        Markup().ToArbitrary(),
        markup =>
        {
            var plain = Reading.Read($"<p>é<table>{markup}</table>", ".html");
            var parsed = Reading.Read($"<p>é<table>{markup}<!-- --></table>", ".html");
            return Shown(plain).Equals(Shown(parsed), StringComparison.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(14, 1));

    [Fact]
    public void A_table_within_a_table_is_one_of_its_own()
    {
        var set = Reading.Read("<table><tr><td>a<td><table><tr><td>b<td>4</table></table>", ".html");
        Assert.Equal(["a|b4"], set.Tables()[0].Table.Show());
        Assert.Equal(["b|4"], set.Tables()[1].Table.Show());
    }

    [Fact]
    public void A_value_stretched_over_columns_is_one_value() =>
        Assert.Equal(["a|4|", "b|1|2"], Reading.Read("<table><tr><td>a<td colspan=2>4<tr><td>b<td>1<td>2</table>", ".html").Table().Show());

    private static string Shown(RepoSanitiser.Disclosure.Documents.DocumentSet set) => string.Join(';', set.Tables().Select(t =>
        $"{t.Table.HeaderRows}:{string.Join('/', t.Table.Show())}@{string.Join(',', Enumerable.Range(0, t.Table.RowCount).Select(r => t.Table.Locate(r, 0, null).Column))}"));

    private static Gen<string> Markup() =>
        from head in Cells("th").Select(c => $"<thead><tr>{c}</tr></thead>")
        from hasHead in Gen.Elements(true, false)
        from rows in Cells("td").Select(c => $"<tr class=\"a>b\">{c}</tr>\n").ListOf()
        select (hasHead ? head : "") + "<tbody>" + string.Concat(rows) + "</tbody>";

    private static Gen<string> Cells(string element) =>
        (from kind in Gen.Elements(element, element, "th")
         from attributes in Gen.Elements("", "", "", " colspan=\"2\"", " rowspan=2", " style='x' colspan='3'")
         from content in Gen.Elements("4", " 12 ", "a &amp; b", "<b>x</b> y", "é", "", "<span class='c'>[REDACTED]</span>", "&lt;5", "two\nlines")
         select $"<{kind}{attributes}>{content}</{kind}>").ListOf().Select(string.Concat);
}
