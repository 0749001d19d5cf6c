using RepoSanitiser.Core;

namespace RepoSanitiser.Tests.Disclosure.Documents;

public class TextTableTests
{
    [Fact]
    public void Stata_one_way_table_in_a_log()
    {
        var set = Reading.Read(
            """
            . tab agegroup

               agegroup |      Freq.     Percent        Cum.
            ------------+-----------------------------------
                  18-39 |          5       10.00       10.00
                40 - 59 |         40       80.00       90.00
            ------------+-----------------------------------
                  Total |         50      100.00

            . exit
            """, ".log");
        var table = set.Table();
        Assert.Equal(["agegroup|Freq.|Percent|Cum.", "18-39|5|10.00|10.00", "40 - 59|40|80.00|90.00", "Total|50|100.00|"], table.Show());
        Assert.Equal(1, table.HeaderRows);
        Assert.Equal(new Location(5, 24, new CellLocation(2, 2, "Freq.")), table.Locate(1, 1, null));
        Assert.StartsWith(". tab agegroup", set.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Stata_two_way_table_has_two_header_rows()
    {
        var table = Reading.Read(
            """
                       |          sex
               imdband |    Female       Male |     Total
            -----------+----------------------+----------
                     1 |         3         12 |        15
                     2 |        20         22 |        42
            -----------+----------------------+----------
                 Total |        23         34 |        57
            """, ".txt").Table();
        Assert.Equal(2, table.HeaderRows);
        Assert.Equal(["imdband|Female|Male|Total", "1|3|12|15", "2|20|22|42", "Total|23|34|57"], table.Show()[1..]);
    }

    [Fact]
    public void Stata_regression_header_spans_columns()
    {
        var table = Reading.Read(
            """
            ------------------------------------------------------------------------------
                      _t | Haz. Ratio   Std. Err.      z    P>|z|     [95% Conf. Interval]
            -------------+----------------------------------------------------------------
                    male |   1.502345   .1234567     4.95   0.000     1.278901    1.764321
                     age |   1.045678   .0123456     3.79   0.000     1.021987    1.069876
            ------------------------------------------------------------------------------
            """, ".log").Table();
        Assert.Equal(7, table.ColumnCount);
        Assert.Equal("male|1.502345|.1234567|4.95|0.000|1.278901|1.764321", table.Show()[1]);
        Assert.StartsWith("_t|Haz. Ratio|Std. Err.|z|P>|z||", table.Show()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Stata_list_in_a_box()
    {
        var table = Reading.Read(
            """
                 +------------------------+
                 | region      sex      n |
                 |------------------------|
              1. | North         F      4 |
              2. | South East    M     12 |
                 +------------------------+
            """, ".log").Table();
        Assert.Equal(1, table.HeaderRows);
        Assert.Equal("4", table.GetString(1, table.Width(1) - 1));
        Assert.Equal("n", table.Header(table.Width(1) - 1));
    }

    [Fact]
    public void R_data_frame_print()
    {
        var table = Reading.Read(
            """
              ageband   sex    n pct_nonmiss
            1   18-39     F    4        0.10
            2   40-59     M   12        0.90
            3     60+  <NA>   NA          NA
            some prose that follows
            """, ".txt").Table();
        Assert.Equal(["|ageband|sex|n|pct_nonmiss", "1|18-39|F|4|0.10", "2|40-59|M|12|0.90", "3|60+|<NA>|NA|NA"], table.Show());
    }

    [Fact]
    public void Tibble_print_leaves_the_line_of_types_out()
    {
        var table = Reading.Read("# A tibble: 2 × 3\n  group     n   pct\n  <chr> <int> <dbl>\n1 a         4   0.1\n2 b        12   0.9\n", ".log").Table();
        Assert.Equal(["|group|n|pct", "1|a|4|0.1", "2|b|12|0.9"], table.Show());
    }

    [Fact]
    public void Pandas_print_behind_job_runner_timestamps()
    {
        const string stamp = "2021-02-03T04:05:06.123456789Z ";
        var table = Reading.Read($"{stamp}Starting\n{stamp}   region   n\n{stamp}0  North   4\n{stamp}1  Süden  12\n{stamp}Done\n", ".log").Table();
        Assert.Equal(["|region|n", "0|North|4", "1|Süden|12"], table.Show());
        Assert.Equal(new Location(4, 42, new CellLocation(3, 3, "n")), table.Locate(2, 2, null));
    }

    [Fact]
    public void Markdown_table_with_alignment_and_escaped_bar()
    {
        var table = Reading.Read("# Title\n\n| group | n |\n|:------|--:|\n| a\\|b | 4 |\n| c | |\n\nProse | not in it.\n", ".md").Table();
        Assert.Equal(["group|n", "a\\|b|4", "c|"], table.Show());
        Assert.Equal(1, table.HeaderRows);
    }

    [Fact]
    public void Database_print_and_simple_table_under_dashes()
    {
        Assert.Equal(["id|n", "a|4", "b|12"], Reading.Read(" id | n\n----+----\n a  |  4\n b  | 12\n(2 rows)\n", ".txt").Table().Show());
        Assert.Equal(["group|n", "a b|4", "c|12"], Reading.Read("group      n\n------  ----\na b        4\nc         12\n\ntext\n", ".txt").Table().Show());
    }

    [Fact]
    public void Tabs_written_by_hand_under_a_title()
    {
        var table = Reading.Read("Table 1\n\tn\t%\nMale\t4\t0.1\nFemale\t12\t0.9\n", ".txt").Table();
        Assert.Equal("n", table.Header(1));
        Assert.Equal("Male|4|0.1", table.Show()[2]);
    }

    [Fact]
    public void Smcl_is_shown_as_stata_shows_it()
    {
        var set = Reading.Read(
            """
            {smcl}
            {txt}   agegroup {c |}      Freq.
            {hline 12}{c +}{hline 11}
            {txt}      18-39 {c |}{res}          5
            {txt}      Total {c |}{res}         50
            """, ".smcl");
        var table = set.Table();
        Assert.Equal(["agegroup|Freq.", "18-39|5", "Total|50"], table.Show());
        Assert.Equal(4, table.Locate(1, 1, null).Line);
    }

    [Theory]
    [InlineData("  Some prose that is indented, with 12 in it,\n  and goes on with 5 and more of that\n  kind of thing.\n", ".txt")]
    [InlineData("import pandas as pd\n\n    x = 5\n    y = 6\n", ".txt")]
    [InlineData("  agegroup |  n\n-----------+----\n a | 4\n", ".py")]
    [InlineData("--------\nname: x\n--------\n", ".log")]
    public void No_table_where_there_is_none(string text, string extension) => Assert.Empty(Reading.Read(text, extension).Tables());
}
