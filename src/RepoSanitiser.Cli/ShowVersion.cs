using System.CommandLine;
using System.CommandLine.Invocation;

namespace RepoSanitiser.Cli;

/// <summary>Prints <c>reposan 0.1.0</c>.</summary>
internal sealed class ShowVersion : SynchronousCommandLineAction
{
    /// <summary>The tool's version: major, minor, patch.</summary>
    public static string Version { get; } = typeof(ShowVersion).Assembly.GetName().Version!.ToString(3);

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"{Root.ProgramName} {Version}");
        return 0;
    }
}
