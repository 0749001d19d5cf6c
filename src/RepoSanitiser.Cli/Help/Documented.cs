using System.CommandLine;
using System.Runtime.CompilerServices;
using RepoSanitiser.Core;

namespace RepoSanitiser.Cli.Help;

/// <summary>An example in a command's help.</summary>
/// <param name="Purpose">What it is for, without a full stop.</param>
/// <param name="Line">The command line.</param>
internal sealed record Example(string Purpose, string Line);

/// <summary>How a command can end.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Meaning">What it means for this command.</param>
internal sealed record Ending(ExitCode Code, string Meaning);

/// <summary>What help says of commands and options beyond their descriptions; attached where each is made.</summary>
internal static class Documented
{
    private static readonly ConditionalWeakTable<Symbol, string> Groups = [];
    private static readonly ConditionalWeakTable<Command, List<Example>> CommandExamples = [];
    private static readonly ConditionalWeakTable<Command, List<Ending>> CommandEndings = [];

    /// <summary>Puts an option, or a command, under a heading of its own: upper case.</summary>
    public static T InGroup<T>(this T symbol, string heading)
        where T : Symbol
    {
        Groups.AddOrUpdate(symbol, heading);
        return symbol;
    }

    /// <summary>Adds an example to a command's help.</summary>
    public static T Example<T>(this T command, string purpose, string line)
        where T : Command
    {
        CommandExamples.GetOrCreateValue(command).Add(new Example(purpose, line));
        return command;
    }

    /// <summary>Says how a command can end; the codes that every command has (0, 2, 5) are known.</summary>
    public static T Ends<T>(this T command, ExitCode code, string meaning)
        where T : Command
    {
        CommandEndings.GetOrCreateValue(command).Add(new Ending(code, meaning));
        return command;
    }

    /// <summary>The heading that a symbol stands under.</summary>
    public static string GroupOf(Symbol symbol, string otherwise) => Groups.TryGetValue(symbol, out var heading) ? heading : otherwise;

    /// <summary>A command's examples, in order.</summary>
    public static IReadOnlyList<Example> ExamplesOf(Command command) =>
        CommandExamples.TryGetValue(command, out var examples) ? examples : [];

    /// <summary>A command's exit codes, in order of their numbers.</summary>
    public static IEnumerable<Ending> EndingsOf(Command command)
    {
        List<Ending> own = CommandEndings.TryGetValue(command, out var endings) ? endings : [];
        Ending[] common =
        [
            new(ExitCode.Clean, "Done."),
            new(ExitCode.Usage, "The command line, or a file it names, is wrong."),
            new(ExitCode.Failed, "Failed, or only partly done."),
        ];
        return own.Concat(common).DistinctBy(e => e.Code).OrderBy(e => e.Code);
    }
}
