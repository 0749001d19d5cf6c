namespace RepoSanitiser.Core.State;

/// <summary>Files and folders that only their owner may read.</summary>
public static class PrivateFiles
{
    /// <summary>Mode 0600.</summary>
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Mode 0700.</summary>
    public const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Whether a mode gives anything to anyone but the owner.</summary>
    public static bool IsOpenToOthers(UnixFileMode mode) => (mode & Others) != UnixFileMode.None;

    /// <summary>Creates a file that did not exist (<c>O_EXCL</c>), mode 0600.</summary>
    /// <exception cref="IOException">It exists, or can't be made.</exception>
    public static FileStream CreateNew(string path) => new(path, new FileStreamOptions
    {
        Mode = System.IO.FileMode.CreateNew,
        Access = FileAccess.Write,
        Share = FileShare.None,
        UnixCreateMode = FileMode,
    });

    /// <summary>The path with every symbolic link on the way followed, also where its last parts do not exist.</summary>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string RealPath(string path) => RealPath(Path.GetFullPath(path), 0);

    /// <summary>The git repository that a path lies in (a work tree, a <c>.git</c> folder or a bare repository); null for none.</summary>
    public static string? RepositoryAround(string path)
    {
        for (var folder = Path.GetDirectoryName(RealPath(path)); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git"))) return folder;
            if (File.Exists(Path.Combine(folder, "HEAD")) && Directory.Exists(Path.Combine(folder, "objects"))) return folder;
        }

        return null;
    }

    private static string RealPath(string path, int depth)
    {
        if (depth > 200) throw new IOException("Too many levels of symbolic links.");
        if (Path.GetDirectoryName(path) is not { } parent) return path;
        var here = Path.Combine(RealPath(parent, depth + 1), Path.GetFileName(path));
        var target = new FileInfo(here).LinkTarget;
        return target is null ? here : RealPath(Path.GetFullPath(target, Path.GetDirectoryName(here)!), depth + 1);
    }
}
