using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;

namespace RepoSanitiser.Cli.Containing;

/// <summary>How a change is agreed to.</summary>
internal static class Agreement
{
    /// <summary>Refuses a question in the middle of JSON.</summary>
    /// <exception cref="ReposanException">There would be one (usage).</exception>
    public static void KeepOffJson(bool json, bool apply, bool yes)
    {
        if (json && apply && !yes) throw new ReposanException(ExitCode.Usage, "--format json with --apply takes --yes: there is no place for a question.");
    }

    /// <summary>Has the repository's name typed, on a terminal or in a pipe; nothing, or another name, is a no.</summary>
    public static bool Agrees(this CommandContext context, string question, string name)
    {
        context.Out.WriteLine(question);
        context.Out.WriteLine($"Type {name} to go on:");
        context.Out.Flush();
        return string.Equals(context.In.ReadLine()?.Trim(), name, StringComparison.OrdinalIgnoreCase);
    }
}
