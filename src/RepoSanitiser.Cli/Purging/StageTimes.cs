using RepoSanitiser.Core;
using RepoSanitiser.History.Purging;

namespace RepoSanitiser.Cli.Purging;

/// <summary>Passes progress on and notes how long each stage takes.</summary>
internal sealed class StageTimes(IProgressSink shown, TimeProvider clock) : IProgressSink
{
    private readonly Lock _lock = new();
    private readonly List<StageTime> _times = [];
    private string? _stage;
    private long _since;

    /// <summary>The stages that have ended, in order.</summary>
    public IReadOnlyList<StageTime> Times
    {
        get
        {
            End();
            return _times;
        }
    }

    /// <inheritdoc/>
    public void Report(string stage, long done, long total)
    {
        lock (_lock)
        {
            if (stage != _stage)
            {
                End();
                (_stage, _since) = (stage, clock.GetTimestamp());
            }
        }

        shown.Report(stage, done, total);
    }

    /// <summary>Ends the stage that is on.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_stage is not null) _times.Add(new StageTime(_stage, clock.GetElapsedTime(_since).TotalSeconds));
            _stage = null;
        }
    }
}
