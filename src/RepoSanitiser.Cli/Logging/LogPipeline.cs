using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace RepoSanitiser.Cli.Logging;

/// <summary>
/// The log of one command: to stderr at the verbosity asked for, and to a file if one is named. It is for engineers; the incident
/// record is not a log.
/// </summary>
internal sealed class LogPipeline : IDisposable
{
    private readonly Logger _logger;

    /// <summary>Opens the log.</summary>
    /// <param name="options">Verbosity and file.</param>
    /// <param name="writeError">Writes text to stderr.</param>
    /// <exception cref="ReposanException">The log file can't be opened.</exception>
    public LogPipeline(GlobalOptions options, Action<string> writeError)
    {
        var level = LevelOf(options.Verbosity);
        var formatter = new ScrubbingFormatter();
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .Destructure.ByTransforming<Sensitive>(value => value.Mask())
            .Destructure.ByTransforming<FingerprintKey>(key => key.Id)
            .WriteTo.Sink(new WriterSink(formatter, writeError), level);
        if (options.LogFile is { } path)
        {
            Prepare(path);
            configuration.WriteTo.File(formatter, path, level < LogEventLevel.Debug ? level : LogEventLevel.Debug);
        }

        _logger = configuration.CreateLogger();
    }

    /// <summary>The log.</summary>
    public ILogger Logger => _logger;

    /// <inheritdoc/>
    public void Dispose() => _logger.Dispose();

    private static LogEventLevel LevelOf(int verbosity) => verbosity switch
    {
        < 0 => LogEventLevel.Error,
        0 => LogEventLevel.Warning,
        1 => LogEventLevel.Information,
        2 => LogEventLevel.Debug,
        _ => LogEventLevel.Verbose,
    };

    // The sink would make the file readable by others, and says nothing when it can't open it.
    private static void Prepare(string path)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Append,
                Access = FileAccess.Write,
                UnixCreateMode = PrivateFiles.FileMode,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The log file {path} can't be written: check that its folder exists and is yours.", e);
        }
    }

    private sealed class WriterSink(ScrubbingFormatter formatter, Action<string> write) : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            using var text = new StringWriter();
            formatter.Format(logEvent, text);
            write(text.ToString());
        }
    }
}
