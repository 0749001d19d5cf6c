using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Redaction;
using static RepoSanitiser.Tests.Disclosure.Redaction.Redacting;

namespace RepoSanitiser.Tests.Disclosure.Redaction;

/// <summary>A share of none or all of a group goes with the counts that say the same.</summary>
public sealed class WholeGroupsTests
{
    private const string Rows = "ward,died,population,percent\nAcre,301,1204,25.0\nBeck,87,87,100.0\nCove,0,60,0.0\nDale,70,140,50.0\n";

    [Theory]
    [InlineData(RedactionUnit.Cell)]
    [InlineData(RedactionUnit.Row)]
    public void The_count_of_nobody_or_everybody_goes_and_the_size_of_the_group_stays(RedactionUnit unit) => Assert.Equal(
        Rows.Replace("87,87,100.0", "[REDACTED],87,[REDACTED]", StringComparison.Ordinal).Replace("0,60,0.0", "[REDACTED],60,[REDACTED]", StringComparison.Ordinal),
        Redacted(Rows, ".csv", new RedactionOptions { Unit = unit }));

    [Fact]
    public void A_total_that_would_give_one_back_takes_another_row_with_it()
    {
        var table = Rows.Replace("Cove,0,60,0.0", "Cove,30,60,50.0", StringComparison.Ordinal) + "Total,488,1491,32.7\n";
        Assert.Equal(
            table.Replace("87,87,100.0", "[REDACTED],87,[REDACTED]", StringComparison.Ordinal).Replace("30,60,50.0", "[REDACTED],[REDACTED],[REDACTED]", StringComparison.Ordinal),
            Redacted(table, ".csv", Cells));
    }

    [Fact]
    public void Two_groups_hide_each_other_from_the_total()
    {
        var table = Rows + "Total,458,1491,30.7\n";
        Assert.Equal(
            table.Replace("87,87,100.0", "[REDACTED],87,[REDACTED]", StringComparison.Ordinal).Replace("0,60,0.0", "[REDACTED],60,[REDACTED]", StringComparison.Ordinal),
            Redacted(table, ".csv", Cells));
    }

    [Fact]
    public void A_table_with_too_few_rows_to_hide_one_loses_its_numbers() => Assert.Equal(
        "ward,died,population,percent\nBeck,[REDACTED],[REDACTED],[REDACTED]\nTotal,[REDACTED],[REDACTED],[REDACTED]\n",
        Redacted("ward,died,population,percent\nBeck,87,87,100.0\nTotal,87,87,100.0\n", ".csv", Cells));
}
