using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Tests.Disclosure.Understanding;

public sealed class UnderstoodTableTests
{
    private static UnderstoodTable Of(string csv)
    {
        var set = new DocumentReader(new DocumentLimits()).Read(Encoding.UTF8.GetBytes(csv), new FileContext(".csv", OutputLabel.Output), CancellationToken.None);
        return new UnderstoodTable(Assert.Single(set.Documents.OfType<TableDocument>()).Table, null);
    }

    [Theory]
    [InlineData("n", ColumnRole.Count)]
    [InlineData("No. of events", ColumnRole.Count)]
    [InlineData("posPC_n", ColumnRole.Count)]
    [InlineData("Black_total", ColumnRole.Denominator)]
    [InlineData("population", ColumnRole.Denominator)]
    [InlineData("n at risk", ColumnRole.Denominator)]
    [InlineData("Vaccinated over last 7d (%)", ColumnRole.Percentage)]
    [InlineData("pct_nonmiss", ColumnRole.Percentage)]
    [InlineData("rate_per_1000", ColumnRole.Rate)]
    [InlineData("rate per 1000 person years", ColumnRole.Rate)]
    [InlineData("personTime", ColumnRole.PersonTime)]
    [InlineData("person_days", ColumnRole.PersonTime)]
    [InlineData("mean_age", ColumnRole.Mean)]
    [InlineData("Std. Dev.", ColumnRole.Spread)]
    [InlineData("p0", ColumnRole.Minimum)]
    [InlineData("max_bmi", ColumnRole.Maximum)]
    [InlineData("median", ColumnRole.Median)]
    [InlineData("conf.low", ColumnRole.Estimate)]
    [InlineData("Any vaccine_HR", ColumnRole.Estimate)]
    [InlineData("p.value", ColumnRole.Estimate)]
    [InlineData("imd_quintile", ColumnRole.Category)]
    [InlineData("snomed_code", ColumnRole.Code)]
    [InlineData("n_unique", ColumnRole.Unknown)]
    [InlineData("var_nlevels", ColumnRole.Unknown)]
    public void A_header_says_what_its_numbers_are(string header, ColumnRole expected)
    {
        var table = Of($"group,\"{header}\"\nA,12\nB,40\nC,31\n");

        Assert.Equal(expected, table.Role(1));
        Assert.Equal(Confidence.High, table.Confidence(1));
    }

    [Fact]
    public void Values_decide_where_a_header_names_a_group()
    {
        var table = Of("region,Female,started,share\nNorth,1204,2020-03-01,12.4%\nSouth,340,2020-03-02,9.1%\nEast,77,2020-03-03,8.2%\n");

        Assert.Equal([ColumnRole.Category, ColumnRole.Count, ColumnRole.Date, ColumnRole.Percentage], Enumerable.Range(0, 4).Select(table.Role));
        Assert.Equal(Confidence.Medium, table.Confidence(1));
    }

    [Fact]
    public void Small_numbers_of_groups_are_counts_where_they_add_up_to_a_total() => Assert.Equal(
        [ColumnRole.Category, ColumnRole.Count, ColumnRole.Count, ColumnRole.Denominator],
        Enumerable.Range(0, 4).Select(Of("imd,Female,Male,Total\nleast,3,12,15\nmore,2,9,11\nmost,4,7,11\n").Role));

    [Theory]
    [InlineData(",region,n\n1,North,1204\n2,South,340\n3,East,77\n4,West,80\n", 0, ColumnRole.Code)]
    [InlineData("prescriptions,n\n1,1204\n2,340\n4,77\n", 0, ColumnRole.Unknown)]
    [InlineData("year,n\n2019,1204\n2020,340\n", 0, ColumnRole.Date)]
    [InlineData("region,Exposed (%)\nNorth,\"1,204 (40.1%)\"\nSouth,340 (11.3%)\n", 1, ColumnRole.Count)]
    [InlineData("region,Exposed\nNorth,40.1% (1204)\nSouth,11.3% (340)\n", 1, ColumnRole.Count)]
    [InlineData("region,HR (CI)\nNorth,0.89 (0.72-1.08)\nSouth,1.20 (1.10-1.31)\n", 1, ColumnRole.Estimate)]
    public void Traps_are_told_from_counts(string csv, int column, ColumnRole expected) => Assert.Equal(expected, Of(csv).Role(column));

    [Theory]
    [InlineData("1204", ReadingKind.Number, 1204, 0)]
    [InlineData("\"1,204\"", ReadingKind.Number, 1204, 0)]
    [InlineData("-0.250", ReadingKind.Number, -0.25, 3)]
    [InlineData("3.4%", ReadingKind.Number, 3.4, 1)]
    [InlineData(".1234", ReadingKind.Number, 0.1234, 4)]
    [InlineData("5.78e-05", ReadingKind.Number, 0.0000578, 7)]
    [InlineData("1e3", ReadingKind.Number, 1000, 0)]
    [InlineData("abc", ReadingKind.Text, double.NaN, 0)]
    [InlineData("0.89 (0.72-1.08)", ReadingKind.Text, double.NaN, 0)]
    [InlineData("<0.001", ReadingKind.Text, double.NaN, 0)]
    [InlineData("Immunosuppressed", ReadingKind.Text, double.NaN, 0)]
    public void A_number_is_read_with_the_digits_it_shows(string cell, ReadingKind kind, double value, int decimals)
    {
        var reading = Of($"a,b\n{cell},x\n").Read(1, 0);

        Assert.Equal(kind, reading.Kind);
        Assert.Equal((value, decimals), (reading.Value, reading.Decimals));
    }

    [Theory]
    [InlineData("12 (3.4%)", 12, 3.4, 1)]
    [InlineData("\"1,012 (3.40)\"", 1012, 3.4, 2)]
    [InlineData("12 [3%]", 12, 3, 0)]
    [InlineData("3.4% (12)", 12, 3.4, 1)]
    public void A_count_is_read_with_its_share(string cell, double count, double share, int decimals)
    {
        var reading = Of($"a,b\n{cell},x\n").Read(1, 0);

        Assert.Equal((ReadingKind.CountWithShare, count, share, decimals), (reading.Kind, reading.Value, reading.Share, reading.ShareDecimals));
    }

    [Theory]
    [InlineData("[REDACTED]", null)]
    [InlineData("[redacted]", null)]
    [InlineData("*REDACTED*", null)]
    [InlineData("/*REDACTED*/", null)]
    [InlineData("REDACTED (<5)", 4)]
    [InlineData("[<=5]", 5)]
    [InlineData("<8", 7)]
    [InlineData("< 6", 5)]
    [InlineData("\u22645", 5)]
    [InlineData("&lt;6", 5)]
    [InlineData("&lt;=7", 7)]
    [InlineData("n<=5", 5)]
    [InlineData("fewer than 5", 4)]
    [InlineData("7 or fewer", 7)]
    [InlineData("SMALL N", null)]
    [InlineData("XXX", null)]
    [InlineData("suppressed", null)]
    [InlineData(". ( .)", null)]
    [InlineData("[REDACTED] (<9.9%)", null)]
    [InlineData("[c]", null)]
    public void Marks_are_read_in_the_forms_people_use(string cell, int? max)
    {
        var reading = Of($"a,b\n\"{cell}\",x\n").Read(1, 0);

        Assert.Equal((ReadingKind.Mark, max), (reading.Kind, reading.MarkMax));
    }

    [Fact]
    public void A_share_behind_a_mark_is_kept()
    {
        var reading = Of("a,b\n[REDACTED] (3.4%),x\n").Read(1, 0);

        Assert.Equal((ReadingKind.Mark, 3.4, 1), (reading.Kind, reading.Share, reading.ShareDecimals));
    }

    [Theory]
    [InlineData("NA")]
    [InlineData("-")]
    [InlineData("\u2013")]
    [InlineData("")]
    [InlineData("*")]
    public void What_may_be_missing_is_a_mark_among_counts_that_were_cleared(string sign)
    {
        Assert.Equal(ReadingKind.Mark, Of($"region,n,pct\nNorth,1204,40\nSouth,{sign},3\nEast,77,9\n").Read(2, 1).Kind);
        Assert.Equal(ReadingKind.Empty, Of($"region,n,pct\nNorth,1204,40\nSouth,{sign},3\nEast,2,9\n").Read(2, 1).Kind);
        Assert.Equal(ReadingKind.Empty, Of($"term,estimate,std.error,n\nNorth,1.2,.3,100\nSouth,{sign},3,100\nEast,2,9,100\n").Read(2, 1).Kind);
    }

    [Fact]
    public void A_column_named_redacted_says_which_blanks_are_marks()
    {
        var table = Of("level,n,pct,redacted\nA,1204,40,FALSE\nB,NA,NA,TRUE\nC,NA,NA,FALSE\n");

        Assert.Equal([ReadingKind.Number, ReadingKind.Mark, ReadingKind.Empty], Enumerable.Range(1, 3).Select(row => table.Read(row, 1).Kind));
        Assert.Equal(ReadingKind.Mark, table.Read(2, 2).Kind);
    }

    [Theory]
    [InlineData("n", "35,70,105,21,14,28", 7, false)]
    [InlineData("n", "35,70,105,20,15,25", 5, false)]
    [InlineData("n", "30,70,100,20,10,250", 10, false)]
    [InlineData("n", "33,9,15,21,3,3", 6, true)]
    [InlineData("n_midpoint6", "33,9", 6, true)]
    [InlineData("n_rounded7", "35,14", 7, false)]
    public void The_base_of_rounding_is_told_by_all_values_or_by_the_name(string header, string counts, int expected, bool midpoint) =>
        Assert.Equal(new Rounding(expected, midpoint), Of($"g,{header}\n" + string.Concat(counts.Split(',').Select(c => $"x,{c}\n"))).Rounding(1));

    [Theory]
    [InlineData("n", "35,70,105")]
    [InlineData("n", "35,70,105,20,15,26")]
    [InlineData("n_midpoint6", "33,10")]
    public void A_few_counts_or_one_that_does_not_fit_prove_no_rounding(string header, string counts) =>
        Assert.Null(Of($"g,{header}\n" + string.Concat(counts.Split(',').Select(c => $"x,{c}\n"))).RoundingBase(1));

    [Fact]
    public void Output_of_models_is_told_by_its_headers()
    {
        Assert.True(Of("term,estimate,std.error,p.value\na,1,2,0.3\n").IsModelOutput);
        Assert.False(Of("region,n,pct\na,1,2\n").IsModelOutput);
    }

    [Fact]
    public void Ragged_rows_and_empty_tables_are_read_without_failing()
    {
        var table = Of("a,n\nx,1,2,3\ny\n\nz,4\n");

        for (var row = 0; row < table.Table.RowCount; row++)
        {
            for (var column = 0; column < table.ColumnCount; column++) _ = (table.Read(row, column), table.Role(column), table.Rounding(column));
        }

        Assert.Equal(ReadingKind.Empty, table.Read(2, 1).Kind);
    }
}
