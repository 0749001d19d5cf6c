using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Drawing;

namespace RepoSanitiser.Tests.Disclosure.Drawing;

public sealed class TableSketchTests
{
    private const string Csv = "ward,admissions,deaths\nUpper,1204,55\nLower,873,3\nKirk,1771,61\nAbbots,333,20\nNether,909,41\n";

    [Fact]
    public void The_row_with_the_finding_stands_between_its_neighbours_with_the_cell_marked()
    {
        var sketch = TableSketch.Of(Table(Csv), new HashSet<(int, int)> { (2, 2) }, showValues: true, 6);
        Assert.Equal([0, 2, 3, 4, -1], sketch.Select(r => r.Row));
        Assert.Equal(["ward", "admissions", "deaths"], sketch[0].Cells.Select(c => c.Text));
        Assert.Equal(new SketchCell("3", true), sketch[2].Cells[2]);
        Assert.Equal(1, sketch.Sum(r => r.Cells.Count(c => c.IsMarked)));
    }

    [Fact]
    public void No_value_is_shown_unless_it_was_asked_for()
    {
        var shown = string.Join(' ', TableSketch.Of(Table(Csv), new HashSet<(int, int)> { (2, 2) }, showValues: false, 6).Skip(1).SelectMany(r => r.Cells).Select(c => c.Text));
        Assert.DoesNotContain("Lower", shown, StringComparison.Ordinal);
        Assert.DoesNotMatch("[0-8]", shown);
    }

    [Fact]
    public void A_header_that_may_hold_an_identifier_is_hidden()
    {
        var table = Table("ward,n 9434765919,jo@example.org\nUpper,120,44\nLower,3,7\n");
        var shown = string.Join(' ', TableSketch.Of(table, new HashSet<(int, int)> { (2, 1) }, showValues: false, 6)[0].Cells.Select(c => c.Text));
        Assert.DoesNotContain("9434765919", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("@", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wide_table_is_cut_down_to_the_columns_that_matter()
    {
        var header = string.Join(',', Enumerable.Range(0, 200).Select(i => $"c{i}"));
        var row = string.Join(',', Enumerable.Range(0, 200).Select(i => $"{i + 10}"));
        var sketch = TableSketch.Of(Table($"{header}\n{row}\n{row}\n"), new HashSet<(int, int)> { (1, 150) }, showValues: true, 6);
        Assert.Equal("c0", sketch[0].Cells[0].Text);
        Assert.Contains(sketch[0].Cells, c => c.Text == "c150");
        Assert.InRange(sketch[0].Cells.Count, 2, 8);
    }

    private static Table Table(string csv) => new DocumentReader(new DocumentLimits())
        .Read(Encoding.UTF8.GetBytes(csv), new FileContext(".csv", OutputLabel.Output), CancellationToken.None).Documents.OfType<TableDocument>().Single().Table;
}
