using System.CommandLine;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.Cli.Running;

/// <summary>One run of the program, from its arguments to its exit code.</summary>
internal static class Application
{
    /// <summary>Runs the command that the arguments name. Whatever happens, the user gets one sentence and an exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Surroundings surroundings)
    {
        try
        {
            var code = await InvokeAsync(args, surroundings);
            await surroundings.Out.FlushAsync();
            return code;
        }
#pragma warning disable CA1031 // The one place where every exception ends.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var (code, sentence) = Ending(e);
            try
            {
                surroundings.Error.WriteLine($"{Root.ProgramName}: {Printable.Escape(TokenScrubber.Scrub(sentence))}");
                await surroundings.Out.FlushAsync();
            }
            catch (IOException)
            {
                // Nobody can be told but by the exit code.
            }

            return (int)code;
        }
    }

    private static async Task<int> InvokeAsync(IReadOnlyList<string> args, Surroundings surroundings)
    {
        var parsed = new Root(surroundings).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (UsageProblem.In(parsed) is { } problem) throw new ReposanException(ExitCode.Usage, problem);
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = surroundings.Out,
            Error = surroundings.Error,
        });
    }

    private static (ExitCode Code, string Sentence) Ending(Exception exception) => exception switch
    {
        ReposanException known => (known.Code, known.Message),
        GitHubException known => (known.Code, known.Message),
        AggregateException { InnerExceptions: [var only, ..] } => Ending(only),
        OperationCanceledException => (ExitCode.Failed, "Stopped before it was done: what it had written is complete, the rest is not there."),

        IOException => (ExitCode.Failed, "Something could not be read or written: is the disk full, or was a file taken away? Run it again with -vv to see where."),
        OutOfMemoryException => (ExitCode.Failed, "There was not enough memory: scan with a lower --max-object-mib."),

        // The text of an unforeseen exception may quote what was being read.
        _ => (ExitCode.Failed, $"Failed in a way nobody foresaw ({exception.GetType().Name}); run it again with -vv to see where."),
    };
}
