using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Hooks;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Staging;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan hook</c>: git runs the check before each commit, each push and each pull request.</summary>
internal static class HookCommand
{
    private static readonly Option<string> In = new("--repository")
    {
        Description = "The repository (default: the one around).",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".",
    };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("hook", "Have git run the check before each commit and each push.") { Install(), Uninstall() };
        command.Action = new ShowHelp();
        return command.Example("Check before each commit and each push", "reposan hook install");
    }

    private static Command Install()
    {
        var commit = new Option<bool>("--pre-commit") { Description = "Check what is staged before each commit." };
        var push = new Option<bool>("--pre-push") { Description = "Check the commits that are pushed before each push." };
        var workflow = new Option<bool>("--workflow") { Description = $"Write {HookScripts.WorkflowPath}, which checks the commits of each pull request on GitHub." };
        var chain = new Option<bool>("--chain") { Description = "Keep a hook that is there already, and run it first." };
        var failOn = JudgingOptions.FailOn();
        failOn.Description = "The least severity that stops git: low, medium, high or critical (default medium).";
        failOn.DefaultValueFactory = _ => Severity.Medium;
        var rules = JudgingOptions.Rules();
        rules.Description = "Apply the rules of this .yaml file too, whenever git asks; for --workflow it has to lie in the repository.";
        var command = new Command("install", "Write the hooks; without an option, pre-commit and pre-push.") { commit, push, workflow, chain, In, failOn, rules }
            .Example("Check before each commit and each push", "reposan hook install")
            .Example("Check each pull request as well", "reposan hook install --workflow")
            .Example("Look for what rules of your own say, too", "reposan hook install --rules our-rules.yaml")
            .Ends(ExitCode.Refused, "There is a hook of somebody else's, or hooks are set for more than this repository; nothing was written.");
        command.Runs((arguments, context) =>
        {
            var severity = arguments.GetValue(failOn).ToString().ToLowerInvariant();
            List<string> hooks = [];
            if (arguments.GetValue(commit)) hooks.Add("pre-commit");
            if (arguments.GetValue(push)) hooks.Add("pre-push");
            if (hooks.Count == 0 && !arguments.GetValue(workflow)) hooks.AddRange(HookInstaller.Hooks);
            var installer = Open(arguments, context);
            var file = RulesFile(arguments.GetValue(rules), installer, arguments.GetValue(workflow));
            installer.Prepare(hooks, arguments.GetValue(chain));
            if (arguments.GetValue(workflow))
                context.Out.WriteLine($"Wrote {Printable.Escape(installer.InstallWorkflow(HookScripts.Workflow(severity, file)))}: commit it, and set the variable REPOSAN_REPOSITORY on GitHub");
            foreach (var hook in hooks)
                context.Out.WriteLine($"Wrote {Printable.Escape(installer.Install(hook, HookScripts.Of(hook, context.Program, severity, file)))}");
            return ExitCode.Clean;
        });
        return command;
    }

    /// <summary>Where a hook finds a file of rules: git runs hooks at the root of the work tree.</summary>
    /// <exception cref="ReposanException">The file can't be read, a rule in it is wrong, or the workflow would not find it (usage).</exception>
    private static string? RulesFile(string? given, HookInstaller installer, bool isForWorkflow)
    {
        if (given is null) return null;
        JudgingOptions.ReadRules(given);
        var inside = installer.WithinWorkTree(given);
        if (!isForWorkflow) return inside ?? Path.GetFullPath(given);
        if (inside is null || inside.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '/' or '-' or '_')))
            throw new ReposanException(ExitCode.Usage, "The workflow finds a file of rules only in the repository, under a plain name: put it there, and name it again.");
        return inside;
    }

    private static Command Uninstall()
    {
        var command = new Command("uninstall", "Take away what install wrote, and put back what was there before.") { In }
            .Example("Do without the hooks", "reposan hook uninstall");
        command.Runs((arguments, context) =>
        {
            var done = Open(arguments, context).Uninstall().ToList();
            foreach (var sentence in done) context.Out.WriteLine(Printable.Escape(sentence));
            if (done.Count == 0) context.Out.WriteLine("There is nothing of reposan's here.");
            return ExitCode.Clean;
        });
        return command;
    }

    private static HookInstaller Open(ParseResult arguments, CommandContext context)
    {
        var path = arguments.GetValue(In)!;
        return new HookInstaller(HookFolder.Of(path, Repository.Open(path)), context.Random);
    }
}
