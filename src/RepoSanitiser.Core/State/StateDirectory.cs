namespace RepoSanitiser.Core.State;

/// <summary>
/// The folder that holds what the tool remembers between runs: <c>cache.db</c> and <c>incidents/</c>. Only its owner may look inside.
/// </summary>
public sealed class StateDirectory
{
    private StateDirectory(string path) => FullPath = path;

    /// <summary>Absolute path of the folder; it exists.</summary>
    public string FullPath { get; }

    /// <summary>Opens the folder, making it (0700) where it does not exist.</summary>
    /// <param name="path">The folder named by <c>--state</c>, or <see cref="XdgDirectories.State"/>.</param>
    /// <exception cref="ReposanException">Others may read it (4), or it can't be made (2).</exception>
    public static StateDirectory Open(string path)
    {
        path = Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(path)) Directory.CreateDirectory(path, PrivateFiles.FolderMode);
            if (!PrivateFiles.IsOpenToOthers(File.GetUnixFileMode(path))) return new StateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The state folder {path} can't be made or opened: check its path and permissions.", e);
        }

        throw new ReposanException(ExitCode.Refused, $"The state folder {path} is open to other users: run 'chmod 700' on it.");
    }

    /// <summary>The path of a file or folder inside.</summary>
    public string PathOf(string name) => Path.Combine(FullPath, name);
}
