using System.Globalization;
using RepoSanitiser.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace RepoSanitiser.Cli.Logging;

/// <summary>
/// One line an event, and an exception's types and stack below it. Credentials are replaced by ***. The text of an exception is
/// left out, except a <see cref="ReposanException"/>'s, because it may quote what was being read.
/// </summary>
internal sealed class ScrubbingFormatter : ITextFormatter
{
    // ":lj": strings without the quotes that Serilog puts around them by default.
    private readonly MessageTemplateTextFormatter _message = new("{Message:lj}", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        text.Write($"{logEvent.Timestamp.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {NameOf(logEvent.Level)} ");
        _message.Format(logEvent, text);
        text.WriteLine();
        for (var e = logEvent.Exception; e is not null; e = e.InnerException)
        {
            text.WriteLine(e is ReposanException ? $"  {e.GetType().FullName}: {e.Message}" : $"  {e.GetType().FullName}");
            if (e.StackTrace is { } stack) text.WriteLine(stack);
        }

        output.Write(TokenScrubber.Scrub(text.ToString()));
    }

    private static string NameOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "trace",
        LogEventLevel.Debug => "debug",
        LogEventLevel.Information => "info ",
        LogEventLevel.Warning => "warn ",
        LogEventLevel.Error => "error",
        _ => "fatal",
    };
}
