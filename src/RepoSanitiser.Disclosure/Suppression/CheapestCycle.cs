namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>
/// Finds the cells to redact with one, in a network: the counts that have to change with it form a cycle of equations, and the
/// cheapest cycle is the one with the fewest cells that are not yet redacted.
/// </summary>
/// <param name="network">The network of all cells that may be redacted, open where they are.</param>
/// <param name="costs">What each unknown costs to open.</param>
/// <param name="isOpen">Which unknowns are open.</param>
internal sealed class CheapestCycle(FlowNetwork network, double[] costs, bool[] isOpen)
{
    /// <summary>A step over an open cell costs next to nothing: of two cycles with as many new cells, the shorter is taken.</summary>
    private const double Step = 0.01;

    /// <summary>Added where a cell could follow one way but not the other, so that another cycle would be needed for that.</summary>
    private const double OneWay = 0.4;

    private readonly double[] _distance = new double[network.Nodes];
    private readonly int[] _cameBy = new int[network.Nodes];
    private readonly PriorityQueue<int, double> _queue = new();

    /// <summary>The closed unknowns on the cheapest cycle through an unknown; null where there is no cycle.</summary>
    /// <param name="unknown">The cell that has to be able to change.</param>
    /// <param name="raise">Whether it has to rise; else it has to fall.</param>
    /// <param name="by">By how much.</param>
    /// <param name="back">By how much it has to be able to change the other way.</param>
    public List<int>? Through(int unknown, bool raise, long by, long back)
    {
        var arc = (2 * unknown) + (raise ? 0 : 1);
        var (from, to) = (network.HeadOf(arc), network.HeadOf(arc ^ 1));
        Array.Fill(_distance, double.PositiveInfinity);
        _queue.Clear();
        _distance[from] = 0;
        _queue.Enqueue(from, 0);
        while (_queue.TryDequeue(out var node, out var distance) && node != to)
        {
            if (distance > _distance[node]) continue;
            foreach (var next in network.Leaving(node))
            {
                if (next >> 1 == unknown) continue;
                var there = distance + Cost(next, by, back);
                if (there >= _distance[network.HeadOf(next)]) continue;
                _distance[network.HeadOf(next)] = there;
                _cameBy[network.HeadOf(next)] = next;
                _queue.Enqueue(network.HeadOf(next), there);
            }
        }

        return double.IsPositiveInfinity(_distance[to]) ? null : Closed(from, to);
    }

    private List<int> Closed(int from, int to)
    {
        var closed = new List<int>();
        for (var node = to; node != from; node = network.HeadOf(_cameBy[node] ^ 1))
        {
            var unknown = _cameBy[node] >> 1;
            if (unknown < isOpen.Length && !isOpen[unknown]) closed.Add(unknown);
        }

        return closed;
    }

    private double Cost(int arc, long by, long back)
    {
        var unknown = arc >> 1;
        if (unknown >= isOpen.Length || isOpen[unknown])
        {
            return network.Room(arc) <= 0 ? double.PositiveInfinity : Step + (network.Room(arc ^ 1) < back ? OneWay : 0);
        }

        // A redacted cell can rise without end, and fall to one.
        var below = network.Flow[unknown] - 1;
        var falls = (arc & 1) != 0;
        if (falls && below < 1) return double.PositiveInfinity;
        return costs[unknown] + (below < (falls ? by : back) ? OneWay : 0);
    }
}
