using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Core;

namespace RepoSanitiser.Cli.Running;

/// <summary>Runs a command with its context, under signals that ask it to stop.</summary>
internal sealed class CommandAction(Func<ParseResult, CommandContext, Task<ExitCode>> run) : AsynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override async Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default)
    {
        var root = (Root)parseResult.RootCommandResult.Command;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        using var context = new CommandContext(root.Surroundings, GlobalOptions.Read(parseResult), stop.Token);
        try
        {
            context.NoteStart(HelpText.Path(parseResult.CommandResult.Command));
            return (int)await run(parseResult, context);
        }
        catch (Exception e) when (context.NoteFailure(e))
        {
            throw;
        }
    }

    // The first signal asks; a second one ends the process as it always does.
    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        if (stop.IsCancellationRequested) return;
        signal.Cancel = true;
        stop.Cancel();
    }
}

/// <summary>How a command gets what it does.</summary>
internal static class CommandActions
{
    /// <summary>Gives a command what it does.</summary>
    public static void Runs(this Command command, Func<ParseResult, CommandContext, Task<ExitCode>> run) =>
        command.Action = new CommandAction(run);

    /// <summary>Gives a command what it does, where it waits for nothing.</summary>
    public static void Runs(this Command command, Func<ParseResult, CommandContext, ExitCode> run) =>
        command.Action = new CommandAction((arguments, context) => Task.FromResult(run(arguments, context)));
}
