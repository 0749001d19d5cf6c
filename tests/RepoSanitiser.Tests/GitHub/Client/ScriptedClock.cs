namespace RepoSanitiser.Tests.GitHub.Client;

/// <summary>
/// A clock for work that does one thing at a time: whoever waits on it has waited as soon as it is asked, and the time has moved on by
/// as much. What was waited for is kept, so that a test can say how long it was.
/// </summary>
internal sealed class ScriptedClock : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _now = new(2027, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Every wait, in order.</summary>
    public List<TimeSpan> Waits { get; } = [];

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time)
    {
        lock (_lock) _now += time;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero)
        {
            lock (_lock)
            {
                Waits.Add(dueTime);
                _now += dueTime;
            }

            ThreadPool.UnsafeQueueUserWorkItem(_ => callback(state), null);
        }

        return new Rung();
    }

    private sealed class Rung : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
