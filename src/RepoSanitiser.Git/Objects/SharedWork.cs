namespace RepoSanitiser.Git.Objects;

/// <summary>
/// Lets threads that ran out of work take some over from those that have plenty. A thread enters, takes until it gets nothing more, and
/// leaves; nothing more comes once every thread that entered waits.
/// </summary>
internal sealed class SharedWork<T>
{
    private readonly object _gate = new();
    private readonly Queue<T> _offered = new();
    private int _active;
    private int _waiting;
    private volatile bool _wanted;

    /// <summary>Whether a thread waits for work that nobody has offered yet.</summary>
    public bool IsWanted => _wanted;

    /// <summary>Counts the calling thread among those that may have work to give.</summary>
    public void Enter()
    {
        lock (_gate) _active++;
    }

    /// <summary>Counts it out again. Where it failed, what it had left is nobody's.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _active--;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Gives work away.</summary>
    public void Offer(T work)
    {
        lock (_gate)
        {
            _offered.Enqueue(work);
            _wanted = _waiting > _offered.Count;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for work. False once no thread has any left.</summary>
    public bool TryTake(out T work)
    {
        lock (_gate)
        {
            _waiting++;
            _wanted = _waiting > _offered.Count;
            while (!_offered.TryDequeue(out work!))
            {
                if (_waiting >= _active)
                {
                    // Whoever else waits, sees the same.
                    Monitor.PulseAll(_gate);
                    return false;
                }

                Monitor.Wait(_gate);
            }

            _waiting--;
            _wanted = _waiting > _offered.Count;
            return true;
        }
    }
}
