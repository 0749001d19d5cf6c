namespace RepoSanitiser.Disclosure.Suppression;

/// <summary>
/// The bounds of a component's unknowns, narrowed by one equation after the other until none narrows anything more. What is left is
/// sound: no value outside of it is possible.
/// </summary>
internal sealed class Bounds
{
    private readonly Component _component;
    private readonly Queue<int> _waiting = new();
    private readonly bool[] _isWaiting;

    /// <summary>Begins with what is known before any equation.</summary>
    public Bounds(Component component)
    {
        _component = component;
        Least = Array.ConvertAll(component.Ranges, r => r.Least);
        Most = Array.ConvertAll(component.Ranges, r => r.Most);
        _isWaiting = new bool[component.Equations.Length];
        LeastBecause = Array.ConvertAll(component.Ranges, r => r.LeastBecause);
        MostBecause = Array.ConvertAll(component.Ranges, r => r.MostBecause);
    }

    private Bounds(Bounds other)
    {
        _component = other._component;
        Least = [.. other.Least];
        Most = [.. other.Most];
        _isWaiting = new bool[other._isWaiting.Length];
        LeastBecause = other.LeastBecause;
        MostBecause = other.MostBecause;
        IsCopy = true;
    }

    /// <summary>The smallest value of each unknown.</summary>
    public long[] Least { get; }

    /// <summary>The largest value of each unknown.</summary>
    public long[] Most { get; }

    /// <summary>The relation that gave each smallest value; -1 for none.</summary>
    public int[] LeastBecause { get; }

    /// <summary>The relation that gave each largest value; -1 for none.</summary>
    public int[] MostBecause { get; }

    /// <summary>Whether narrowing went on until nothing more changed.</summary>
    public bool IsSettled { get; private set; } = true;

    private bool IsCopy { get; }

    /// <summary>The same bounds, to be narrowed on their own.</summary>
    public Bounds Copy() => new(this);

    /// <summary>Narrows by all equations.</summary>
    /// <returns>False where no values fit.</returns>
    public bool Narrow()
    {
        for (var u = 0; u < Least.Length; u++)
        {
            if (Least[u] > Most[u]) return false;
        }

        for (var e = 0; e < _component.Equations.Length; e++) Wait(e);
        return Settle();
    }

    /// <summary>Takes one unknown to lie between two values, and narrows the rest by that.</summary>
    /// <returns>False where no values fit.</returns>
    public bool Narrow(int unknown, long least, long most)
    {
        Least[unknown] = Math.Max(Least[unknown], least);
        Most[unknown] = Math.Min(Most[unknown], most);
        if (Least[unknown] > Most[unknown]) return false;
        foreach (var e in _component.EquationsOf[unknown]) Wait(e);
        return Settle();
    }

    private void Wait(int equation)
    {
        if (_isWaiting[equation]) return;
        _isWaiting[equation] = true;
        _waiting.Enqueue(equation);
    }

    private bool Settle()
    {
        // Bounds that creep up by one at a time would take for ever; stopping early leaves them sound.
        var left = 100 + (20 * _component.Equations.Length);
        while (_waiting.TryDequeue(out var e))
        {
            _isWaiting[e] = false;
            if (left-- == 0)
            {
                IsSettled = false;
                _waiting.Clear();
                Array.Clear(_isWaiting);
                return true;
            }

            if (!NarrowBy(e)) return false;
        }

        return true;
    }

    private bool NarrowBy(int e)
    {
        var equation = _component.Equations[e];
        var (least, most) = (new Side(), new Side());
        for (var i = 0; i < equation.Unknowns.Length; i++)
        {
            var (low, high) = Ends(equation, i);
            least = least.With(low);
            most = most.With(high);
        }

        if (least.IsFinite && least.Sum > equation.Most || most.IsFinite && most.Sum < equation.Least) return false;
        for (var i = 0; i < equation.Unknowns.Length; i++)
        {
            var (low, high) = Ends(equation, i);
            if (equation.Most < CountCell.Unbounded && least.Without(low) is { } othersLeast && !AtMost(e, i, equation.Most - othersLeast)) return false;
            if (equation.Least > -CountCell.Unbounded && most.Without(high) is { } othersMost && !AtLeast(e, i, equation.Least - othersMost)) return false;
        }

        return true;
    }

    /// <summary>The smallest and largest value of an unknown times its factor; null where there is no bound.</summary>
    private (Int128? Low, Int128? High) Ends(Equation equation, int i)
    {
        var (unknown, factor) = (equation.Unknowns[i], equation.Factors[i]);
        Int128? low = (Int128)Least[unknown] * factor;
        Int128? high = Most[unknown] >= CountCell.Unbounded ? null : (Int128)Most[unknown] * factor;
        return factor >= 0 ? (low, high) : (high, low);
    }

    private bool AtMost(int e, int i, Int128 product)
    {
        var factor = _component.Equations[e].Factors[i];
        return factor switch
        {
            0 => true,
            > 0 => SetMost(e, i, Floor(product, factor)),
            _ => SetLeast(e, i, -Floor(product, -factor)),
        };
    }

    private bool AtLeast(int e, int i, Int128 product)
    {
        var factor = _component.Equations[e].Factors[i];
        return factor switch
        {
            0 => true,
            > 0 => SetLeast(e, i, -Floor(-product, factor)),
            _ => SetMost(e, i, Floor(-product, -factor)),
        };
    }

    private static Int128 Floor(Int128 number, Int128 divisor)
    {
        if (divisor == 1) return number;
        var (quotient, rest) = Int128.DivRem(number, divisor);
        return rest < 0 ? quotient - 1 : quotient;
    }

    private bool SetLeast(int e, int i, Int128 value)
    {
        var unknown = _component.Equations[e].Unknowns[i];
        if (value <= Least[unknown]) return true;
        if (value > Most[unknown]) return false;
        Least[unknown] = (long)value;
        Changed(e, unknown, LeastBecause);
        return true;
    }

    private bool SetMost(int e, int i, Int128 value)
    {
        var unknown = _component.Equations[e].Unknowns[i];
        if (value >= Most[unknown]) return true;
        if (value < Least[unknown]) return false;
        Most[unknown] = (long)value;
        Changed(e, unknown, MostBecause);
        return true;
    }

    private void Changed(int e, int unknown, int[] because)
    {
        if (!IsCopy) because[unknown] = _component.Equations[e].Relation;
        foreach (var other in _component.EquationsOf[unknown]) Wait(other);
    }

    /// <summary>A sum of bounds, some of which may not be there.</summary>
    private readonly record struct Side(Int128 Sum, int Missing)
    {
        public bool IsFinite => Missing == 0;

        public Side With(Int128? bound) => bound is { } value ? this with { Sum = Sum + value } : this with { Missing = Missing + 1 };

        /// <summary>The sum of all but one; null where another one is not there.</summary>
        public Int128? Without(Int128? bound) => bound is { } value
            ? Missing == 0 ? Sum - value : null
            : Missing == 1 ? Sum : null;
    }
}
