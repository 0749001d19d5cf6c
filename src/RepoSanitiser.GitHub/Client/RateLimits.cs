namespace RepoSanitiser.GitHub.Client;

/// <summary>
/// GitHub's limits: what an answer says about waiting, and the pace that keeps clear of them. Requests go one at a time; a change waits
/// until a second after the one before; a minute holds no more points than GitHub allows (1 for reading, 5 for a change).
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class RateLimits(TimeProvider clock)
{
    // GitHub counts 900; what is left over is for whatever else the token is used for.
    private const int PointsPerMinute = 850;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenChanges = TimeSpan.FromSeconds(1);

    private readonly Queue<(DateTimeOffset At, int Points)> _spent = [];
    private int _points;
    private DateTimeOffset _nextChange;
    private DateTimeOffset _usedUpUntil;

    /// <summary>How long an answer asks to wait; null where it is not about a limit. <paramref name="attempt"/> counts from 0.</summary>
    public TimeSpan? WaitAfter(RestAnswer answer, int attempt)
    {
        if (answer.Status is not (403 or 429)) return null;
        if (RetryAfter(answer) is { } wait) return wait;
        if (answer.Number("x-ratelimit-remaining") == 0 && answer.Number("x-ratelimit-reset") is { } reset) return Until(Instant(reset));
        var isSecondary = answer.Status == 429 || answer.Message.Contains("rate limit", StringComparison.OrdinalIgnoreCase)
            || answer.Message.Contains("abuse", StringComparison.OrdinalIgnoreCase);
        return isSecondary ? Minute * Math.Pow(2, Math.Min(attempt, 5)) : null;
    }

    /// <summary>What a <c>Retry-After</c> header asks for; null where there is none.</summary>
    public TimeSpan? RetryAfter(RestAnswer answer) => answer.Headers?.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => Until(date),
        _ => null,
    };

    /// <summary>How long to wait before the next request.</summary>
    public TimeSpan WaitBefore(bool isRead)
    {
        var now = clock.GetUtcNow();
        Forget(now);
        var due = _usedUpUntil;
        if (!isRead && _nextChange > due) due = _nextChange;
        var points = _points + PointsOf(isRead);
        foreach (var (at, spent) in _spent)
        {
            if (points <= PointsPerMinute) break;
            points -= spent;
            if (at + Minute > due) due = at + Minute;
        }

        return due > now ? due - now : TimeSpan.Zero;
    }

    /// <summary>Notes that a request was sent, and what its answer says about what is left.</summary>
    public void Note(bool isRead, RestAnswer answer)
    {
        var now = clock.GetUtcNow();
        _spent.Enqueue((now, PointsOf(isRead)));
        _points += PointsOf(isRead);
        if (!isRead) _nextChange = now + BetweenChanges;
        if (answer.Number("x-ratelimit-remaining") == 0 && answer.Number("x-ratelimit-reset") is { } reset) _usedUpUntil = Instant(reset).AddSeconds(1);
    }

    private static int PointsOf(bool isRead) => isRead ? 1 : 5;

    private static DateTimeOffset Instant(long seconds) => DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, 253402300799));

    /// <summary>A second more than until then: the two clocks need not agree to the second.</summary>
    private TimeSpan Until(DateTimeOffset then)
    {
        var wait = then - clock.GetUtcNow() + TimeSpan.FromSeconds(1);
        return wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1);
    }

    private void Forget(DateTimeOffset now)
    {
        while (_spent.TryPeek(out var oldest) && oldest.At + Minute <= now)
        {
            _points -= oldest.Points;
            _spent.Dequeue();
        }
    }
}
