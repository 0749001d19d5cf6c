using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Core;

namespace RepoSanitiser.Cli.Running;

/// <summary>The options that every command takes.</summary>
/// <param name="Verbosity">-1 quiet, 0 warnings, 1 information, 2 debug, 3 trace.</param>
/// <param name="LogFile">Where the log goes too; null for nowhere.</param>
/// <param name="State">The state folder; null for the default.</param>
internal sealed record GlobalOptions(int Verbosity, string? LogFile, string? State)
{
    /// <summary>The group that help shows them in.</summary>
    public const string Group = "GLOBAL OPTIONS";

    private static readonly Option<bool> Verbose = new Option<bool>("--verbose", "-v")
    {
        Description = "Say more on stderr: -v information, -vv debug, -vvv trace.",
        Arity = ArgumentArity.Zero,
        Recursive = true,
    }.InGroup(Group);

    private static readonly Option<bool> Quiet = new Option<bool>("--quiet", "-q")
    {
        Description = "Say only errors on stderr, and show no progress.",
        Arity = ArgumentArity.Zero,
        Recursive = true,
    }.InGroup(Group);

    private static readonly Option<string> LogTo = new Option<string>("--log-file")
    {
        Description = "Append a log to a file, in debug detail or more.",
        HelpName = "FILE",
        Recursive = true,
    }.InGroup(Group);

    private static readonly Option<string> StateIn = new Option<string>("--state")
    {
        Description = "Keep the cache and incidents in this folder instead of $XDG_STATE_HOME/reposan.",
        HelpName = "DIR",
        Recursive = true,
    }.InGroup(Group);

    /// <summary>The options, in the order of the help.</summary>
    public static IReadOnlyList<Option> All { get; } = [Verbose, Quiet, LogTo, StateIn];

    /// <summary>Reads them from a command line.</summary>
    /// <exception cref="ReposanException">They contradict each other.</exception>
    public static GlobalOptions Read(ParseResult arguments)
    {
        var verbosity = arguments.GetResult(Verbose)?.IdentifierTokenCount ?? 0;
        var quiet = arguments.GetResult(Quiet) is { Implicit: false };
        if (quiet && verbosity > 0) throw new ReposanException(ExitCode.Usage, "--quiet and --verbose contradict each other: give one of them.");
        return new GlobalOptions(quiet ? -1 : Math.Min(verbosity, 3), arguments.GetValue(LogTo), arguments.GetValue(StateIn));
    }
}
