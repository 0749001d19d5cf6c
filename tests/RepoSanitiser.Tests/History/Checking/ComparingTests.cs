using System.Text;
using RepoSanitiser.History.Checking;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Tests.History.Checking;

public sealed class ComparingTests : IDisposable
{
    private const string Table = "ward,n\nUpper,120\nLower,52\nKirk,177\nAbbots,33\n";
    private readonly TempFolder _folder = new();

    private static string Grown => Table.Replace("Lower,52", "Lower,54", StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_file_in_two_folders_of_a_check_is_compared()
    {
        Write("all/june/table1.csv", Table);
        var july = Write("all/july/table1.csv", Grown);
        var other = Write("all/june/table2.csv", Table.Replace("ward", "area", StringComparison.Ordinal));
        var finding = Assert.Single(CheckRunner.Check(_folder.File("all")).Findings);
        Assert.Equal("differencing", finding.Rule);
        Assert.Contains(finding.Paths[0], (string[])[july, _folder.File("all", "june", "table1.csv")]);
        Assert.DoesNotContain(other, finding.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_earlier_release_is_compared_with_by_the_names_of_its_files()
    {
        Write("first/tables/table1.csv", Table);
        Write("first/other/table1.csv", Table.Replace("52", "90", StringComparison.Ordinal));
        var second = Write("second/tables/table1.csv", Grown);
        var finding = Assert.Single(CheckRunner.Check(new CheckOptions { Against = _folder.File("first") }, _folder.File("second")).Findings);
        Assert.Equal(("differencing", second), (finding.Rule, finding.Paths[0]));
        Assert.Contains("first/tables/table1.csv", finding.Evidence, StringComparison.Ordinal);
        Assert.Empty(CheckRunner.Check(_folder.File("second")).Findings);
        Assert.Empty(CheckRunner.Check(new CheckOptions { Against = _folder.File("second") }, _folder.File("second")).Findings);
    }

    [Fact]
    public void A_group_and_its_part_are_told_by_their_names()
    {
        Write("release/rates_all.csv", "ward,n\nUpper,420\nLower,252\nKirk,177\nAbbots,133\n");
        var part = Write("release/rates_female.csv", "ward,n\nUpper,120\nLower,52\nKirk,174\nAbbots,33\n");
        var finding = Assert.Single(CheckRunner.Check(_folder.File("release")).Findings);
        Assert.Equal(("differencing", part, 4), (finding.Rule, finding.Paths[0], finding.Location.Cell!.Row));
    }

    [Theory]
    [InlineData("table1_female.csv", "table1.csv", true)]
    [InlineData("table1_female.csv", "table1_all.csv", true)]
    [InlineData("rates_female_80plus.csv", "rates_all.csv", true)]
    [InlineData("table1.csv", "table1_female.csv", false)]
    [InlineData("table1_all.csv", "table1_female.csv", false)]
    [InlineData("table1_male.csv", "table1_female.csv", false)]
    [InlineData("table2.csv", "table1.csv", false)]
    public void Names_say_which_file_is_a_part_of_which(string part, string whole, bool expected) => Assert.Equal(expected, FileNames.IsPartOf(part, whole));

    [Fact]
    public void A_release_that_can_not_be_read_makes_the_check_incomplete()
    {
        Write("second/table1.csv", Table);
        Write("first/x.csv", Table);
        File.CreateSymbolicLink(_folder.File("first", "table1.csv"), _folder.File("gone"));
        Assert.True(CheckRunner.Check(new CheckOptions { Against = _folder.File("first") }, _folder.File("second")).Coverage.Incomplete);
    }

    private string Write(string name, string content) => _folder.Write(name, Encoding.UTF8.GetBytes(content));
}
