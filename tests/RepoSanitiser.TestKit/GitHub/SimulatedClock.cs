namespace RepoSanitiser.TestKit.GitHub;

/// <summary>
/// A clock that nobody waits for: whoever sets a timer has it go off at once, with the clock moved to that moment. It fits work that
/// waits for one thing at a time.
/// </summary>
public sealed class SimulatedClock : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _now = new(2026, 1, 5, 2, 0, 0, TimeSpan.Zero);

    /// <summary>How long was waited, in all.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The longest single wait.</summary>
    public TimeSpan LongestWait { get; private set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan time)
    {
        lock (_lock) _now += time;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Elapsed(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Wait(TimeSpan time)
    {
        lock (_lock)
        {
            _now += time;
            Waited += time;
            if (time > LongestWait) LongestWait = time;
        }
    }

    private sealed class Elapsed(SimulatedClock clock, TimerCallback callback, object? state) : ITimer
    {
        private bool _gone;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_gone) return false;
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            clock.Wait(dueTime);
            ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Fire(), this, preferLocal: false);
            return true;
        }

        public void Dispose() => _gone = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            if (!_gone) callback(state);
        }
    }
}
