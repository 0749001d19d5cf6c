using System.Text;
using RepoSanitiser.Disclosure.Redaction;
using static RepoSanitiser.Tests.Disclosure.Redaction.Redacting;

namespace RepoSanitiser.Tests.Disclosure.Redaction;

/// <summary>What stands beside a table of a page and says again what went from it.</summary>
public sealed class RepeatedValuesTests
{
    private const string Table = "<table><tr><th>ward<th>patients<tr><td>Acre<td>1204<tr><td>Beck<td>4<tr><td>Cove<td>87</table>";
    private const string TableAfter = "<table><tr><th>ward<th>patients<tr><td>Acre<td>1204<tr><td>Beck<td>[REDACTED]<tr><td>Cove<td>87</table>";

    [Theory]
    [InlineData("<p>In <b>Beck</b>, 4 came late.</p>", "<p>In <b>Beck</b>, [REDACTED] came late.</p>")]
    [InlineData("<p>All came. Of these 4&nbsp;patients one was late.</p>", "<p>All came. Of these [REDACTED]&nbsp;patients one was late.</p>")]
    [InlineData("<!-- Beck: 4 -->", "<!-- Beck: [REDACTED] -->")]
    [InlineData("<img alt='Beck (4)' width='4'>", "<img alt='Beck ([REDACTED])' width='4'>")]
    [InlineData("<script>draw({\"ward\":[\"Acre\",\"Beck\"],\"n\":[1204,4],\"size\":4})</script>", "<script>draw({\"ward\":[\"Acre\",\"Beck\"],\"n\":[1204,\"[REDACTED]\"],\"size\":4})</script>")]
    [InlineData("<script>var d = [{ward: 'Beck', n: 4, m: \"4\"}, {ward: 'Cove', n: 4}];</script>", "<script>var d = [{ward: 'Beck', n: \"[REDACTED]\", m: \"[REDACTED]\"}, {ward: 'Cove', n: 4}];</script>")]
    [InlineData("<script>var d = {Acre: 1204, \"Beck\": 4, size: 4};</script>", "<script>var d = {Acre: 1204, \"Beck\": \"[REDACTED]\", size: 4};</script>")]
    [InlineData("<script>tip(\"Beck<br>n: 4\");</script>", "<script>tip(\"Beck<br>n: [REDACTED]\");</script>")]
    public void A_number_that_is_named_goes_with_the_cell(string beside, string after) => Assert.Equal(after + TableAfter, Redacted(beside + Table, ".html", Cells));

    [Theory]
    [InlineData("<h2>4 Results</h2><p>See table 4.</p><p>Updated on 2021-04-04, version 1.4.</p>")]
    [InlineData("<div>In&nbsp;[4]:</div><div class='highlight'><pre>n['Beck'] = <span>4</span></pre></div><pre class='r'><code>n[\"Beck\"] < 4</code></pre>")]
    [InlineData("<script>if (a === 4) pad(4, 'Cove'); // Beck 4</script><style>p { margin: 4px }</style>")]
    [InlineData("<script>var unrelated = [{ward: 'Cove', n: 4}];</script>")]
    [InlineData("<p width='4' data-level='4'>Nothing.</p><!--[if lt IE 4]><![endif]-->")]
    public void A_number_that_is_of_something_else_stays(string beside) => Assert.Equal(beside + TableAfter, Redacted(beside + Table, ".html", Cells));

    [Theory]
    [InlineData("<p>Some came late,</p>\n<p>4 in all.</p>", 2)]
    [InlineData("<!-- left out: 4 -->", 1)]
    public void A_number_that_nothing_names_is_a_doubt_and_the_file_is_not_called_redacted(string beside, int line)
    {
        var result = Redact(beside + Table, ".html", Cells);
        Assert.Equal(RedactionState.Doubtful, result.State);
        Assert.Equal(beside + TableAfter, Encoding.UTF8.GetString(result.Content.Span));
        Assert.Equal(line, Assert.Single(result.Doubts).Line);
        Assert.Contains($"line {line}", result.Reason, StringComparison.Ordinal);
        Assert.Equal(RedactionState.Unchanged, Redact(result.Content.ToArray(), ".html", Cells).State);
    }

    [Fact]
    public void A_number_that_no_chance_repeats_goes_wherever_it_is_said() => Assert.Equal(
        "<p>A further [REDACTED] came.</p><table><tr><th>ward<th>n<tr><td>Acre<td>[REDACTED]<tr><td>Beck<td>[REDACTED]<tr><td>Total<td>2441</table>",
        Redacted("<p>A further 2,437 came.</p><table><tr><th>ward<th>n<tr><td>Acre<td>2437<tr><td>Beck<td>4<tr><td>Total<td>2441</table>", ".html", Cells));

    [Fact]
    public void A_script_in_which_the_number_has_no_certain_place_is_refused()
    {
        var result = Redact("<script>draw([{\"name\":\"Beck\",\"points\":[{\"y\":4}],\"x\":1}])</script>\n" + Table, ".html", Cells);
        Assert.Equal(RedactionState.Refused, result.State);
        Assert.Contains("A script in line 1", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_in_which_the_number_has_no_certain_place_is_replaced_whole() => Assert.Equal(
        "<script>Plotly.newPlot(\"d\", [{\"name\":\"[REDACTED]\"}], {});</script>" + TableAfter,
        Redacted("<script>Plotly.newPlot(\"d\", [{\"name\":\"Beck\",\"y\":[[4]],\"x\":[[1]]}], {});</script>" + Table, ".html", Cells));

    [Fact]
    public void A_count_that_is_rounded_in_the_table_is_rounded_beside_it() => Assert.Contains(
        "<p>In Cove, 85 came.</p>",
        Redacted("<p>In Cove, 87 came.</p><table><tr><th>ward<th>n<tr><td>Acre<td>1204<tr><td>Beck<td>4<tr><td>Cove<td>87</table>", ".html", new RedactionOptions { Method = RedactionMethod.Round, Base = 5 }),
        StringComparison.Ordinal);
}
