using RepoSanitiser.Core;

namespace RepoSanitiser.Incidents.Backups;

/// <summary>Lists all that lies in a git directory: objects, refs, reflogs, linked work trees' and submodules' parts, settings, LFS files.</summary>
internal static class GitDirectoryTree
{
    private const int MostLevels = 200;

    // The end of a conversation between git and a file monitor: it holds nothing.
    private const string MonitorSocket = "fsmonitor--daemon.ipc";

    /// <summary>A file, folder or dead link; links that lead somewhere are followed.</summary>
    /// <param name="Path">Its path from the root.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Info">What the file system says of it.</param>
    public sealed record Item(string Path, BackupEntryKind Kind, FileSystemInfo Info);

    /// <summary>Everything below a folder, folders before what lies in them.</summary>
    /// <exception cref="ReposanException">Links lead in a circle, or something can't be opened by its name.</exception>
    public static List<Item> List(string root)
    {
        var items = new List<Item>();
        Add(root, "", 0, items);
        return items;
    }

    /// <summary>Names, sizes and times: the same text means that nothing was written meanwhile.</summary>
    public static HashSet<(string Path, long Length, DateTime Written)> State(IEnumerable<Item> items) =>
        [.. items.Where(i => i.Kind == BackupEntryKind.File).Select(i => (i.Path, ((FileInfo)i.Info).Length, i.Info.LastWriteTimeUtc))];

    private static void Add(string folder, string prefix, int depth, List<Item> items)
    {
        if (depth > MostLevels) throw new ReposanException(ExitCode.Refused, $"The git directory can't be copied: its folders are more than {MostLevels} deep, or links in it lead in a circle.");
        foreach (var path in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (name == MonitorSocket) continue;
            var relative = prefix + name;
            if (Directory.Exists(path))
            {
                items.Add(new Item(relative, BackupEntryKind.Folder, new DirectoryInfo(path)));
                Add(path, relative + "/", depth + 1, items);
            }
            else if (File.Exists(path))
            {
                var file = new FileInfo(path);
                items.Add(new Item(relative, BackupEntryKind.File, file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file));
            }
            else if (new FileInfo(path).LinkTarget is not null)
            {
                items.Add(new Item(relative, BackupEntryKind.Link, new FileInfo(path)));
            }
            else
            {
                // Left out in silence, it would be lost by a restore.
                throw new ReposanException(ExitCode.Refused, "The git directory can't be copied: a name in it is not UTF-8, or it is being written to. Run git pack-refs --all, and try again.");
            }
        }
    }
}
