using RepoSanitiser.Cli.Running;

namespace RepoSanitiser.Cli.Containing;

/// <summary>How a change is agreed to.</summary>
internal static class Agreement
{
    /// <summary>Has the repository's name typed, on a terminal or in a pipe; nothing, or another name, is a no.</summary>
    public static bool Agrees(this CommandContext context, string question, string name)
    {
        context.Out.WriteLine(question);
        context.Out.WriteLine($"Type {name} to go on:");
        context.Out.Flush();
        return string.Equals(context.In.ReadLine()?.Trim(), name, StringComparison.OrdinalIgnoreCase);
    }
}
