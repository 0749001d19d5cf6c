using RepoSanitiser.Cli.Logging;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using Serilog;

namespace RepoSanitiser.Cli.Running;

/// <summary>
/// What a command works with. The log, the state folder and the key are opened when they are first asked for, so that a command
/// pays for (and touches) only what it uses.
/// </summary>
internal sealed class CommandContext : IDisposable
{
    private readonly GlobalOptions _options;
    private readonly Surroundings _surroundings;
    private readonly TerminalProgress? _line;
    private readonly List<IDisposable> _opened = [];
    private LogPipeline? _log;
    private StateDirectory? _state;
    private FingerprintKey? _key;

    /// <summary>Sets up the context of one command.</summary>
    /// <param name="surroundings">The world around.</param>
    /// <param name="options">The global options.</param>
    /// <param name="cancelled">Cancelled by Ctrl-C.</param>
    public CommandContext(Surroundings surroundings, GlobalOptions options, CancellationToken cancelled)
    {
        _surroundings = surroundings;
        _options = options;
        Cancelled = cancelled;
        var shows = options.Verbosity >= 0 && surroundings.ErrorIsTerminal();
        if (shows) _line = new TerminalProgress(surroundings.Error, surroundings.Clock, () => Console.WindowWidth);
        Keys = new KeyStore(surroundings.Variable, surroundings.Random);
    }

    /// <summary>The log: stderr and the log file. Credentials are scrubbed; values are <see cref="Sensitive"/>.</summary>
    public ILogger Log => Pipeline.Logger;

    /// <summary>Where to say how far the work is; silent where nobody looks.</summary>
    public IProgressSink Progress => _line ?? (IProgressSink)SilentProgress.Instance;

    /// <summary>The state folder, made when first asked for.</summary>
    public StateDirectory State => _state ??= StateDirectory.Open(_options.State ?? new XdgDirectories(Variable).State);

    /// <summary>Where the fingerprint key lives.</summary>
    public KeyStore Keys { get; }

    /// <summary>The fingerprint key, made when first asked for.</summary>
    public FingerprintKey Key => _key ??= Keys.Load();

    /// <summary>The clock.</summary>
    public TimeProvider Clock => _surroundings.Clock;

    /// <summary>Looks up an environment variable.</summary>
    public Func<string, string?> Variable => _surroundings.Variable;

    /// <summary>What starts this program on this machine.</summary>
    public string Program => _surroundings.Program;

    /// <summary>Gives that many random bytes, fit for secrets.</summary>
    public Func<int, byte[]> Random => _surroundings.Random;

    /// <summary>Standard input.</summary>
    public TextReader In => _surroundings.In.Value;

    /// <summary>Standard output, buffered; flushed when the command ends.</summary>
    public TextWriter Out => _surroundings.Out;

    /// <summary>Whether standard output is a terminal.</summary>
    public bool OutIsTerminal => _surroundings.OutIsTerminal();

    /// <summary>Columns to wrap text at: the terminal's where there is one, within what reads well.</summary>
    public int OutWidth => OutIsTerminal ? Math.Clamp(Console.WindowWidth - 1, 60, 120) : 100;

    /// <summary>Cancelled by Ctrl-C and by a request to terminate.</summary>
    public CancellationToken Cancelled { get; }

    private bool IsLogging => _options.Verbosity > 0 || _options.LogFile is not null;

    private LogPipeline Pipeline => _log ??= new LogPipeline(_options, WriteError);

    /// <summary>Says a sentence on stderr, whatever the verbosity: for warnings that are part of what the command is.</summary>
    public void Say(string sentence) => WriteError($"{Root.ProgramName}: {Printable.Escape(TokenScrubber.Scrub(sentence))}{Environment.NewLine}");

    /// <summary>Writes a result to the file that <c>-o</c> names, or to standard output.</summary>
    /// <param name="path">The file; null or <c>-</c> for standard output.</param>
    /// <param name="write">Writes the result.</param>
    /// <exception cref="ReposanException">The file can't be written.</exception>
    public void WriteOutput(string? path, Action<Stream> write)
    {
        _line?.Clear();
        if (path is not (null or "-"))
        {
            OutputFile.Write(path, _surroundings.Random, write);
            return;
        }

        try
        {
            Out.Flush();
            write(_surroundings.OutBytes);
            _surroundings.OutBytes.Flush();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ReposanException(ExitCode.Failed, "The result can't be written, because standard output is closed: open it, or name a file with -o.", e);
        }
    }

    /// <summary>Opens the log if it was asked for, so that a log file that can't be written is said before the work begins.</summary>
    public void NoteStart(string command)
    {
        Note(log => log.Information("{Command} {Version} begins", command, ShowVersion.Version));
    }

    /// <summary>Writes to the log if it was asked for; else costs nothing.</summary>
    public void Note(Action<ILogger> write)
    {
        if (IsLogging) write(Log);
    }

    /// <summary>Puts a failure into the debug log. Always false: for an exception filter, so that the stack is still whole.</summary>
    public bool NoteFailure(Exception failure)
    {
        if (IsLogging) Log.Debug(failure, "The command ended early");
        return false;
    }

    /// <summary>Has something closed when the command ends: the report may still read from it.</summary>
    public void Closes(IDisposable opened) => _opened.Add(opened);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var opened in _opened) opened.Dispose();
        _line?.Clear();
        _log?.Dispose();
    }

    private void WriteError(string text)
    {
        if (_line is null) _surroundings.Error.Write(text);
        else _line.WriteAround(text);
    }
}
