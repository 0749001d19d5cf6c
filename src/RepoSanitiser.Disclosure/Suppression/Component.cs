namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>A relation with the values that are shown already taken off: unknowns times factors lie between two bounds.</summary>
/// <param name="Relation">Its place among the relations of the system.</param>
/// <param name="Unknowns">Places among the unknowns of the component.</param>
/// <param name="Factors">What each is multiplied by.</param>
/// <param name="Least">The smallest sum.</param>
/// <param name="Most">The largest sum.</param>
internal sealed record Equation(int Relation, int[] Unknowns, long[] Factors, long Least, long Most);

/// <summary>What is known of one unknown by itself: from its cell, and from relations in which it is the only unknown.</summary>
/// <param name="Least">The smallest value.</param>
/// <param name="Most">The largest value.</param>
/// <param name="LeastBecause">The relation that gave the smallest value; -1 for the cell itself.</param>
/// <param name="MostBecause">The relation that gave the largest value; -1 for the cell itself.</param>
internal readonly record struct KnownRange(long Least, long Most, int LeastBecause, int MostBecause);

/// <summary>Unknown counts that hang together by equations: nothing outside says anything of them.</summary>
internal sealed class Component
{
    /// <summary>Takes the unknowns and equations.</summary>
    public Component(int[] cells, KnownRange[] ranges, Equation[] equations)
    {
        Cells = cells;
        Ranges = ranges;
        Equations = equations;
        var lists = new List<int>[cells.Length];
        for (var i = 0; i < lists.Length; i++) lists[i] = [];
        for (var e = 0; e < equations.Length; e++)
        {
            foreach (var unknown in equations[e].Unknowns) lists[unknown].Add(e);
        }

        EquationsOf = Array.ConvertAll(lists, l => l.ToArray());
    }

    /// <summary>The place of each unknown among the cells of the system.</summary>
    public int[] Cells { get; }

    /// <summary>What is known of each unknown by itself.</summary>
    public KnownRange[] Ranges { get; }

    /// <summary>What ties them together.</summary>
    public Equation[] Equations { get; }

    /// <summary>The equations that each unknown is in.</summary>
    public int[][] EquationsOf { get; }

    /// <summary>Whether equations only add and subtract.</summary>
    public bool IsOfSums => Array.TrueForAll(Equations, e => Array.TrueForAll(e.Factors, f => f is 1 or -1));

    /// <summary>Whether no two ways lead from one unknown to another: then narrowing one equation after the other is exact for sums.</summary>
    public bool IsTree
    {
        get
        {
            var links = EquationsOf.Sum(e => e.Length);
            return links == Cells.Length + Equations.Length - 1;
        }
    }

    /// <summary>All components of a system.</summary>
    public static List<Component> Of(CountSystem system) => new ComponentBuilder(system).Build();
}
