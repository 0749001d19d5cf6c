using System.CommandLine;
using System.CommandLine.Help;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;

namespace RepoSanitiser.Cli;

/// <summary>The command <c>reposan</c>: all commands and the options that each of them takes.</summary>
internal sealed class Root : RootCommand
{
    /// <summary>The name that people type, whatever file this process was started from.</summary>
    public const string ProgramName = "reposan";

    /// <summary>Builds the tree of commands.</summary>
    public Root(Surroundings surroundings)
        : base("Find the outputs of a research study that could identify a patient, in files and in a repository's history.")
    {
        Surroundings = surroundings;
        foreach (var option in GlobalOptions.All) Add(option);
        Add(ScanCommand.Create());
        Add(CheckCommand.Create());
        Add(RedactCommand.Create());
        Add(RulesCommand.Create());
        Add(HookCommand.Create());
        Add(PurgeCommand.Create());
        Add(ProveCommand.Create());
        Add(PushCommand.Create());
        Add(ReleaseCommand.Create());
        Add(TraceCommand.Create());
        Add(CleanCloneCommand.Create());
        Add(BackupCommand.Create());
        Add(IncidentCommand.Create());
        Add(KeyCommand.Create());
        Add(CompletionCommand.Create());

        this.Example("Find every sensitive output in a repository's history", "reposan scan .");
        this.Example("Check a table before it leaves", "reposan check table.csv");
        this.Example("Write the findings as a page for the people who decide", "reposan scan study --format html -o report.html");
        this.Example("Show the key that fingerprints are made with", "reposan key id");
        this.Example("Complete commands and options in bash", "source <(reposan completion bash)");
        this.Ends(ExitCode.Clean, "Clean, or done.");
        this.Ends(ExitCode.Findings, "There are findings.");
        this.Ends(ExitCode.Incomplete, "Something could not be read, so nothing can be said of it.");
        this.Ends(ExitCode.Refused, "A precondition does not hold; nothing was changed.");
        Action = new ShowHelp();
        foreach (var option in Options)
        {
            if (option is HelpOption help)
            {
                help.InGroup(GlobalOptions.Group);
                help.Description = "Show help for a command.";
                help.Action = new ShowHelp();
                help.Aliases.Remove("-?");
                help.Aliases.Remove("/?");
                help.Aliases.Remove("/h");
            }
            else if (option is VersionOption version)
            {
                version.InGroup(GlobalOptions.Group);
                version.Description = "Show the version.";
                version.Action = new ShowVersion();
            }
        }
    }

    /// <summary>The world around this process, for the commands.</summary>
    public Surroundings Surroundings { get; }
}
