using System.CommandLine;
using System.Text;

namespace RepoSanitiser.Cli.Help;

/// <summary>
/// The help of a command, in the order in which people read: what it is for, how to call it, examples, commands and options under
/// headings, exit codes, where to learn more.
/// </summary>
internal static class HelpText
{
    private const int Width = 100;
    private const int MaxLabel = 30;

    /// <summary>The whole help text of a command.</summary>
    public static string Of(Command command)
    {
        var text = new StringBuilder();
        text.Append(command.Description).Append("\n\nUSAGE\n  ").Append(Usage(command)).Append('\n');
        AppendExamples(text, command);
        foreach (var group in Visible(command.Subcommands).GroupBy(c => Documented.GroupOf(c, "COMMANDS"), StringComparer.Ordinal))
            AppendSection(text, group.Key, group.Select(c => (c.Name, c.Description)));
        AppendSection(text, "ARGUMENTS", Visible(command.Arguments).Select(a => (Label(a), a.Description)));
        foreach (var group in AllOptions(command).GroupBy(o => Documented.GroupOf(o, "OPTIONS"), StringComparer.Ordinal))
            AppendSection(text, group.Key, group.Select(o => (Label(o), o.Description)));
        AppendSection(text, "EXIT CODES", Documented.EndingsOf(command).Select(e => ($"{(int)e.Code}", (string?)e.Meaning)));
        text.Append("\nLEARN MORE\n  Run ").Append(command.Subcommands.Count > 0
            ? $"'{Path(command)} <command> --help' to read about one command.\n"
            : $"'{Root.ProgramName} --help' to see all commands.\n");
        return text.Append("  README.md says how keys, state and exit codes work.\n").ToString();
    }

    /// <summary>The words that call a command: <c>reposan key import</c>.</summary>
    public static string Path(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? Root.ProgramName : $"{Path(parent)} {command.Name}";
    }

    /// <summary>The commands above a command, nearest first.</summary>
    public static IEnumerable<Command> Ancestors(Command command)
    {
        for (var parent = command.Parents.OfType<Command>().FirstOrDefault(); parent is not null; parent = parent.Parents.OfType<Command>().FirstOrDefault())
            yield return parent;
    }

    private static string Usage(Command command)
    {
        if (command.Subcommands.Count > 0) return $"{Path(command)} <command> [options]";
        var words = Visible(command.Arguments).Select(a => a.Arity.MinimumNumberOfValues > 0 ? Label(a) : $"[{Label(a)}]");
        return string.Join(' ', [Path(command), .. words, "[options]"]);
    }

    private static void AppendExamples(StringBuilder text, Command command)
    {
        var examples = Documented.ExamplesOf(command);
        if (examples.Count == 0) return;
        text.Append("\nEXAMPLES\n");
        text.AppendJoin("\n\n", examples.Select(e => $"  # {e.Purpose}\n  $ {e.Line}")).Append('\n');
    }

    private static void AppendSection(StringBuilder text, string heading, IEnumerable<(string Label, string? Description)> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0) return;
        text.Append('\n').Append(heading).Append('\n');
        var column = all.Select(r => r.Label.Length).Where(l => l <= MaxLabel).DefaultIfEmpty(0).Max() + 4;
        foreach (var (label, description) in all)
        {
            text.Append("  ").Append(label);
            if (label.Length > MaxLabel) text.Append('\n').Append(' ', column);
            else text.Append(' ', column - 2 - label.Length);
            text.AppendJoin("\n" + new string(' ', column), Wrap(description ?? "", Width - column)).Append('\n');
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }

        yield return line.ToString();
    }

    private static string Label(Option option)
    {
        var names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(n => n.Length));
        var indent = option.Aliases.Count == 0 ? "    " : "";
        var isFlag = option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool);
        return isFlag ? indent + names : $"{indent}{names} {option.HelpName ?? "VALUE"}";
    }

    private static string Label(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        return argument.Arity.MaximumNumberOfValues > 1 ? name + "..." : name;
    }

    private static IEnumerable<Option> AllOptions(Command command)
    {
        var inherited = Ancestors(command).SelectMany(c => c.Options).Where(o => o.Recursive);
        return Visible(command.Options.Concat(inherited).OrderBy(IsGlobal));
    }

    private static bool IsGlobal(Option option) => Documented.GroupOf(option, "").Equals(Running.GlobalOptions.Group, StringComparison.Ordinal);

    private static IEnumerable<T> Visible<T>(IEnumerable<T> symbols)
        where T : Symbol => symbols.Where(s => !s.Hidden);
}
