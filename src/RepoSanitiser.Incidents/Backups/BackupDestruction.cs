using System.Text.Json.Nodes;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;

namespace RepoSanitiser.Incidents.Backups;

/// <summary>What was destroyed.</summary>
/// <param name="Files">Files overwritten and deleted.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record Destroyed(long Files, long Bytes);

/// <summary>Destroys copies that an incident holds: each file is overwritten with random bytes, flushed to the disk, and deleted.</summary>
/// <param name="random">Gives that many random bytes.</param>
public sealed class BackupDestruction(Func<int, byte[]> random)
{
    private const int Block = 1 << 20;

    /// <summary>What overwriting can't promise.</summary>
    public const string Limits =
        "Overwriting reaches the blocks that the file system shows. A solid-state disk keeps old blocks out of reach until it erases them, "
        + "and file systems that copy on write (btrfs, ZFS), snapshots, swap and backups of this machine keep their own: only an encrypted disk whose key "
        + "is destroyed, or the disk's own secure erase, makes sure of those.";

    /// <summary>The numbers of an incident's copies, also of those that were never finished.</summary>
    public static IReadOnlyList<string> Numbers(Incident incident) => RepositoryBackup.Numbers(incident);

    /// <summary>What destroying a copy would take away; changes nothing.</summary>
    public static Destroyed Plan(Incident incident, string number)
    {
        var files = Files(FolderOf(incident, number));
        return new Destroyed(files.Count, files.Sum(f => f.Length));
    }

    /// <summary>Destroys a copy. Killed in between, it can be run again.</summary>
    /// <exception cref="ReposanException">There is no such copy, or a file of it can't be overwritten.</exception>
    public Destroyed Destroy(Incident incident, string number)
    {
        var folder = FolderOf(incident, number);
        var plan = Plan(incident, number);
        incident.Record.Around("backup.destroy", folder, new JsonObject { ["backup"] = number, ["files"] = plan.Files, ["bytes"] = plan.Bytes }, null, () =>
        {
            try
            {
                Overwrite(folder);
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ReposanException(ExitCode.Failed, $"Backup {number} of incident {incident.Id} is only partly destroyed: check the permissions of {folder}, and run it again.", e);
            }

            return new JsonObject { ["backup"] = number, ["destroyed"] = true };
        });
        return plan;
    }

    private static string FolderOf(Incident incident, string number) => Numbers(incident).Contains(number)
        ? RepositoryBackup.FolderOf(incident, number)
        : throw new ReposanException(ExitCode.Usage, $"Incident {incident.Id} has no backup '{Printable.Escape(number)}': see 'reposan backup list'.");

    private static List<FileInfo> Files(string folder) =>
        [.. new DirectoryInfo(folder).EnumerateFiles("*", Everything).Where(f => f.LinkTarget is null)];

    private static EnumerationOptions Everything => new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private void Overwrite(string folder)
    {
        foreach (var file in Files(folder))
        {
            File.SetUnixFileMode(file.FullName, PrivateFiles.FileMode);
            using (var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Write, FileShare.None))
            {
                for (var left = stream.Length; left > 0; left -= Block) stream.Write(random((int)Math.Min(left, Block)));
                stream.Flush(flushToDisk: true);
            }

            File.Delete(file.FullName);
        }
    }
}
