using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Redaction;
using static RepoSanitiser.Tests.Disclosure.Redaction.Redacting;

namespace RepoSanitiser.Tests.Disclosure.Redaction;

public sealed class RoundingTests
{
    private const string Wards = "ward,n\nA,1204\nB,4\nC,\"1,463\"\nD,0\nE,86\nF,58\nG,91\n";

    [Fact]
    public void Counts_are_rounded_in_the_form_they_were_written_in() => Assert.Equal(
        "ward,n\nA,1205\nB,5\nC,\"1,465\"\nD,0\nE,85\nF,60\nG,90\n",
        Redacted(Wards, ".csv", new RedactionOptions { Method = RedactionMethod.Round, Base = 5 }));

    [Fact]
    public void Midpoints_of_six_leave_zero_alone() => Assert.Equal(
        "ward,n\nA,1203\nB,3\nC,\"1,461\"\nD,0\nE,87\nF,57\nG,93\n",
        Redacted(Wards, ".csv", new RedactionOptions { Method = RedactionMethod.Midpoint6 }));

    [Fact]
    public void A_policy_that_rounds_redacts_before() => Assert.Equal(
        "ward,n\nA,1205\nB,[REDACTED]\nC,\"1,465\"\nD,0\nE,85\nF,60\nG,90\n",
        Redacted(Wards, ".csv", new RedactionOptions { Method = RedactionMethod.Round }, "opensafely-2023"));

    [Fact]
    public void Totals_are_recomputed_on_request() => Assert.Equal(
        "ward,n\nA,1205\nB,5\nC,65\nD,85\nE,60\nF,90\nTotal,1510\n",
        Redacted(
            "ward,n\nA,1204\nB,4\nC,63\nD,86\nE,58\nF,91\nTotal,1506\n", ".csv",
            new RedactionOptions { Method = RedactionMethod.Round, Base = 5, RecomputeTotals = true }));

    [Theory]
    [InlineData(RedactionMethod.Midpoint6, "opensafely-2021")]
    [InlineData(RedactionMethod.Midpoint6, "midpoint6")]
    [InlineData(RedactionMethod.Round, "opensafely-2021")]
    [InlineData(RedactionMethod.Round, "opensafely-2023")]
    public void A_total_of_which_a_part_is_redacted_never_becomes_the_sum_of_the_rest(RedactionMethod method, string policy)
    {
        var redacted = Redacted("g,n\nA,20\nB,40\nC,3\nTotal,63\n", ".csv", new RedactionOptions { Method = method, RecomputeTotals = true }, policy);
        Assert.Contains("[REDACTED]", redacted, StringComparison.Ordinal);
        var total = redacted.TrimEnd('\n').Split('\n')[^1];
        Assert.True(total is "Total,[REDACTED]" or "Total,63" or "Total,65", total);
    }

    [Fact]
    public void A_total_across_of_which_a_part_is_redacted_never_becomes_the_sum_of_the_rest()
    {
        const string Table = "ward,women_n,men_n,total_n\nA,1204,1100,2304\nB,4,88,92\nC,463,412,875\nD,86,93,179\n";
        var lines = Redacted(Table, ".csv", new RedactionOptions { Method = RedactionMethod.Round, RecomputeTotals = true }, "opensafely-2023").Split('\n');
        var cells = lines[2].Split(',');
        Assert.Contains("[REDACTED]", cells);
        Assert.True(cells[3] is "[REDACTED]" or "90" or "95", lines[2]);
    }

    [Theory]
    [InlineData("opensafely-2023")]
    [InlineData("midpoint6")]
    public void A_table_goes_as_a_whole_under_a_policy_that_rounds_too(string policy) => Assert.Equal(
        "g,n,pct\nA,[REDACTED],[REDACTED]\nB,[REDACTED],[REDACTED]\nC,[REDACTED],[REDACTED]\nD,[REDACTED],[REDACTED]\n",
        Redacted("g,n,pct\nA,1204,70\nB,4,0.2\nC,463,27\nD,52,3\n", ".csv", new RedactionOptions { Unit = RedactionUnit.Table }, policy));

    [Theory]
    [InlineData("26,763 (98.23%)", "26,765 ([REDACTED])")]
    [InlineData("4,026,763 (98.2%)", "4,026,765 (98.2%)")]
    [InlineData("0 (0.0%)", "0 (0.0%)")]
    [InlineData("158 (12%)", "160 (12%)")]
    [InlineData("58 (12%)", "60 ([REDACTED])")]
    [InlineData("58", "60")]
    [InlineData("58.0", "60.0")]
    public void A_share_stays_only_where_it_says_no_more_than_the_count(string cell, string rounded) => Assert.Contains(
        $"\nX,\"{rounded}\"\n",
        Redacted(
            $"ward,n\nA,1204\nB,4\nC,1463\nD,52\nE,86\nF,58\nG,91\nX,\"{cell}\"\n", ".csv", new RedactionOptions { Method = RedactionMethod.Round, Base = 5 }),
        StringComparison.Ordinal);
}
