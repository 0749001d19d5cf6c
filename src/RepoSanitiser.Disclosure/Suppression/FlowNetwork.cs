namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>
/// A component whose equations are those of a flow: each equation is a node, each count an arc between two of them or to the ground.
/// Two-way tables are such networks, whichever of their margins are shown, rounded or marked. All corners of what flows can be are
/// whole numbers, so that the smallest and largest flow of an arc are exact, and so is everything between them.
/// </summary>
internal sealed class FlowNetwork
{
    private readonly int[] _heads;
    private readonly long[] _room;
    private readonly int[][] _outOf;
    private readonly int[] _cameBy;
    private readonly Queue<int> _queue = new();
    private readonly long[] _least;
    private readonly long[] _most;
    private readonly List<int> _visited = [];

    private FlowNetwork(int nodes, List<(int Tail, int Head, long Least, long Most)> arcs)
    {
        _heads = new int[2 * arcs.Count];
        _room = new long[2 * arcs.Count];
        _least = [.. arcs.Select(a => a.Least)];
        _most = [.. arcs.Select(a => a.Most)];
        Flow = new long[arcs.Count];
        SeenLeast = new long[arcs.Count];
        SeenMost = new long[arcs.Count];
        var lists = new List<int>[nodes];
        for (var i = 0; i < nodes; i++) lists[i] = [];
        for (var a = 0; a < arcs.Count; a++)
        {
            _heads[2 * a] = arcs[a].Head;
            _heads[2 * a + 1] = arcs[a].Tail;
            lists[arcs[a].Tail].Add(2 * a);
            lists[arcs[a].Head].Add(2 * a + 1);
        }

        _outOf = Array.ConvertAll(lists, l => l.ToArray());
        _cameBy = new int[nodes];
        Array.Fill(_cameBy, -1);
    }

    /// <summary>The present value of each unknown, once <see cref="Settle"/> found some.</summary>
    public long[] Flow { get; }

    /// <summary>The smallest value that each unknown was seen to have in values that fit: those found for one show others too.</summary>
    public long[] SeenLeast { get; }

    /// <summary>The largest value that each unknown was seen to have.</summary>
    public long[] SeenMost { get; }

    /// <summary>The equations that, taken together, stopped the last unknown where it stopped.</summary>
    public IReadOnlyList<int> StoppedBy { get; private set; } = [];

    /// <summary>Steps taken so far.</summary>
    public long Work { get; private set; }

    /// <summary>The network of a component, or null where its equations are not those of a flow.</summary>
    /// <param name="component">The component.</param>
    /// <param name="least">The smallest value of each unknown.</param>
    /// <param name="most">The largest value of each unknown.</param>
    public static FlowNetwork? Of(Component component, long[] least, long[] most)
    {
        if (!component.IsOfSums || component.EquationsOf.Any(e => e.Length > 2) || Signs(component) is not { } signs) return null;
        var ground = component.Equations.Length;
        var arcs = new List<(int, int, long, long)>();
        var ends = new (int Tail, int Head)[component.Cells.Length];
        Array.Fill(ends, (ground, ground));
        for (var e = 0; e < component.Equations.Length; e++)
        {
            var equation = component.Equations[e];
            for (var i = 0; i < equation.Unknowns.Length; i++)
            {
                ref var end = ref ends[equation.Unknowns[i]];
                if (equation.Factors[i] * signs[e] > 0) end.Head = e;
                else end.Tail = e;
            }
        }

        for (var u = 0; u < ends.Length; u++) arcs.Add((ends[u].Tail, ends[u].Head, least[u], most[u]));
        for (var e = 0; e < component.Equations.Length; e++)
        {
            // What an equation adds up to leaves its node, or enters it where the equation was turned round.
            arcs.Add((signs[e] > 0 ? e : ground, signs[e] > 0 ? ground : e, component.Equations[e].Least, component.Equations[e].Most));
        }

        return new FlowNetwork(ground + 1, arcs);
    }

    /// <summary>Finds values that fit everything.</summary>
    /// <returns>False where there are none.</returns>
    public bool Settle()
    {
        var nodes = _outOf.Length;
        var excess = new long[nodes];
        for (var a = 0; a < Flow.Length; a++)
        {
            Flow[a] = _least[a] > -CountCell.Unbounded ? _least[a] : Math.Min(_most[a], 0);
            SetRoom(a);
            excess[_heads[2 * a]] += Flow[a];
            excess[_heads[2 * a + 1]] -= Flow[a];
        }

        for (var from = 0; from < nodes; from++)
        {
            while (excess[from] > 0)
            {
                var to = Search(from, node => excess[node] < 0);
                if (to < 0) return false;
                var pushed = Push(from, to, Math.Min(excess[from], -excess[to]));
                excess[from] -= pushed;
                excess[to] += pushed;
            }
        }

        Flow.CopyTo(SeenLeast, 0);
        Flow.CopyTo(SeenMost, 0);
        return true;
    }

    /// <summary>Nodes, and one for the ground.</summary>
    internal int Nodes => _outOf.Length;

    /// <summary>The two directions of each arc that leave a node: even ones raise the arc's value, odd ones lower it.</summary>
    internal ReadOnlySpan<int> Leaving(int node) => _outOf[node];

    /// <summary>Where a direction of an arc leads.</summary>
    internal int HeadOf(int direction) => _heads[direction];

    /// <summary>By how much an arc's value can change in a direction.</summary>
    internal long Room(int direction) => _room[direction];

    /// <summary>Lets an unknown take other values than it could so far; its present value stays.</summary>
    public void Open(int unknown, long least, long most)
    {
        (_least[unknown], _most[unknown]) = (least, most);
        SetRoom(unknown);
    }

    /// <summary>The largest value of an unknown, or <paramref name="reach"/> where it gets that far.</summary>
    public long Largest(int unknown, long reach)
    {
        Shift(unknown, 2 * unknown, Math.Min(_most[unknown], reach));
        return Flow[unknown];
    }

    /// <summary>The smallest value of an unknown.</summary>
    public long Smallest(int unknown)
    {
        Shift(unknown, 2 * unknown + 1, _least[unknown]);
        return Flow[unknown];
    }

    /// <summary>Moves an unknown as near to a value as the others allow.</summary>
    private void Shift(int unknown, int arc, long aim)
    {
        StoppedBy = [];
        var (from, to) = (_heads[arc], _heads[arc ^ 1]);
        (_room[arc], _room[arc ^ 1]) = (0, 0);
        var sign = (arc & 1) == 0 ? 1 : -1;
        while (sign * (aim - Flow[unknown]) is > 0 and var wanted)
        {
            if (from == to)
            {
                Flow[unknown] = aim;
                break;
            }

            if (Search(from, node => node == to) < 0)
            {
                StoppedBy = [.. _visited];
                break;
            }

            Flow[unknown] += sign * Push(from, to, wanted);
            See(from, to);
        }

        SetRoom(unknown);
        SeenLeast[unknown] = Math.Min(SeenLeast[unknown], Flow[unknown]);
        SeenMost[unknown] = Math.Max(SeenMost[unknown], Flow[unknown]);
    }

    /// <summary>The nearest node that will do, over arcs with room.</summary>
    private int Search(int from, Func<int, bool> willDo)
    {
        foreach (var node in _visited) _cameBy[node] = -1;
        _visited.Clear();
        _queue.Clear();
        _queue.Enqueue(from);
        _visited.Add(from);
        _cameBy[from] = int.MaxValue;
        while (_queue.TryDequeue(out var node))
        {
            foreach (var arc in _outOf[node])
            {
                Work++;
                var next = _heads[arc];
                if (_room[arc] <= 0 || _cameBy[next] >= 0) continue;
                _cameBy[next] = arc;
                _visited.Add(next);
                if (willDo(next)) return next;
                _queue.Enqueue(next);
            }
        }

        return -1;
    }

    private long Push(int from, int to, long most)
    {
        for (var node = to; node != from; node = _heads[_cameBy[node] ^ 1]) most = Math.Min(most, _room[_cameBy[node]]);
        for (var node = to; node != from; node = _heads[_cameBy[node] ^ 1])
        {
            var arc = _cameBy[node];
            Flow[arc >> 1] += (arc & 1) == 0 ? most : -most;
            SetRoom(arc >> 1);
        }

        return most;
    }

    private void See(int from, int to)
    {
        for (var node = to; node != from; node = _heads[_cameBy[node] ^ 1])
        {
            var a = _cameBy[node] >> 1;
            if (Flow[a] < SeenLeast[a]) SeenLeast[a] = Flow[a];
            if (Flow[a] > SeenMost[a]) SeenMost[a] = Flow[a];
        }
    }

    private void SetRoom(int a)
    {
        _room[2 * a] = _most[a] >= CountCell.Unbounded ? CountCell.Unbounded : _most[a] - Flow[a];
        _room[2 * a + 1] = _least[a] <= -CountCell.Unbounded ? CountCell.Unbounded : Flow[a] - _least[a];
    }

    /// <summary>Signs of the equations that make every count enter one and leave the other; null where there are none.</summary>
    private static int[]? Signs(Component component)
    {
        var signs = new int[component.Equations.Length];
        var open = new Stack<int>();
        for (var start = 0; start < signs.Length; start++)
        {
            if (signs[start] != 0) continue;
            signs[start] = 1;
            open.Push(start);
            while (open.TryPop(out var e))
            {
                var equation = component.Equations[e];
                for (var i = 0; i < equation.Unknowns.Length; i++)
                {
                    foreach (var other in component.EquationsOf[equation.Unknowns[i]])
                    {
                        if (other == e) continue;
                        var wanted = -signs[e] * (int)equation.Factors[i] * FactorIn(component.Equations[other], equation.Unknowns[i]);
                        if (signs[other] == -wanted) return null;
                        if (signs[other] != 0) continue;
                        signs[other] = wanted;
                        open.Push(other);
                    }
                }
            }
        }

        return signs;
    }

    private static int FactorIn(Equation equation, int unknown) => (int)equation.Factors[Array.IndexOf(equation.Unknowns, unknown)];
}
