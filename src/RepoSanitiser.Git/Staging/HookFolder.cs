using System.Text;

namespace RepoSanitiser.Git.Staging;

/// <summary>Where git looks for the hooks of a repository, and the root of the work tree they run in.</summary>
/// <param name="Path">The folder of hooks, absolute; it may not exist yet.</param>
/// <param name="WorkTree">The root of the work tree, absolute; null for a bare repository.</param>
/// <param name="SharedBy">Where the folder is set for more than this repository: git's word for it (<c>global</c>, <c>system</c>); else null.</param>
public sealed record HookFolder(string Path, string? WorkTree, string? SharedBy)
{
    /// <summary>Finds it, as <c>core.hooksPath</c> and linked work trees have it.</summary>
    /// <param name="path">A folder in the repository.</param>
    /// <param name="repository">The repository there.</param>
    public static HookFolder Of(string path, Repository repository)
    {
        var top = new GitRunner(null).Run("-C", System.IO.Path.GetFullPath(path), "-c", "safe.directory=*", "-c", "core.fsmonitor=false", "rev-parse", "--show-toplevel");
        var workTree = top.ExitCode == 0 && top.Output.Length > 1 ? top.Text[..^1] : null;
        // Every call of git sets the option on its command line so that no hook runs; what the files say comes before that.
        var asked = new GitRunner(repository.GitDirectory).Run("config", "-z", "--show-scope", "--type=path", "--get-all", "core.hooksPath");
        var words = Encoding.UTF8.GetString(asked.Output).Split('\0');
        string? set = null, scope = null;
        for (var i = 0; i + 1 < words.Length; i += 2)
        {
            if (words[i] != "command") (scope, set) = (words[i], words[i + 1]);
        }

        if (string.IsNullOrEmpty(set)) return new HookFolder(System.IO.Path.Combine(repository.CommonDirectory, "hooks"), workTree, null);
        var folder = System.IO.Path.GetFullPath(set, workTree ?? repository.GitDirectory);
        return new HookFolder(folder, workTree, scope is "local" or "worktree" ? null : scope);
    }
}
