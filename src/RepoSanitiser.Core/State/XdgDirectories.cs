namespace RepoSanitiser.Core.State;

/// <summary>
/// Where a user's configuration and state belong, by the XDG Base Directory Specification 0.8: a variable that is unset, empty or
/// not an absolute path counts for nothing.
/// </summary>
/// <param name="variable">Looks up an environment variable.</param>
public sealed class XdgDirectories(Func<string, string?> variable)
{
    /// <summary>The tool's folder for configuration: <c>$XDG_CONFIG_HOME/reposan</c>, by default <c>~/.config/reposan</c>.</summary>
    /// <exception cref="ReposanException">Neither the variable nor <c>HOME</c> says where.</exception>
    public string Config => Folder("XDG_CONFIG_HOME", ".config");

    /// <summary>The tool's folder for state: <c>$XDG_STATE_HOME/reposan</c>, by default <c>~/.local/state/reposan</c>.</summary>
    /// <exception cref="ReposanException">Neither the variable nor <c>HOME</c> says where.</exception>
    public string State => Folder("XDG_STATE_HOME", ".local/state");

    private string Folder(string name, string belowHome)
    {
        if (variable(name) is { } named && Path.IsPathFullyQualified(named)) return Path.Combine(named, "reposan");
        if (variable("HOME") is { } home && Path.IsPathFullyQualified(home)) return Path.Combine(home, belowHome, "reposan");
        throw new ReposanException(ExitCode.Usage, $"Neither {name} nor HOME names a folder: set one of them to an absolute path.");
    }
}
