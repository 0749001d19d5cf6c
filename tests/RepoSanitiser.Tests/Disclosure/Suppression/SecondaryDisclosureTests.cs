using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Tests.Disclosure.Suppression;

public sealed class SecondaryDisclosureTests
{
    private static readonly ContentJudge Judge = new(PolicyCatalogue.Get(PolicyCatalogue.Default), new DocumentLimits());

    private static IReadOnlyList<RuleHit> HitsIn(string content, string extension = ".csv") =>
        [.. Judge.Judge(Encoding.UTF8.GetBytes(content), new FileContext(extension, OutputLabel.Output), CancellationToken.None).Hits
            .Where(h => h.Rule == RuleIds.SecondaryDisclosure)];

    private static string[] PlacesIn(string content, string extension = ".csv") =>
        [.. HitsIn(content, extension).Select(h => $"{h.Location.Cell!.Row},{h.Location.Cell.Column}")];

    [Fact]
    public void The_one_redacted_level_falls_to_the_total_of_its_column()
    {
        var hit = Assert.Single(HitsIn("region,n\nNorth,1204\nSouth,[REDACTED]\nEast,331\nTotal,1538\n"));

        Assert.Equal((Severity.High, Confidence.Medium), (hit.Severity, hit.Confidence));
        Assert.Equal(new Location(3, 7, new CellLocation(3, 2, "n")), hit.Location);
        Assert.Equal(
            "The mark in row 3, column 2 hides less than it says (exactly): rows 2 to 4 of column 2 (\"n\") add up to row 5.", hit.Evidence);
    }

    [Theory]
    [InlineData("[redacted]")]
    [InlineData("REDACTED")]
    [InlineData("<=5")]
    [InlineData("XXX")]
    [InlineData("SMALL N")]
    [InlineData("-")]
    [InlineData("NA")]
    [InlineData("")]
    public void Whatever_the_mark_looks_like(string mark) =>
        Assert.Equal(["3,2"], PlacesIn($"region,n,list\nNorth,1204,5210\nSouth,{mark},2113\nEast,331,1744\nWest,92,903\nTotal,1631,9970\n"));

    [Theory]
    [InlineData("-")]
    [InlineData("NA")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("\u2013")]
    [InlineData(".")]
    public void A_sign_that_may_mean_nothing_is_a_mark_where_the_total_leaves_something_for_it(string mark)
    {
        Assert.Equal(["2,2"], PlacesIn($"grp,n\nA,{mark}\nB,40\nC,60\nTotal,104\n"));
        Assert.Equal(["3,2"], PlacesIn($"grp,n\nTotal,104\nA,{mark}\nB,40\nC,60\n"));
        Assert.Equal(["2,3"], PlacesIn($"year,grp,n\n2019,A,{mark}\n2019,B,40\n2019,Total,44\n2020,A,31\n2020,B,22\n2020,Total,53\n"));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("NA")]
    [InlineData("*")]
    [InlineData("")]
    public void The_same_in_two_ways(string mark)
    {
        Assert.Equal(["2,2"], PlacesIn($"grp,female,male,total\nA,{mark},10,13\nB,20,30,50\nC,40,41,81\n"));
        Assert.Equal(["2,2"], PlacesIn($"grp,female,male,total\nA,{mark},10,13\nB,20,30,50\nTotal,23,40,63\n"));
        Assert.Equal(
            ["2,2", "2,3"],
            PlacesIn($"grp,female,male,total\nA,{mark},{mark},5\nB,{mark},{mark},70\nC,40,41,81\nTotal,72,84,156\n"));
    }

    [Theory]
    [InlineData("grp,n\nA,-\nB,40\nC,60\nTotal,100\n")]
    [InlineData("grp,n\nA,-\nB,40\nC,60\n")]
    [InlineData("grp,n\nSex,\nF,40\nM,60\nTotal,100\n")]
    [InlineData("grp,n\nA,-\nB,-\nC,60\nTotal,104\n")]
    [InlineData("grp,n\nA,-\nB,40\nC,60\nTotal,-\n")]
    [InlineData("characteristic,n\nTotal,100\nSex,\nF,40\nM,60\nAge,\nyoung,55\nold,45\n")]
    [InlineData("grp,n_midpoint6\nSex,\nF,2403\nM,2997\nTotal,5403\n")]
    public void A_sign_that_the_total_leaves_nothing_for_means_nothing(string content) => Assert.Empty(HitsIn(content));

    [Fact]
    public void No_evidence_tells_the_value_that_it_found()
    {
        var hits = HitsIn("region,n\nNorth,1204\nSouth,[REDACTED]\nEast,331\nTotal,1539\n");

        Assert.DoesNotContain("4", Assert.Single(hits).Evidence.Replace("rows 2 to 4", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("region,n\nNorth,1204\nSouth,[REDACTED]\nEast,[REDACTED]\nTotal,1538\n")]
    [InlineData("region,n\nNorth,1204\nSouth,[REDACTED]\nEast,331\nTotal,1738\n")]
    [InlineData("region,n\nNorth,1204\nSouth,[REDACTED]\nEast,331\n")]
    [InlineData("region,n\nNorth,1204\nSouth,[REDACTED]\nEast,331\nTotal,[REDACTED]\n")]
    [InlineData("region,n\nNorth,1204\nSouth,3\nEast,331\nTotal,1538\n")]
    [InlineData("term,estimate,std.error,n\nage,1.2,NA,120\nsex,0.4,0.1,[REDACTED]\n")]
    public void What_is_hidden_is_left_alone(string content) => Assert.Empty(HitsIn(content));

    [Fact]
    public void A_redacted_pair_that_shares_a_small_sum_is_narrower_than_it_claims() =>
        Assert.Equal(["3,2", "4,2"], PlacesIn("region,n\nNorth,1204\nSouth,[REDACTED]\nEast,[REDACTED]\nWest,331\nTotal,1538\n"));

    [Fact]
    public void A_two_way_table_is_solved_as_a_whole() => Assert.Equal(
        ["3,2", "3,3", "5,2", "5,3"],
        PlacesIn("ethnicity,female,male,total\nWhite,120,131,251\nBlack,[REDACTED],[REDACTED],5\nMixed,44,51,95\nOther,[REDACTED],[REDACTED],5\nTotal,170,186,356\n"));

    [Fact]
    public void Marks_on_the_totals_alone_say_no_more_than_their_parts() => Assert.Empty(
        HitsIn("ethnicity,female,male,total\nWhite,120,131,251\nBlack,[REDACTED],[REDACTED],[REDACTED]\nMixed,44,51,95\nOther,60,[REDACTED],[REDACTED]\nTotal,[REDACTED],257,500\n"));

    [Theory]
    [InlineData("group,events,person_days,rate_per_1000\nA,12,24000,0.5\nB,[REDACTED],8000,0.375\n", "3,2")]
    [InlineData("group,events,person_years,rate\nA,12,240,50.0\nB,[REDACTED],80,37.5\n", "3,2")]
    [InlineData("group,events,person_years,rate\nA,12,240,0.05\nB,[REDACTED],80,0.0375\n", "3,2")]
    [InlineData("group,events,person_years,rate per 1000\nA,120,24000,5.0\nB,[REDACTED],8000,0.4\n", "3,2")]
    public void One_row_that_shows_all_three_is_enough_for_the_other(string content, string place) => Assert.Equal([place], PlacesIn(content));

    [Fact]
    public void Events_fall_to_rate_and_person_time_of_their_row()
    {
        var hits = HitsIn("group,events,person_days,rate_per_1000\nA,12,24000,0.5\nB,30,40000,0.75\nC,[REDACTED],8000,0.375\nD,[REDACTED],90000,0.9\n");

        var hit = Assert.Single(hits);
        Assert.Equal((4, 2), (hit.Location.Cell!.Row, hit.Location.Cell.Column));
        Assert.Contains("person-time", hit.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_all_events_are_redacted_whole_products_tell() => Assert.Equal(
        ["2,2", "4,2"],
        PlacesIn("group,events,personTime,rate\nA,REDACTED,1543.25,0.001295966304876073\nB,REDACTED,2210.75,0.005880357344792491\nC,REDACTED,3021.5,0.0009928843289756743\n"));

    [Fact]
    public void A_group_of_levels_falls_to_what_the_other_groups_add_up_to() => Assert.Equal(
        ["9,3"],
        PlacesIn("variable,level,n\nsex,F,620\nsex,M,580\nregion,North,700\nregion,South,500\nage,18-39,600\nage,40-59,301\nage,60-79,296\nage,80+,[REDACTED]\n"));

    [Fact]
    public void Percentages_give_back_the_total_that_is_not_shown()
    {
        // 62.125 and 37.835 per cent are 6123 and 3729 of 9856 and of no other number: that leaves 4.
        var places = PlacesIn("level,n,pct\nA,6123,62.125\nB,3729,37.835\nC,[REDACTED],[REDACTED]\n");

        Assert.Equal(["4,2"], places);
    }

    [Fact]
    public void A_percentage_left_beside_its_redacted_count_gives_it_back() =>
        Assert.Equal(["4,2"], PlacesIn("level,n,denominator,pct\nA,61,980,6.22\nB,37,800,4.63\nC,[REDACTED],640,0.47\n"));

    [Fact]
    public void A_share_left_in_brackets_gives_its_redacted_count_back() =>
        Assert.Equal(["4,2"], PlacesIn("level,n (%)\nA,612 (61.2)\nB,385 (38.5)\nC,[REDACTED] (0.3)\nTotal,1000 (100.0)\n"));

    [Fact]
    public void What_one_table_of_a_file_marks_another_gives_away() => Assert.Equal(
        ["3,2"],
        PlacesIn(
            "<h1>By sex</h1><table><tr><th>region</th><th>Female</th><th>Male</th></tr><tr><td>North</td><td>120</td><td>131</td></tr>"
            + "<tr><td>South</td><td>[REDACTED]</td><td>90</td></tr><tr><td>West</td><td>33</td><td>55</td></tr></table>"
            + "<h1>Again</h1><table><tr><th>region</th><th>Female</th><th>Male</th></tr><tr><td>North</td><td>120</td><td>131</td></tr>"
            + "<tr><td>South</td><td>4</td><td>90</td></tr><tr><td>West</td><td>33</td><td>55</td></tr></table>",
            ".html"));

    [Fact]
    public void Subtotals_of_blocks_are_added_up_in_turn() => Assert.Equal(
        ["3,2"],
        PlacesIn("area,n\nA1,120\nA2,[REDACTED]\nA3,60\nTotal A,183\nB1,75\nB2,80\nTotal B,155\nTotal,338\n"));

    [Fact]
    public void Totals_over_one_key_hold_for_each_value_of_the_others() => Assert.Equal(
        ["3,3"],
        PlacesIn("year,sex,n\n2019,F,120\n2019,M,[REDACTED]\n2019,All,123\n2020,F,130\n2020,M,44\n2020,All,174\n"));

    [Fact]
    public void Rounded_counts_leave_room_for_what_was_redacted() => Assert.Empty(
        HitsIn("region,n\nNorth,1205\nSouth,[REDACTED]\nEast,330\nWest,45\nMidlands,120\nWales,75\nTotal,1775\n"));
}
