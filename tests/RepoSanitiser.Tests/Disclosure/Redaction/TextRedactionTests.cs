using System.Text;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Redaction;
using static RepoSanitiser.Tests.Disclosure.Redaction.Redacting;

namespace RepoSanitiser.Tests.Disclosure.Redaction;

public sealed class TextRedactionTests
{
    [Fact]
    public void Clean_content_stays_as_it_is()
    {
        var result = Redact("region,n\nNorth,120\nSouth,0\n", ".csv");
        Assert.Equal(RedactionState.Unchanged, result.State);
        Assert.Equal("region,n\nNorth,120\nSouth,0\n", Encoding.UTF8.GetString(result.Content.Span));
    }

    [Fact]
    public void A_cell_takes_the_mark_and_nothing_else_changes() => Assert.Equal(
        "\uFEFFregion;n;rate\r\n\"North; east\" ;1204;3.1\r\nSouth; \"[REDACTED]\" ;0.2\r\n\r\nEast;87;1\r\n",
        Redacted("\uFEFFregion;n;rate\r\n\"North; east\" ;1204;3.1\r\nSouth; \"4\" ;0.2\r\n\r\nEast;87;1\r\n", ".csv", Cells));

    [Fact]
    public void A_row_goes_with_the_next_smallest_because_the_total_would_give_one_back() => Assert.Equal(
        "ward,n,pct\nA,1204,72.0\nB,[REDACTED],[REDACTED]\nC,[REDACTED],[REDACTED]\nD,0,0.0\nTotal,1673,100.0\n",
        Redacted("ward,n,pct\nA,1204,72.0\nB,4,0.2\nC,465,27.8\nD,0,0.0\nTotal,1673,100.0\n", ".csv", new RedactionOptions { Unit = RedactionUnit.Row }));

    [Fact]
    public void Zeros_of_a_row_stay_also_in_a_column_of_nothing_but_zeros() => Assert.Equal(
        "ward,male,female,unknown\nA,120,130,0\nB,[REDACTED],[REDACTED],0\nC,[REDACTED],[REDACTED],0\n",
        Redacted("ward,male,female,unknown\nA,120,130,0\nB,4,20,0\nC,65,70,0\n", ".csv", new RedactionOptions { Unit = RedactionUnit.Row }));

    [Fact]
    public void Flags_that_name_a_group_stay_with_its_other_names() => Assert.Equal(
        "asthma,diabetes,stroke,n\n0,0,0,81285\n1,0,0,[REDACTED]\n0,1,0,4853\n1,1,0,[REDACTED]\n0,0,1,611\n",
        Redacted("asthma,diabetes,stroke,n\n0,0,0,81285\n1,0,0,13\n0,1,0,4853\n1,1,0,4\n0,0,1,611\n", ".csv", new RedactionOptions { Unit = RedactionUnit.Row }));

    [Fact]
    public void A_mark_that_its_own_row_gives_back_costs_that_row_and_not_the_table()
    {
        const string Table = "group,persontime,events,rate\nA,8132098,1300,.00015986034\nB,1788967,58,.000032420943\nC,84723,,.000059015852\nD,856412,74,.00008640701\n";
        Assert.Equal(
            Table.Replace("C,84723,,.000059015852", "C,[REDACTED],,[REDACTED]", StringComparison.Ordinal), Redacted(Table, ".csv", new RedactionOptions { Unit = RedactionUnit.Row }));
        Assert.Equal(Table.Replace(".000059015852", "[REDACTED]", StringComparison.Ordinal), Redacted(Table, ".csv", Cells));
    }

    [Fact]
    public void A_table_goes_as_a_whole_but_its_names_stay() => Assert.Equal(
        "ward,n,pct\nA,[REDACTED],[REDACTED]\nB,[REDACTED],[REDACTED]\nTotal,[REDACTED],[REDACTED]\n",
        Redacted("ward,n,pct\nA,1204,99.7\nB,4,0.3\nTotal,1208,100.0\n", ".csv", new RedactionOptions { Unit = RedactionUnit.Table }));

    [Fact]
    public void A_quote_within_a_quoted_cell_does_not_shift_the_edit() => Assert.Equal(
        "ward,n\n\"the \"\"old\"\" ward\",[REDACTED]\nB,\"[REDACTED]\"\nC,1204\n",
        Redacted("ward,n\n\"the \"\"old\"\" ward\",4\nB,\"3\"\nC,1204\n", ".csv", Cells));

    [Fact]
    public void Columns_of_text_stay_aligned_where_there_are_blanks_to_take() => Assert.Equal(
        "         ward |      Freq.     Percent\n--------------+-----------------------\n     Skipwith |      1,204       99.67\n" +
        "       Harden | [REDACTED]  [REDACTED]\n--------------+-----------------------\n",
        Redacted(
            "         ward |      Freq.     Percent\n--------------+-----------------------\n     Skipwith |      1,204       99.67\n" +
            "       Harden |          4        0.33\n--------------+-----------------------\n",
            ".log", Cells));

    [Fact]
    public void Columns_that_have_to_move_are_said()
    {
        var result = Redact("    ward    n pct\n1      A 1204  99\n2 Bexley    4   1\n", ".txt", Cells);
        Assert.Equal("    ward    n pct\n1      A 1204  99\n2 Bexley [REDACTED] 1\n", Encoding.UTF8.GetString(result.Content.Span));
        Assert.Contains("moved", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_markdown_table_keeps_its_bars() => Assert.Equal(
        "| ward | n          |\n|------|-----------:|\n| A    |       1204 |\n| B    | [REDACTED] |\n",
        Redacted("| ward | n          |\n|------|-----------:|\n| A    |       1204 |\n| B    |          4 |\n", ".md", Cells));

    [Fact]
    public void Elements_in_an_html_cell_stay_and_attributes_that_repeat_the_value_go() => Assert.Equal(
        "<p>Wards</p><table><tr><th>ward<th>n<tr><td>A<td>1204<tr><td>B<td data-order=\"[REDACTED]\" class=\"4\"><b>[REDACTED]</b></table>",
        Redacted("<p>Wards</p><table><tr><th>ward<th>n<tr><td>A<td>1204<tr><td>B<td data-order=\"4.0\" class=\"4\"><b>4</b></table>", ".html", Cells));

    [Fact]
    public void The_data_of_an_interactive_figure_go_as_a_whole() => Assert.Equal(
        "<script>Plotly.newPlot(\"d\", [{\"name\":\"[REDACTED]\"}], {});</script>",
        Redacted(
            "<script>Plotly.newPlot(\"d\", [{\"data\":[{\"ward\":\"A\",\"n\":1204},{\"ward\":\"B\",\"n\":4}],\"text\":\"4 of B\"}], {});</script>", ".html", Cells));

    [Fact]
    public void A_number_in_json_becomes_a_string() => Assert.Equal(
        "[{\"ward\":\"A\", \"n\": 1204},\n {\"ward\":\"B\", \"n\": \"[REDACTED]\"}]",
        Redacted("[{\"ward\":\"A\", \"n\": 1204},\n {\"ward\":\"B\", \"n\": 4}]", ".json", Cells));

    [Fact]
    public void A_value_a_line_of_json_is_redacted_in_its_line() => Assert.Equal(
        "{\"ward\":\"A\",\"n\":1204}\n{\"ward\":\"B\",\"n\":\"[REDACTED]\"}\n",
        Redacted("{\"ward\":\"A\",\"n\":1204}\n{\"ward\":\"B\",\"n\":4}\n", ".ndjson", Cells));

    [Fact]
    public void A_stata_log_keeps_its_directives() => Assert.Equal(
        "{smcl}\n{txt}      ward {c |}      Freq.\n{hline 11}{c +}{hline 11}\n{txt}         A {c |}{res}      1,204\n{txt}         B {c |}{res} [REDACTED]\n",
        Redacted(
            "{smcl}\n{txt}      ward {c |}      Freq.\n{hline 11}{c +}{hline 11}\n{txt}         A {c |}{res}      1,204\n{txt}         B {c |}{res}          4\n",
            ".smcl", Cells));

    [Fact]
    public void An_identifier_in_prose_takes_the_mark() => Assert.Equal(
        "Linkage failed for NHS number [REDACTED], left out.\n",
        Redacted("Linkage failed for NHS number 943 476 5919, left out.\n", ".txt"));

    [Fact]
    public void An_identifier_that_is_a_number_in_json_leaves_json() => Assert.Equal(
        "{\"note\":\"nhs number\",\"x\":\"[REDACTED]\"}",
        Redacted("{\"note\":\"nhs number\",\"x\":9434765919}", ".json"));

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("latin1")]
    public void Text_stays_in_its_encoding(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] content = [.. encoding.Preamble, .. encoding.GetBytes("région,n\nCôte,1204\nMâcon,4\nÉtal,87\n")];
        var result = Redact(content, ".csv", Cells);
        Assert.Equal(
            (byte[])[.. encoding.Preamble, .. encoding.GetBytes("région,n\nCôte,1204\nMâcon,[REDACTED]\nÉtal,87\n")], result.Content.ToArray());
    }

    [Fact]
    public void A_table_of_persons_keeps_its_headers_alone()
    {
        var rows = string.Concat(Enumerable.Range(0, 12).Select(i => $"{70001 + i},F,{30 + i}\n"));
        var redacted = Redacted("patient_id,sex,age\n" + rows, ".csv");
        Assert.Equal("patient_id,sex,age\n" + string.Concat(Enumerable.Repeat("[REDACTED],[REDACTED],[REDACTED]\n", 12)), redacted);
    }

    [Theory]
    [InlineData("patient_id,sex,age", "70001,F,34\n70002,M,51\n70003,F,29\n")]
    [InlineData("nhs_number,sex,age", "9434765919,F,34\n4010232137,M,51\n")]
    [InlineData("date_of_birth,sex,hospital", "1961-03-04,F,Acre\n1987-11-30,M,Beck\n1990-01-17,F,Cove\n")]
    public void A_table_of_few_persons_keeps_its_headers_alone_too(string header, string rows) => Assert.Equal(
        header + "\n" + string.Concat(Enumerable.Repeat("[REDACTED],[REDACTED],[REDACTED]\n", rows.Count(c => c == '\n'))),
        Redacted(header + "\n" + rows, ".csv"));

    [Fact]
    public void Counts_by_day_of_birth_are_about_groups() => Assert.Equal(
        "date_of_birth,n\n[REDACTED],340\n[REDACTED],512\n[REDACTED],290\n",
        Redacted("date_of_birth,n\n1961-03-04,340\n1987-11-30,512\n1990-01-17,290\n", ".csv"));

    [Fact]
    public void Why_each_cell_went_is_said_without_its_value()
    {
        var result = Redact("ward,n\nA,1204\nB,4\nC,465\n", ".csv");
        Assert.Equal([(3, 2), (4, 2)], result.Places.Select(p => (p.Location.Cell!.Row, p.Location.Cell.Column)));
        Assert.All(result.Places, p => Assert.DoesNotContain("465", p.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_no_redaction_makes_fit_is_refused_with_the_way_out()
    {
        var result = Redact("n\n" + string.Concat(Enumerable.Range(0, 6000).Select(i => $"{i * 100 + 17}\n")), ".csv");
        Assert.Equal(RedactionState.Refused, result.State);
        Assert.Contains("Aggregate", result.Reason, StringComparison.Ordinal);
    }
}
