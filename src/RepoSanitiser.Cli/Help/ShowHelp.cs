using System.CommandLine;
using System.CommandLine.Invocation;

namespace RepoSanitiser.Cli.Help;

/// <summary>Prints the help of the command that was named.</summary>
internal sealed class ShowHelp : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.Write(HelpText.Of(parseResult.CommandResult.Command));
        return 0;
    }
}
