using RepoSanitiser.Disclosure.Suppression;
using RepoSanitiser.TestKit;
using Xunit.Abstractions;

namespace RepoSanitiser.Tests.Disclosure.Suppression;

public sealed class FeasibleSetsTests(ITestOutputHelper output)
{
    private const int Threshold = 5;

    [Fact]
    public void A_single_redacted_cell_falls_to_its_total()
    {
        var sets = FeasibleSets.Of(OneWay(CountCell.Marked(), 120, 48, total: 171), Threshold);

        Assert.Equal([0], sets.Recoverable);
        Assert.Equal((3, 3, Exactness.Exact), (sets[0].Least, sets[0].Most, sets[0].Exactness));
        Assert.Equal([0], sets.Because(0));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(6, false)]
    [InlineData(5, true)]
    [InlineData(2, true)]
    public void Two_redacted_cells_hide_each_other_only_where_their_sum_is_large_enough(int sum, bool recoverable)
    {
        var sets = FeasibleSets.Of(OneWay(CountCell.Marked(), CountCell.Marked(), CountCell.Shown(48), CountCell.Shown(48 + sum)), Threshold);

        Assert.Equal(recoverable ? [0, 1] : [], sets.Recoverable);
    }

    [Fact]
    public void A_complementary_cell_that_is_zero_protects_nothing()
    {
        // The reader knows that zeros are kept: the second mark is at least one, and the sum leaves one value to each.
        var sets = FeasibleSets.Of(OneWay(CountCell.Marked(), CountCell.Marked(), CountCell.Shown(48), CountCell.Shown(50)), Threshold);

        Assert.Equal([0, 1], sets.Recoverable);
        Assert.All([0, 1], c => Assert.True(sets[c].IsSingle));
    }

    [Fact]
    public void Where_zeros_are_marked_too_the_set_has_to_cover_zero()
    {
        var zero = CountCell.Marked(zeroIsMarked: true);

        Assert.Empty(FeasibleSets.Of(OneWay(zero, zero, CountCell.Shown(48), CountCell.Shown(53)), Threshold).Recoverable);
        Assert.Equal([0, 1], FeasibleSets.Of(OneWay(zero, zero, CountCell.Shown(48), CountCell.Shown(52)), Threshold).Recoverable);
    }

    [Fact]
    public void A_large_cell_that_its_total_gives_back_was_never_small() =>
        Assert.Empty(FeasibleSets.Of(OneWay(CountCell.Marked(), 120, 48, total: 200), Threshold).Recoverable);

    [Fact]
    public void A_mark_that_prints_its_bound_claims_no_more_than_that()
    {
        var upTo3 = CountCell.Marked(printedMost: 3);

        Assert.Empty(FeasibleSets.Of(OneWay(upTo3, upTo3, CountCell.Shown(10), CountCell.Shown(14)), Threshold).Recoverable);
        Assert.Equal([0, 1], FeasibleSets.Of(OneWay(upTo3, upTo3, CountCell.Shown(10), CountCell.Shown(15)), Threshold).Recoverable);
    }

    [Fact]
    public void A_total_rounded_to_five_hides_less_than_five_values_of_the_rest()
    {
        // 120 + 48 + x rounds to 170: x is 0 to 4, and at least 1 because it is marked.
        var sets = FeasibleSets.Of(OneWay(CountCell.Marked(), CountCell.Shown(120), CountCell.Shown(48), CountCell.Rounded(168, 172)), Threshold);

        Assert.Equal((1, 4), (sets[0].Least, sets[0].Most));
        Assert.Equal([0], sets.Recoverable);
    }

    [Fact]
    public void Cells_that_no_relation_ties_to_anything_give_nothing_away() =>
        Assert.Empty(FeasibleSets.Of(new CountSystem([CountCell.Marked(), CountCell.Shown(3)], []), Threshold).Recoverable);

    [Fact]
    public void What_does_not_add_up_says_nothing()
    {
        var sets = FeasibleSets.Of(OneWay(CountCell.Marked(), 120, 48, total: 100), Threshold);

        Assert.False(sets.IsConsistent);
        Assert.Empty(sets.Recoverable);
    }

    [Fact]
    public void Two_by_two_marks_that_each_line_hides_fall_to_the_table_as_a_whole()
    {
        // Rows hide 2 + 3 and 9 + 1, columns 2 + 9 and 3 + 1: each line leaves the corner a 1, all of them together do not.
        var table = new TwoWayTable(new long[,] { { 2, 3, 40 }, { 9, 1, 41 }, { 50, 51, 52 } });
        foreach (var cell in new[] { 0, 1, 3, 4 }) table.Shown[cell] = CountCell.Marked();
        var sets = FeasibleSets.Of(table.System, Threshold, reach: 1000);

        Assert.Equal((2, 4), (sets[table.Inner(0, 0)].Least, sets[table.Inner(0, 0)].Most));
        Assert.Equal((7, 9), (sets[table.Inner(1, 0)].Least, sets[table.Inner(1, 0)].Most));
    }

    [Fact]
    public void A_percentage_of_a_shown_denominator_bounds_its_count()
    {
        var relations = Relation.Share(numerator: 0, denominator: 1, shown: 1.7, decimals: 1, scale: 100, statedBy: null);
        var sets = FeasibleSets.Of(new CountSystem([CountCell.Marked(), CountCell.Shown(240)], [.. relations]), Threshold);

        Assert.Equal((4, 4), (sets[0].Least, sets[0].Most));
        Assert.Equal([0], sets.Recoverable);
    }

    [Fact]
    public void A_coarse_percentage_of_a_large_denominator_gives_nothing_away()
    {
        var relations = Relation.Share(numerator: 0, denominator: 1, shown: 0, decimals: 0, scale: 100, statedBy: null);

        Assert.Empty(FeasibleSets.Of(new CountSystem([CountCell.Marked(), CountCell.Shown(24_000)], [.. relations]), Threshold).Recoverable);
    }

    [Fact]
    public void A_share_printed_to_all_its_digits_gives_both_counts_away()
    {
        // 3/7 to sixteen digits, with a denominator that is itself marked but below 13.
        var relations = Relation.Share(0, 1, 3d / 7, 16, 1, null).Append(new Relation(RelationKind.Sum, [new Term(1, 1)], 1, 12));
        var sets = FeasibleSets.Of(new CountSystem([CountCell.Marked(), CountCell.Marked()], [.. relations]), Threshold);

        Assert.Equal([0], sets.Recoverable);
        Assert.Equal((3, 3), (sets[0].Least, sets[0].Most));
        Assert.Equal((7, 7), (sets[1].Least, sets[1].Most));
    }

    [Fact]
    public void No_recoverable_cell_of_a_two_way_table_is_missed_and_none_is_claimed_that_is_not()
    {
        var dice = new Random(TwoWayTable.Seed);
        var (tables, cells, recoverable, marked) = (0, 0, 0, 0);
        var wanted = Scale.Of(500, 10_000);
        while (tables < wanted)
        {
            var table = TwoWayTable.Planted(dice, Threshold);
            if (IntegerSearch.Feasible(table, Threshold) is not { } expected) continue;
            tables++;
            var sets = FeasibleSets.Of(table.System, Threshold, reach: 100_000);
            Assert.True(sets.IsConsistent);
            foreach (var cell in table.Marked)
            {
                marked++;
                Assert.Equal(Exactness.Exact, sets[cell].Exactness);
                Assert.Equal(expected[cell].Where(v => v <= Threshold), Enumerable.Range(0, Threshold + 1).Where(sets[cell].Has));
                var falls = IntegerSearch.IsRecoverable(table, cell, expected[cell], Threshold);
                Assert.Equal(falls, sets.Recoverable.Contains(cell));
                if (falls) recoverable++;
                if (sets[cell].Most < 1000) Assert.Equal((expected[cell].Min, expected[cell].Max), (sets[cell].Least, sets[cell].Most));
                cells++;
            }
        }

        output.WriteLine($"{tables} tables, {marked} marked cells, {recoverable} recoverable, all as the integer search has them");
        Assert.InRange(recoverable, marked / 10, marked * 9 / 10);
    }

    private static CountSystem OneWay(CountCell first, long second, long third, long total) =>
        OneWay(first, CountCell.Shown(second), CountCell.Shown(third), CountCell.Shown(total));

    private static CountSystem OneWay(CountCell first, CountCell second, CountCell third, CountCell total) =>
        new([first, second, third, total], [Relation.Sum([0, 1, 2], 3)]);
}
