using RepoSanitiser.Disclosure.Suppression;
using RepoSanitiser.TestKit;
using Xunit.Abstractions;

namespace RepoSanitiser.Tests.Disclosure.Suppression;

public sealed class CellSuppressorTests(ITestOutputHelper output)
{
    private const int Threshold = 5;

    [Fact]
    public void One_small_cell_of_a_column_takes_one_other_with_it()
    {
        var table = new TwoWayTable(new long[,] { { 3 }, { 120 }, { 48 } }) { HasRowTotals = false, HasGrandTotal = false };

        var choice = CellSuppressor.Choose(TaskOf(table));

        Assert.Equal(2, choice.Units.Count);
        Assert.Empty(choice.Unprotected);
    }

    [Fact]
    public void A_zero_is_never_taken_to_protect_another()
    {
        var table = new TwoWayTable(new long[,] { { 3, 0, 40 }, { 0, 50, 60 }, { 20, 30, 10 } });

        var cells = CellsOf(TaskOf(table), CellSuppressor.Choose(TaskOf(table)));

        Assert.DoesNotContain(cells, c => table.Values[c] == 0);
        Assert.Equal(4, cells.Count);
    }

    [Fact]
    public void A_table_too_small_to_hide_anything_loses_its_totals_too()
    {
        var table = new TwoWayTable(new long[,] { { 1, 1 }, { 2, 1 } });

        Assert.Empty(CellSuppressor.Choose(TaskOf(table)).Unprotected);
    }

    [Fact]
    public void Where_the_rest_may_not_be_touched_what_stays_recoverable_is_said()
    {
        var system = new CountSystem([CountCell.Shown(3), CountCell.Shown(120), CountCell.Shown(123)], [Relation.Sum([0, 1], 2)]);

        var choice = CellSuppressor.Choose(new SuppressionTask
        {
            System = system, Threshold = Threshold, Units = [new SuppressionUnit([0])], Primary = new HashSet<int> { 0 },
        });

        Assert.Equal([0], choice.Unprotected);
    }

    [Fact]
    public void No_cell_of_a_suppressed_table_can_be_recovered()
    {
        var dice = new Random(TwoWayTable.Seed);
        var (tables, primary, chosen) = (Scale.Of(500, 10_000), 0, 0);
        for (var i = 0; i < tables; i++)
        {
            var table = TwoWayTable.Planted(dice, Threshold).Unmarked();
            var task = TaskOf(table);
            var choice = CellSuppressor.Choose(task);
            Assert.Empty(choice.Unprotected);
            Assert.Superset(task.Primary.ToHashSet(), choice.Units.ToHashSet());
            var cells = CellsOf(task, choice);
            var after = FeasibleSets.Of(table.System.WithMarks(cells, CountCell.Marked()), Threshold, reach: 100_000);
            Assert.True(after.IsConsistent);
            Assert.Empty(after.Recoverable);
            Assert.All(cells, c => Assert.InRange(table.Values[c], after[c].Least, after[c].Most));
            primary += task.Primary.Count;
            chosen += choice.Units.Count;
        }

        output.WriteLine($"{tables} tables: {primary} small cells, {chosen} redacted, none recoverable");
    }

    [Fact]
    public void The_integer_search_recovers_nothing_from_suppressed_tables_either()
    {
        var dice = new Random(33);
        var (wanted, tables) = (Scale.Of(150, 2_000), 0);
        while (tables < wanted)
        {
            var table = TwoWayTable.Random(dice, 3, 3, 9);
            var cells = CellsOf(TaskOf(table), CellSuppressor.Choose(TaskOf(table)));
            foreach (var cell in cells) table.Shown[cell] = CountCell.Marked();
            if (IntegerSearch.Feasible(table, Threshold) is not { } feasible) continue;
            tables++;
            Assert.All(cells, c => Assert.False(IntegerSearch.IsRecoverable(table, c, feasible[c], Threshold)));
        }
    }

    [Fact]
    public void On_average_at_most_a_quarter_more_cells_are_redacted_than_in_the_optimum()
    {
        var dice = new Random(4711);
        var (wanted, tables, optimum, chosen, furtherOptimum, further) = (Scale.Of(100, 1_000), 0, 0, 0, 0, 0);
        var (ratios, worst) = (0d, 0d);
        while (tables < wanted)
        {
            var table = TwoWayTable.Random(dice, 4, 4, 40);
            var task = TaskOf(table);
            if (task.Primary.Count == 0 || Optimum(table, task) is not { } best) continue;
            var found = CellSuppressor.Choose(task).Units.Count;
            tables++;
            optimum += best;
            chosen += found;
            furtherOptimum += best - task.Primary.Count;
            further += found - task.Primary.Count;
            ratios += (double)found / best;
            worst = Math.Max(worst, (double)found / best);
            Assert.True(found >= best);
        }

        output.WriteLine(
            $"{tables} tables: {chosen} cells redacted, {optimum} in the optimum; mean ratio {ratios / tables:F3}, worst {worst:F2}; "
            + $"further cells alone {further} to {furtherOptimum}, {(double)further / Math.Max(1, furtherOptimum):F3}");
        Assert.True(ratios / tables <= 1.25);
        Assert.True(further <= 1.25 * furtherOptimum);
    }

    /// <summary>The fewest cells that leave nothing recoverable, by trying all sets of cells from the smallest up; null where there
    /// are too many sets to try.</summary>
    private static int? Optimum(TwoWayTable table, SuppressionTask task)
    {
        var others = Enumerable.Range(0, task.Units.Count).Where(u => !task.Primary.Contains(u)).ToArray();
        var tries = 60_000;
        for (var size = 0; size <= others.Length; size++)
        {
            if (IsSafeWith(table, task, others, [.. task.Primary], size, 0, ref tries)) return task.Primary.Count + size;
            if (tries <= 0) return null;
        }

        return null;
    }

    private static bool IsSafeWith(TwoWayTable table, SuppressionTask task, int[] others, HashSet<int> units, int size, int from, ref int tries)
    {
        if (size == 0)
        {
            tries--;
            var cells = units.SelectMany(u => task.Units[u].Cells).ToHashSet();
            return FeasibleSets.Of(table.System.WithMarks(cells, CountCell.Marked()), Threshold).Recoverable.Count == 0;
        }

        for (var i = from; i <= others.Length - size && tries > 0; i++)
        {
            units.Add(others[i]);
            if (IsSafeWith(table, task, others, units, size - 1, i + 1, ref tries)) return true;
            units.Remove(others[i]);
        }

        return false;
    }

    private static HashSet<int> CellsOf(SuppressionTask task, SuppressionChoice choice) => choice.Units.SelectMany(u => task.Units[u].Cells).ToHashSet();

    private static SuppressionTask TaskOf(TwoWayTable table)
    {
        var units = table.Present.Where(c => table.Values[c] > 0).Select(c => new SuppressionUnit([c])).ToList();
        return new SuppressionTask
        {
            System = table.System,
            Threshold = Threshold,
            Units = units,
            Primary = Enumerable.Range(0, units.Count).Where(u => table.Values[units[u].Cells[0]] <= Threshold).ToHashSet(),
        };
    }
}
