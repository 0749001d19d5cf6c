using System.Globalization;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Differencing;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Tests.Disclosure.Differencing;

public sealed class TableComparisonTests
{
    private const string Before = "ward,n,deaths\nUpper,120,21\nLower,52,13\nKirk,177,40\nAbbots,33,12\n";

    [Fact]
    public void A_count_that_has_grown_by_a_few_is_found_at_its_cell()
    {
        var hit = Assert.Single(Versions(Before.Replace("Lower,52", "Lower,54", StringComparison.Ordinal), Before));
        Assert.Equal(("differencing", Severity.Medium, 3, 2), (hit.Rule, hit.Severity, hit.Location.Cell!.Row, hit.Location.Cell.Column));
        Assert.DoesNotContain("54", hit.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_and_columns_are_aligned_by_their_names_and_not_by_their_places()
    {
        var hit = Assert.Single(Versions("Deaths,ward,n\n12,Abbots,33\n40,Kirk,177\n15,lower,52\n21,Upper,120\n", Before));
        Assert.Equal((4, 1), (hit.Location.Cell!.Row, hit.Location.Cell.Column));
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 0)]
    [InlineData(7, 0)]
    [InlineData(10, 0)]
    [InlineData(6, 3)]
    public void A_step_of_rounded_counts_gives_nothing_away(int step, int midpoint)
    {
        var random = new Random(step + midpoint);
        for (var i = 0; i < Scale.Of(40, 2000); i++)
        {
            var before = Enumerable.Range(0, random.Next(2, 12)).Select(_ => random.Next(4, 80) * step + midpoint).ToArray();
            var after = before.Select(c => c + (random.Next(3) - 1) * step).ToArray();
            Assert.Empty(Versions(Csv(after), Csv(before), "opensafely-2023"));
        }
    }

    [Fact]
    public void Unrounded_counts_that_differ_by_a_few_are_found_wherever_they_stand()
    {
        var random = new Random(9);
        for (var i = 0; i < Scale.Of(40, 2000); i++)
        {
            var before = Enumerable.Range(0, 8).Select(_ => (random.Next(10, 300) * 5) + 1).ToArray();
            var at = random.Next(before.Length);
            var after = before.ToArray();
            after[at] += random.Next(1, 6) * (random.Next(2) == 0 ? 1 : -1);
            var hit = Assert.Single(Versions(Csv(after), Csv(before)));
            Assert.Equal((at + 2, 2), (hit.Location.Cell!.Row, hit.Location.Cell.Column));
        }
    }

    [Fact]
    public void A_cell_that_is_left_out_here_and_shown_there_is_found_where_the_rest_is_the_same()
    {
        var redacted = Before.Replace("Lower,52", "Lower,[REDACTED]", StringComparison.Ordinal);
        var hit = Assert.Single(Versions(redacted, Before));
        Assert.Equal((3, 2), (hit.Location.Cell!.Row, hit.Location.Cell.Column));
        Assert.Empty(Versions(redacted.Replace("120", "320", StringComparison.Ordinal).Replace("177", "577", StringComparison.Ordinal).Replace("21", "61", StringComparison.Ordinal), Before));
    }

    [Fact]
    public void A_cell_that_is_shown_here_and_left_out_there_is_found_where_the_rest_is_the_same()
    {
        var redacted = Before.Replace("Lower,52", "Lower,[REDACTED]", StringComparison.Ordinal);
        var hit = Assert.Single(Versions(Before, redacted));
        Assert.Equal((3, 2), (hit.Location.Cell!.Row, hit.Location.Cell.Column));
        Assert.Contains("shown here and left out in other.csv", hit.Evidence, StringComparison.Ordinal);
        Assert.Empty(Versions(Before.Replace("Lower,52", "Lower,0", StringComparison.Ordinal), redacted));
        Assert.Empty(Versions(Before.Replace("120", "320", StringComparison.Ordinal).Replace("177", "577", StringComparison.Ordinal).Replace("21", "61", StringComparison.Ordinal), redacted));
    }

    [Fact]
    public void Numbers_of_another_day_are_of_low_severity()
    {
        var hits = Versions("ward,n,deaths\nUpper,220,61\nLower,54,43\nKirk,377,90\nAbbots,93,42\n", Before);
        Assert.Equal(Severity.Low, Assert.Single(hits).Severity);
    }

    [Theory]
    [InlineData("term,estimate,std.error\nward2,1.04,0.52\nward3,1.77,0.31\n", "term,estimate,std.error\nward2,1.02,0.52\nward3,1.75,0.31\n")]
    [InlineData("ward,imd\nUpper,1\nLower,3\nKirk,4\n", "ward,imd\nUpper,2\nLower,3\nKirk,4\n")]
    [InlineData("ward,n\nUpper,120\nLower,2\nKirk,177\nAbbots,33\n", "ward,n\nUpper,120\nLower,4\nKirk,177\nAbbots,33\n")]
    public void Estimates_codes_and_what_is_small_by_itself_are_no_differences(string here, string there) => Assert.Empty(Versions(here, there));

    [Fact]
    public void A_part_that_falls_short_of_the_whole_by_a_few_is_found()
    {
        var part = Before.Replace("Lower,52,13", "Lower,50,13", StringComparison.Ordinal);
        var hit = Assert.Single(Part(part, Before, isNamed: false));
        Assert.Equal((3, 2), (hit.Location.Cell!.Row, hit.Location.Cell.Column));
        Assert.Empty(Part(Before, part, isNamed: true));
    }

    [Fact]
    public void Two_groups_apart_are_no_whole_and_part()
    {
        Assert.Empty(Part("ward,n\nUpper,118\nLower,90\nKirk,170\nAbbots,30\n", "ward,n\nUpper,120\nLower,52\nKirk,177\nAbbots,33\n", isNamed: true));
        Assert.Empty(Part("ward,n\nUpper,18\nLower,20\nKirk,17\nAbbots,30\n", "ward,n\nUpper,120\nLower,52\nKirk,177\nAbbots,33\n", isNamed: false));
    }

    [Fact]
    public void Tables_of_one_file_are_paired_by_their_headers_whatever_their_order()
    {
        const string One = "| ward | n |\n|---|---|\n| Upper | 120 |\n| Lower | 52 |\n| Kirk | 177 |\n| Abbots | 33 |\n";
        const string Two = "| age | count |\n|---|---|\n| 20-40 | 310 |\n| 40-60 | 421 |\n| 60-80 | 230 |\n| over 80 | 77 |\n";
        var here = Files($"# Tables\n\n{Two.Replace("230", "233", StringComparison.Ordinal)}\n{One}", ".md");
        var there = Files($"# Tables\n\n{One}\n{Two}", ".md");
        var hit = Assert.Single(new TableComparison(PolicyCatalogue.Get("opensafely-2021")).Versions(FileTables.Of(here), FileTables.Of(there), "other", () => here));
        Assert.Equal(7, hit.Location.Line);
    }

    private static string Csv(int[] counts) =>
        "ward,n\n" + string.Concat(counts.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"Ward {(char)('A' + i)},{c}\n")));

    private static IReadOnlyList<RuleHit> Versions(string here, string there, string policy = "opensafely-2021")
    {
        var (mine, theirs) = (Files(here), Files(there));
        return new TableComparison(PolicyCatalogue.Get(policy)).Versions(FileTables.Of(mine), FileTables.Of(theirs), "other.csv", () => mine);
    }

    private static IReadOnlyList<RuleHit> Part(string part, string whole, bool isNamed)
    {
        var (mine, theirs) = (Files(part), Files(whole));
        return new TableComparison(PolicyCatalogue.Get("opensafely-2021")).Part(FileTables.Of(mine), FileTables.Of(theirs), isNamed, "other.csv", () => mine);
    }

    private static IReadOnlyList<TableDocument> Files(string text, string extension = ".csv") =>
        FileTables.Read(Encoding.UTF8.GetBytes(text), new FileContext(extension, OutputLabel.Output), CancellationToken.None);
}
