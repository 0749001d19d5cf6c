using RepoSanitiser.Git;

namespace RepoSanitiser.History.Proof;

/// <summary>Finds the folders that a repository's work trees lie in.</summary>
internal static class WorkTreeFolders
{
    /// <summary>The folder of each work tree; null where it is not there.</summary>
    public static IReadOnlyList<(string Name, string? Folder)> Of(Repository repository)
    {
        var folders = new List<(string, string?)>();
        if (Main(repository) is { } main) folders.Add(("", main));
        foreach (var linked in repository.WorkTrees.Where(t => t.Name.Length > 0))
        {
            var pointer = Path.Combine(linked.GitDirectory, "gitdir");
            var folder = File.Exists(pointer) ? Path.GetDirectoryName(Path.GetFullPath(File.ReadAllText(pointer).TrimEnd('\n'), linked.GitDirectory)) : null;
            folders.Add((linked.Name, Directory.Exists(folder) ? folder : null));
        }

        return folders;
    }

    private static string? Main(Repository repository)
    {
        // This runner sets core.bare itself: the repository's own word is asked for in its file of settings.
        var settings = Path.Combine(repository.CommonDirectory, "config");
        var named = repository.Git.Run("config", "--file", settings, "--get", "core.worktree");
        if (named.ExitCode == 0 && Path.GetFullPath(named.Text.TrimEnd('\n'), repository.CommonDirectory) is var folder && Directory.Exists(folder)) return folder;
        var bare = repository.Git.Run("config", "--file", settings, "--type=bool", "--get", "core.bare").Text.StartsWith("true", StringComparison.Ordinal);
        return !bare && Path.GetFileName(repository.CommonDirectory) == ".git" ? Path.GetDirectoryName(repository.CommonDirectory) : null;
    }
}
