using RepoSanitiser.Disclosure.Suppression;
using RepoSanitiser.TestKit;
using Xunit.Abstractions;

namespace RepoSanitiser.Tests.Disclosure.Suppression;

/// <summary>What is no flow: subtotals on both sides of a table, two tables that share a margin, percentages of marked counts.</summary>
public sealed class LinkedSystemsTests(ITestOutputHelper output)
{
    private const int Threshold = 4;
    private const int Cap = 22;

    [Fact]
    public void What_is_ruled_out_in_nested_and_linked_tables_is_impossible_and_what_is_exact_is_all_there_is()
    {
        var dice = new Random(815);
        var (wanted, systems, marked, exact, recoverable, outer) = (Scale.Of(200, 3_000), 0, 0, 0, 0, 0);
        while (systems < wanted)
        {
            var system = dice.Next(3) switch
            {
                0 => Nested(dice),
                1 => SharedMargin(dice),
                _ => WithShares(dice),
            };
            if (system.Cells.Any(c => !c.IsMarked && c.Most > Cap) || SystemSearch.Feasible(system, Cap) is not { } feasible) continue;
            // Made-up counts may be larger than the search goes: nothing fits then.
            if (Enumerable.Range(0, system.Cells.Count).Any(c => system.Cells[c].IsMarked && feasible[c].Count == 0)) continue;
            systems++;
            var sets = FeasibleSets.Of(system, Threshold);
            Assert.True(sets.IsConsistent);
            foreach (var cell in Enumerable.Range(0, system.Cells.Count).Where(c => system.Cells[c].IsMarked))
            {
                marked++;
                var expected = feasible[cell].Where(v => v <= Threshold).ToList();
                var found = Enumerable.Range(0, Threshold + 1).Where(sets[cell].Has).ToList();
                Assert.Subset(found.ToHashSet(), expected.ToHashSet());
                if (sets.Recoverable.Contains(cell)) recoverable++;
                if (sets[cell].Exactness == Exactness.Outer) outer++;
                else Assert.Equal(expected, found);
                if (sets[cell].Exactness == Exactness.Exact) exact++;
            }
        }

        output.WriteLine($"{systems} systems, {marked} marked cells: {exact} exact, {outer} outer bounds, {recoverable} recoverable");
        Assert.True(exact > 0.9 * marked);
        Assert.True(recoverable > marked / 20);
    }

    [Fact]
    public void Percentages_of_two_marked_counts_give_both_away_where_few_numbers_fit()
    {
        // 28.6 % is 2 of 7, 4 of 14, 6 of 21 …: one, three and five are not among them.
        var relations = Relation.Share(0, 1, 28.6, 1, 100, null).Append(new Relation(RelationKind.Sum, [new Term(1, 1)], 1, 60));
        var sets = FeasibleSets.Of(new CountSystem([CountCell.Marked(), CountCell.Marked()], [.. relations]), 5);

        Assert.Equal([2, 4], Enumerable.Range(1, 5).Where(sets[0].Has));
        Assert.Equal([0], sets.Recoverable);
    }

    [Fact]
    public void A_redacted_cell_of_one_table_falls_to_the_margin_that_another_shows()
    {
        // Women by age, and women by region: the second table shows what the first one's redacted total is.
        CountCell[] cells = [CountCell.Marked(), CountCell.Shown(40), CountCell.Marked(), CountCell.Shown(30), CountCell.Shown(14)];
        var sets = FeasibleSets.Of(new CountSystem(cells, [Relation.Sum([0, 1], 2), Relation.Sum([3, 4], 2)]), 5);

        Assert.Equal([0], sets.Recoverable);
        Assert.Equal((4, 4), (sets[0].Least, sets[0].Most));
    }

    /// <summary>Two columns of three rows with a subtotal of the first two, row totals and column totals.</summary>
    private static CountSystem Nested(Random dice)
    {
        var builder = new Made(dice);
        int[,] cells = new int[5, 3];
        for (var r = 0; r < 5; r++)
        {
            for (var c = 0; c < 3; c++)
            {
                var parts = r switch { 2 => new[] { cells[0, c], cells[1, c] }, 4 => [cells[2, c], cells[3, c]], _ => [] };
                cells[r, c] = c == 2 ? builder.Sum(cells[r, 0], cells[r, 1]) : parts.Length > 0 ? builder.Sum(parts) : builder.Cell();
            }

            if (r is 2 or 4) builder.Tie([cells[r - 2, 2], cells[r - 1, 2]], cells[r, 2]);
        }

        builder.Bound(cells[4, 2]);
        return builder.Marked(share: 0.5, most: 7);
    }

    /// <summary>Two tables of two rows and columns whose row totals are the same.</summary>
    private static CountSystem SharedMargin(Random dice)
    {
        var builder = new Made(dice);
        var totals = new int[2];
        for (var r = 0; r < 2; r++)
        {
            var (a, b) = (builder.Cell(), builder.Cell());
            totals[r] = builder.Sum(a, b);
            builder.Split(totals[r]);
        }

        builder.Bound(builder.Sum(totals));
        return builder.Marked(share: 0.6, most: 7);
    }

    /// <summary>Two counts with their percentage of a total that may be marked too.</summary>
    private static CountSystem WithShares(Random dice)
    {
        var builder = new Made(dice);
        var cells = new[] { builder.Cell(), builder.Cell(), builder.Cell() };
        var total = builder.Sum(cells);
        builder.Bound(total);
        foreach (var cell in cells.Where(_ => dice.Next(3) > 0)) builder.Share(cell, total, dice.Next(2));
        return builder.Marked(share: 0.7, most: 6);
    }

    /// <summary>Made-up counts of which some are then marked.</summary>
    private sealed class Made(Random dice)
    {
        private readonly List<long> _values = [];
        private readonly List<Relation> _relations = [];

        public int Cell() => Add(dice.Next(3) == 0 ? dice.Next(0, 6) : dice.Next(1, 4));

        public int Sum(params int[] parts)
        {
            var total = Add(parts.Sum(p => _values[p]));
            Tie(parts, total);
            return total;
        }

        public void Tie(int[] parts, int total) => _relations.Add(Relation.Sum(parts, total));

        /// <summary>Three further cells that add up to one that is there.</summary>
        public void Split(int total)
        {
            var first = dice.NextInt64(_values[total] + 1);
            var second = dice.NextInt64(_values[total] - first + 1);
            Tie([Add(first), Add(second), Add(_values[total] - first - second)], total);
        }

        public void Share(int part, int total, int decimals)
        {
            if (_values[total] == 0) return;
            var shown = Math.Round(100.0 * _values[part] / _values[total], decimals);
            _relations.AddRange(Relation.Share(part, total, shown, decimals, 100, null));
        }

        /// <summary>Something says that a count goes no further than the search does.</summary>
        public void Bound(int cell) => _relations.Add(new Relation(RelationKind.Sum, [new Term(cell, 1)], 0, Cap));

        public CountSystem Marked(double share, int most)
        {
            var marked = Enumerable.Range(0, _values.Count).Where(c => _values[c] > 0 && dice.NextDouble() < share)
                .OrderBy(_ => dice.Next()).Take(most).ToHashSet();
            const int Printed = 9;
            var prints = dice.Next(4) == 0 && marked.All(m => _values[m] <= Printed);
            return new CountSystem([.. _values.Select(CountCell.Shown)], _relations).WithMarks(marked, CountCell.Marked(prints ? Printed : null));
        }

        private int Add(long value)
        {
            _values.Add(value);
            return _values.Count - 1;
        }
    }
}
