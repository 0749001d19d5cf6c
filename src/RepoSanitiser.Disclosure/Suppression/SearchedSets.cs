using System.Numerics;

namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>
/// The feasible sets of a component by search: each value up to the threshold is tried. A count that is in many equations, as the
/// whole that all percentages of a column are of, would make one search of all rows, and so would a sum of many: each equation then
/// gets a copy of the one, and of the other only what narrowing found is kept. What is refuted that way is refuted; what is not is an
/// outer bound.
/// </summary>
internal sealed class SearchedSets(CountSystem system, FeasibleSet[] sets, int threshold)
{
    /// <summary>Unknowns of a component that is searched.</summary>
    private const int MostUnknowns = 300;

    /// <summary>Equations that an unknown may be in, and unknowns that an equation may have, without being parted.</summary>
    private const int MostTies = 16;

    /// <summary>Steps that the search for one value may take.</summary>
    private const int StepsOfValue = 400;

    /// <summary>Steps times unknowns that all searches of one system may take: beyond, sets stay as narrowing left them.</summary>
    private long _left = 4_000_000;

    /// <summary>Sharpens the sets of a component.</summary>
    /// <returns>False where no values fit.</returns>
    public bool Sharpen(Component component, Bounds bounds)
    {
        if (!Array.Exists(component.EquationsOf, e => e.Length > MostTies) && !Array.Exists(component.Equations, e => e.Unknowns.Length > MostTies))
            return Search(component, cell => cell, isWhole: true);
        var (parted, cells) = Parted(component, bounds);
        var fits = true;
        foreach (var part in Component.Of(parted))
        {
            if (part.Equations.Length > 0) fits &= Search(part, cell => cells[cell], isWhole: false);
        }

        return fits;
    }

    private bool Search(Component component, Func<int, int> cellOf, bool isWhole)
    {
        if (component.Cells.Length > MostUnknowns) return true;
        var bounds = new Bounds(component);
        if (!bounds.Narrow()) return false;
        var search = new WitnessSearch(component, StepsOfValue);
        for (var u = 0; u < component.Cells.Length && _left > 0; u++)
        {
            var before = search.Steps;
            var cell = cellOf(component.Cells[u]);
            if (!system.Cells[cell].IsMarked || bounds.Least[u] > threshold) continue;
            var (small, sure) = (sets[cell].Small, isWhole);
            for (var value = 0; value <= threshold; value++)
            {
                if ((small >> value & 1) == 0) continue;
                var can = search.CanBe(bounds, u, value);
                if (can == false) small &= ~(1UL << value);
                sure &= can is not null;
            }

            if (small == 0 && bounds.Most[u] <= 63) return false;
            sets[cell] = Ends(sets[cell] with { Small = small, Exactness = sure ? Exactness.Exact : Exactness.Outer });
            _left -= (long)(search.Steps - before) * component.Cells.Length;
        }

        return true;
    }

    /// <summary>The component as a system in which no unknown is in many equations, and the cell that each of its cells stands for.</summary>
    private (CountSystem System, List<int> Cells) Parted(Component component, Bounds bounds)
    {
        var (cells, stands, relations) = (new List<CountCell>(), new List<int>(), new List<Relation>());
        var places = new int[component.Cells.Length];
        int Add(int unknown)
        {
            var isMarked = system.Cells[component.Cells[unknown]].IsMarked;
            cells.Add(new CountCell(bounds.Least[unknown], bounds.Most[unknown], isMarked));
            stands.Add(component.Cells[unknown]);
            return cells.Count - 1;
        }

        for (var u = 0; u < places.Length; u++) places[u] = component.EquationsOf[u].Length > MostTies ? -1 : Add(u);
        foreach (var equation in component.Equations.Where(e => e.Unknowns.Length <= MostTies))
        {
            var terms = equation.Unknowns.Select((u, i) => new Term(places[u] < 0 ? Add(u) : places[u], equation.Factors[i]));
            relations.Add(new Relation(RelationKind.Sum, [.. terms], equation.Least, equation.Most));
        }

        return (new CountSystem(cells, relations), stands);
    }

    /// <summary>Takes ends that the search showed to be out of reach off a set.</summary>
    private static FeasibleSet Ends(FeasibleSet set) => set.Small == 0 ? set : set with
    {
        Least = Math.Max(set.Least, BitOperations.TrailingZeroCount(set.Small)),
        Most = set.Most <= 63 ? 63 - BitOperations.LeadingZeroCount(set.Small) : set.Most,
    };
}
