using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan key</c>: the key that fingerprints are made with, and how colleagues and CI come to share it.</summary>
internal static class KeyCommand
{
    private const string Unsafe = "The key file is open to others, lies in a git repository, or holds no key.";

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("key", "Show or share the key that fingerprints are made with.") { Id(), Export(), Import() };
        command.Action = new ShowHelp();
        return command.Example("Give a colleague your key", "reposan key export | ssh colleague reposan key import");
    }

    private static Command Id()
    {
        var command = new Command("id", "Print the key's id; make the key if there is none yet.")
            .Example("See whether two machines share a key", "reposan key id")
            .Ends(ExitCode.Refused, Unsafe);
        command.Runs((_, context) =>
        {
            context.Out.WriteLine(context.Key.Id);
            return ExitCode.Clean;
        });
        return command;
    }

    private static Command Export()
    {
        var command = new Command("export", "Print the key itself, for a secret store or a colleague.")
            .Example("Store it as a secret of a GitHub repository", "reposan key export | gh secret set REPOSAN_KEY")
            .Ends(ExitCode.Refused, Unsafe);
        command.Runs((_, context) =>
        {
            var key = context.Key;
            context.Say("This is a secret: who has it can guess redacted counts from fingerprints. Keep it out of repositories and logs.");
            context.Out.WriteLine(KeyStore.Format(key));
            return ExitCode.Clean;
        });
        return command;
    }

    private static Command Import()
    {
        var force = new Option<bool>("--force") { Description = "Replace a different key; baselines made with it no longer count." };
        var command = new Command("import", "Read an exported key from standard input and keep it.") { force }
            .Example("Take over a colleague's key", "reposan key import < colleague.key")
            .Ends(ExitCode.Refused, "A different key is there already, or its place is not safe.");
        command.Runs(async (arguments, context) =>
        {
            // A read from a terminal can't be cancelled, but it need not be waited for.
            var line = await Task.Run(context.In.ReadLine).WaitAsync(context.Cancelled) ?? "";
            var key = KeyStore.Parse(line)
                ?? throw new ReposanException(ExitCode.Usage, "Standard input holds no key: pipe the output of 'reposan key export' in.");
            var done = context.Keys.Import(key, arguments.GetValue(force)) switch
            {
                KeyImport.Stored => "Stored",
                KeyImport.Replaced => "Replaced the key that was there by",
                _ => "Already had",
            };
            context.Out.WriteLine($"{done} key {key.Id} in {context.Keys.FilePath}");
            return ExitCode.Clean;
        });
        return command;
    }
}
