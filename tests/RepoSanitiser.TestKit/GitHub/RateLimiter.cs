namespace RepoSanitiser.TestKit.GitHub;

/// <summary>GitHub's limits: requests an hour, and points a minute of which a read costs one and a write five.</summary>
/// <param name="clock">The clock that it counts by.</param>
public sealed class RateLimiter(TimeProvider clock)
{
    private const int PointsAMinute = 900;
    private readonly Queue<(DateTimeOffset Time, int Points)> _minute = new();
    private DateTimeOffset _reset;
    private DateTimeOffset _lastWrite = DateTimeOffset.MinValue;
    private int _points;

    /// <summary>Requests an hour.</summary>
    public int AnHour { get; set; } = 5000;

    /// <summary>How many were made in this hour.</summary>
    public int Used { get; private set; }

    /// <summary>Requests that came although the hour's were used up, or before the time to wait was over.</summary>
    public int Pushed { get; private set; }

    /// <summary>Writes that came less than a second after the one before.</summary>
    public int HurriedWrites { get; private set; }

    internal Refusal? Refuse(bool isWrite, out Dictionary<string, string> headers)
    {
        var now = clock.GetUtcNow();
        if (now >= _reset) (_reset, Used) = (now.AddHours(1), 0);
        if (isWrite && now - _lastWrite < TimeSpan.FromSeconds(0.999)) HurriedWrites++;
        if (isWrite) _lastWrite = now;
        var over = Used >= AnHour;
        if (!over) Used++;
        else Pushed++;
        headers = new(StringComparer.OrdinalIgnoreCase)
        {
            ["X-RateLimit-Limit"] = $"{AnHour}",
            ["X-RateLimit-Remaining"] = $"{AnHour - Used}",
            ["X-RateLimit-Used"] = $"{Used}",
            ["X-RateLimit-Reset"] = $"{_reset.ToUnixTimeSeconds() + 1}",
            ["X-RateLimit-Resource"] = "core",
        };
        if (over) return new Refusal(403, "API rate limit exceeded for user.");
        while (_minute.TryPeek(out var oldest) && now - oldest.Time >= TimeSpan.FromMinutes(1)) _points -= _minute.Dequeue().Points;
        if (_points + (isWrite ? 5 : 1) > PointsAMinute)
        {
            Pushed++;
            headers["Retry-After"] = "60";
            return new Refusal(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.");
        }

        _points += isWrite ? 5 : 1;
        _minute.Enqueue((now, isWrite ? 5 : 1));
        return null;
    }

    /// <summary>A request that cost nothing after all: an answer that had not changed.</summary>
    internal void GiveBack() => Used = Math.Max(0, Used - 1);
}
