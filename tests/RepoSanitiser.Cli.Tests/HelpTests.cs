using System.CommandLine;
using System.Text;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Running;

namespace RepoSanitiser.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public void The_help_of_every_command_reads_as_last_agreed()
    {
        using var reposan = new ReposanProcess();
        var all = new StringBuilder();
        foreach (var words in Commands())
        {
            var ended = reposan.Run([.. words, "--help"]);
            Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
            all.Append("$ reposan ").AppendJoin(' ', [.. words, "--help"]).Append('\n').Append(ended.Out).Append('\n');
        }

        Snapshot.AssertMatches("help.txt", all.ToString());
    }

    [Fact]
    public void Every_command_explains_itself_with_an_example_and_described_options()
    {
        foreach (var command in Tree(new Root(Surroundings.OfThisProcess())))
        {
            Assert.NotEmpty(Documented.ExamplesOf(command));
            Assert.All(command.Options, o => Assert.EndsWith(".", o.Description, StringComparison.Ordinal));
            Assert.All(command.Arguments, a => Assert.EndsWith(".", a.Description, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Without_a_command_the_help_is_shown()
    {
        using var reposan = new ReposanProcess();
        Assert.Equal(reposan.Run("--help"), reposan.Run());
    }

    [Fact]
    public void The_version_is_one_line()
    {
        using var reposan = new ReposanProcess();
        Assert.Equal(new Ended(0, "reposan 0.1.0\n", ""), reposan.Run("--version"));
    }

    private static IEnumerable<string[]> Commands() =>
        Tree(new Root(Surroundings.OfThisProcess())).Select(c => HelpText.Path(c).Split(' ')[1..]);

    private static IEnumerable<Command> Tree(Command command) => command.Subcommands.SelectMany(Tree).Prepend(command);
}
