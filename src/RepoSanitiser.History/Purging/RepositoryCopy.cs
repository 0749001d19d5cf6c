using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Git;

namespace RepoSanitiser.History.Purging;

/// <summary>Copies a repository whole into a folder of its own, bare: objects, refs, reflogs and stashes. The original is only read.</summary>
public static class RepositoryCopy
{
    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        // What belongs to work trees, which a bare copy has none of, and what would run or be waited for.
        "index", "worktrees", "hooks", "ORIG_HEAD", "FETCH_HEAD", "COMMIT_EDITMSG", "gc.pid",
    };

    /// <summary>Makes the copy. The folder appears only when the copy is whole.</summary>
    /// <exception cref="ReposanException">The folder exists (usage), or the copy can't be made (failed).</exception>
    public static Repository Make(Repository source, string folder, CancellationToken cancellation)
    {
        if (Path.Exists(folder)) throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(folder)} exists already: name a folder to be made.");
        var part = folder.TrimEnd('/') + ".part";
        try
        {
            if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
            Copy(source.CommonDirectory, part, isTop: true, cancellation);
            var config = Path.Combine(part, "config");
            new GitRunner(part).Run("config", "--file", config, "core.bare", "true");
            new GitRunner(part).Run("config", "--file", config, "--unset-all", "core.worktree");
            Directory.Move(part, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Failed, $"The repository could not be copied to {Printable.Escape(folder)}: is there room, and is the folder above yours?", e);
        }

        return Repository.Open(folder);
    }

    private static void Copy(string from, string to, bool isTop, CancellationToken cancellation)
    {
        Directory.CreateDirectory(to, PrivateFiles.FolderMode);
        foreach (var entry in new DirectoryInfo(from).GetFileSystemInfos())
        {
            cancellation.ThrowIfCancellationRequested();
            if (isTop && LeftOut.Contains(entry.Name)) continue;
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is not null && entry is FileInfo) File.Copy(entry.ResolveLinkTarget(returnFinalTarget: true)!.FullName, target);
            else if (entry is DirectoryInfo) Copy(entry.FullName, target, isTop: false, cancellation);
            else File.Copy(entry.FullName, target);
        }
    }
}
