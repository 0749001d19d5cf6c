using System.CommandLine;
using System.CommandLine.Parsing;
using RepoSanitiser.Cli.Help;

namespace RepoSanitiser.Cli.Running;

/// <summary>What is wrong with a command line, in one sentence.</summary>
internal static class UsageProblem
{
    /// <summary>The first problem of a command line; null where there is none, or where help, the version or completions were asked for.</summary>
    public static string? In(ParseResult parsed)
    {
        if (parsed.Tokens.Any(t => t.Type == TokenType.Directive)) return null;
        if (parsed.Action is ShowHelp or ShowVersion && parsed.UnmatchedTokens.Count == 0 && StrayOption(parsed) is null) return null;
        var command = parsed.CommandResult.Command;
        var stray = StrayOption(parsed) ?? (parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null);
        var problem = stray is not null ? Unknown(stray, command) : parsed.Errors.Count > 0 ? Sentence(parsed.Errors[0], command) : null;
        return problem is null ? null : $"{problem} See '{HelpText.Path(command)} --help'.";
    }

    // The parser takes an option it does not know for an argument wherever one fits; only what follows "--" may look like one.
    private static string? StrayOption(ParseResult parsed)
    {
        var free = parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).ToHashSet(ReferenceEqualityComparer.Instance);
        return parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(a => a.Tokens)
            .FirstOrDefault(t => t.Value.Length > 1 && t.Value[0] == '-' && !free.Contains(t))?.Value;
    }

    private static string Unknown(string token, Command command)
    {
        var isOption = token.StartsWith('-');
        var name = isOption ? token.Split('=', ':')[0] : token;
        var known = isOption ? OptionNames(command) : command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
        var kind = isOption ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
        var near = Nearest(name, known);
        var hint = near is null ? "" : $"; did you mean '{near}'?";
        return $"Unknown {kind} '{name}' for '{HelpText.Path(command)}'{(hint.Length > 0 ? hint : ".")}";
    }

    private static string Sentence(ParseError error, Command command) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0, Parent: CommandResult } argument =>
            $"'{HelpText.Path(command)}' needs {argument.Argument.HelpName ?? argument.Argument.Name}.",
        OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value: {option.Option.HelpName ?? "VALUE"}.",
        ArgumentResult { Tokens.Count: 0, Parent: OptionResult option } => $"{option.Option.Name} needs a value: {option.Option.HelpName ?? "VALUE"}.",
        OptionResult option when option.Option.ValueType == typeof(int) => NoNumber(option),
        ArgumentResult { Parent: OptionResult option } when option.Option.ValueType == typeof(int) => NoNumber(option),
        _ => error.Message,
    };

    private static string NoNumber(OptionResult option) => $"{option.Option.Name} takes a whole number, not '{option.Tokens[0].Value}'.";

    private static IEnumerable<string> OptionNames(Command command)
    {
        var options = command.Options.Concat(HelpText.Ancestors(command).SelectMany(c => c.Options).Where(o => o.Recursive));
        return options.Where(o => !o.Hidden).Select(o => o.Name);
    }

    private static string? Nearest(string word, IEnumerable<string> known)
    {
        var nearest = known
            .Select(k => (Name: k, Distance: word.Length >= 4 && k.StartsWith(word, StringComparison.Ordinal) ? 1 : Distance(word, k)))
            .OrderBy(k => k.Distance).ThenBy(k => k.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Max(2, word.Length / 3) ? nearest.Name : null;
    }

    // Levenshtein: insertions, deletions and substitutions.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
