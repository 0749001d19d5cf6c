using RepoSanitiser.Core;

namespace RepoSanitiser.Cli.Running;

/// <summary>
/// One line on a terminal that says how far the work is: first after a second, then at most ten times a second, gone when done.
/// </summary>
/// <param name="terminal">Where the line goes.</param>
/// <param name="clock">The clock.</param>
/// <param name="width">Gives the terminal's width in characters.</param>
internal sealed class TerminalProgress(TextWriter terminal, TimeProvider clock, Func<int> width) : IProgressSink
{
    private readonly Lock _lock = new();
    private long _due = clock.GetTimestamp() + clock.TimestampFrequency;
    private int _shown;

    /// <inheritdoc/>
    public void Report(string stage, long done, long total)
    {
        var now = clock.GetTimestamp();
        if (now < Interlocked.Read(ref _due)) return;
        lock (_lock)
        {
            if (now < _due) return;
            Interlocked.Exchange(ref _due, now + (clock.TimestampFrequency / 10));
            var text = total > 0 ? $"{stage}: {done:N0} of {total:N0} ({100 * done / total} %)" : $"{stage}: {done:N0}";
            text = text[..Math.Min(text.Length, Math.Max(width() - 1, 20))];
            terminal.Write($"\r{text.PadRight(_shown)}");
            _shown = text.Length;
        }
    }

    /// <summary>Writes other text to the same terminal without the two getting mixed.</summary>
    public void WriteAround(string text)
    {
        lock (_lock)
        {
            Erase();
            terminal.Write(text);
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        lock (_lock) Erase();
    }

    private void Erase()
    {
        if (_shown == 0) return;
        terminal.Write($"\r{new string(' ', _shown)}\r");
        _shown = 0;
    }
}
