using RepoSanitiser.Cli.Running;

namespace RepoSanitiser.Tests.Cli;

public sealed class TerminalProgressTests : IDisposable
{
    private readonly StringWriter _terminal = new();
    private readonly HandClock _clock = new();

    [Fact]
    public void Nothing_shows_in_the_first_second()
    {
        var progress = Make();
        _clock.Advance(999);
        progress.Report("reading", 1, 2);
        progress.Clear();
        Assert.Equal("", _terminal.ToString());
    }

    [Fact]
    public void After_a_second_one_line_is_rewritten_ten_times_a_second_at_most()
    {
        var progress = Make();
        _clock.Advance(1000);
        progress.Report("reading", 1, 2000);
        progress.Report("reading", 2, 2000);
        _clock.Advance(100);
        progress.Report("reading", 1000, 2000);
        Assert.Equal("\rreading: 1 of 2,000 (0 %)\rreading: 1,000 of 2,000 (50 %)", _terminal.ToString());
    }

    [Fact]
    public void Other_text_takes_the_place_of_the_line()
    {
        var progress = Make();
        _clock.Advance(1000);
        progress.Report("reading", 7, 0);
        progress.WriteAround("warn  something\n");
        Assert.Equal($"\rreading: 7\r{new string(' ', 10)}\rwarn  something\n", _terminal.ToString());
    }

    [Fact]
    public void A_line_never_wraps()
    {
        var progress = Make();
        _clock.Advance(1000);
        progress.Report(new string('x', 200), 1, 2);
        Assert.Equal(40, _terminal.ToString().Length);
    }

    public void Dispose() => _terminal.Dispose();

    private TerminalProgress Make() => new(_terminal, _clock, () => 40);

    private sealed class HandClock : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _milliseconds;

        public void Advance(long milliseconds) => _milliseconds += milliseconds;
    }
}
