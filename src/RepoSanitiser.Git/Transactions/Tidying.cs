using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Transactions;

/// <summary>
/// Takes out of a git directory whatever else keeps or names old objects, and then the objects. Every step can be run again: a killed
/// run goes on where it was.
/// </summary>
/// <param name="repository">The repository.</param>
public sealed class Tidying(Repository repository)
{
    private const string GoOn = "then go on with 'reposan purge REPO --resume'";

    private string Objects => Path.Combine(repository.CommonDirectory, "objects");

    /// <summary>Where a pack is made before it is one of the repository's: what a failure or a kill leaves lies here and nowhere else.</summary>
    private string Incoming => Path.Combine(Objects, "reposan-incoming");

    /// <summary>Adds the objects of a pack, under guard: no other git drops them before refs name them.</summary>
    /// <param name="pack">The pack's file.</param>
    /// <param name="guard">What its <c>.keep</c> file says.</param>
    /// <exception cref="ReposanException">They could not be written (failed).</exception>
    public void Install(string pack, string guard)
    {
        try
        {
            Discard();
            Directory.CreateDirectory(Path.Combine(Incoming, "pack"));
            using var file = File.OpenRead(pack);
            var git = new GitRunner(repository.CommonDirectory) { ObjectFolders = (Incoming, Objects) };
            var result = git.Run(stream => file.CopyTo(stream), "index-pack", "--stdin", "--fix-thin", "--keep=" + guard);
            if (result.ExitCode != 0) throw new IOException("git index-pack failed");
            Directory.CreateDirectory(Path.Combine(Objects, "pack"));
            // The guard comes first; a pack is one once its index is there.
            foreach (var extension in (string[])[".keep", ".pack", ".rev", ".idx"])
            {
                foreach (var made in Directory.GetFiles(Path.Combine(Incoming, "pack"), "pack-*" + extension))
                    File.Move(made, Path.Combine(Objects, "pack", Path.GetFileName(made)), overwrite: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Failed, "The new objects could not be written: is the disk full, or the object folder read-only? The repository is as it was.", e);
        }
        finally
        {
            Discard();
        }
    }

    /// <summary>Takes away packs that were added under guard and that nothing names, and what there is of one that was never finished.</summary>
    public void Uninstall(string guard)
    {
        Discard();
        foreach (var keep in Packs("*.keep").Where(k => File.ReadAllText(k).TrimEnd('\n') == guard))
        {
            foreach (var extension in (string[])[".idx", ".pack", ".rev", ".keep"]) File.Delete(Path.ChangeExtension(keep, extension));
        }
    }

    /// <summary>Deletes lock files that a killed run's git left behind.</summary>
    public void Unlock(IEnumerable<string> refs)
    {
        foreach (var name in refs.Append("HEAD").Append("packed-refs")) Delete(Path.Combine(repository.CommonDirectory, name + ".lock"));
    }

    /// <summary>Empties all reflogs, writes the stash's anew, and deletes the heads that only remember.</summary>
    /// <param name="stashes">All stashes, newest first.</param>
    public void Forget(IReadOnlyList<StashEntry> stashes)
    {
        foreach (var tree in repository.WorkTrees)
        {
            foreach (var file in Stores.Files(tree.GitDirectory).Where(IsMemory)) File.Delete(file);
            if (repository.UsesReftable) continue;
            var logs = Path.Combine(tree.GitDirectory, "logs");
            if (!Directory.Exists(logs)) continue;
            foreach (var log in Directory.GetFiles(logs, "*", SearchOption.AllDirectories))
            {
                if (Path.GetRelativePath(logs, log) != "refs/stash" || tree.Name.Length > 0) File.WriteAllBytes(log, []);
            }
        }

        if (repository.UsesReftable) Must("The reflogs could not be emptied", "reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all");
        else WriteStashes(stashes);
        foreach (var folder in (string[])["refs/original"])
        {
            var path = Path.Combine(repository.CommonDirectory, folder);
            if (Directory.Exists(path) && !Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Any()) Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Puts new names into the lists of paths that a git directory keeps: what is checked out, left out, or has attributes.</summary>
    /// <param name="names">Names from now on, by those there were, one character a byte.</param>
    public void FollowNames(IReadOnlyDictionary<string, string> names)
    {
        if (names.Count == 0) return;
        foreach (var file in repository.WorkTrees.SelectMany(t => Stores.Files(Path.Combine(t.GitDirectory, "info"))).Where(f => Path.GetFileName(f) is "sparse-checkout" or "exclude" or "attributes"))
        {
            var text = File.ReadAllText(file, Encoding.Latin1);
            var now = string.Join('\n', text.Split('\n').Select(line => string.Join('/', line.Split('/').Select(n => names.GetValueOrDefault(n, n)))));
            if (now != text) File.WriteAllText(file, now, Encoding.Latin1);
        }
    }

    /// <summary>
    /// Packs what is reachable anew, reusing what is compressed already, and drops all else: unreachable objects, packs that were
    /// to be kept, and files that sum up packs or commits.
    /// </summary>
    /// <exception cref="ReposanException">It could not be done (failed); run again, it goes on.</exception>
    public void Repack(CancellationToken cancellation)
    {
        Must("The refs could not be packed, so that packed-refs names old objects", "pack-refs", "--all", "--prune");
        var hadGraph = File.Exists(Path.Combine(Objects, "info", "commit-graph")) || Directory.Exists(Path.Combine(Objects, "info", "commit-graphs"));
        Delete(Path.Combine(Objects, "info", "commit-graph"));
        if (Directory.Exists(Path.Combine(Objects, "info", "commit-graphs"))) Directory.Delete(Path.Combine(Objects, "info", "commit-graphs"), recursive: true);
        foreach (var sum in Packs("multi-pack-index*")) File.Delete(sum);
        var hadBitmap = Packs("*.bitmap").Length > 0;
        foreach (var keep in Packs("*.keep")) File.Delete(keep);
        // Cruft packs are told by these: without, git takes them for ordinary ones and drops what is unreachable in them.
        foreach (var times in Packs("*.mtimes")) File.Delete(times);
        var loose = Loose();
        cancellation.ThrowIfCancellationRequested();
        var repacked = repository.Git.Run(
            "-c", "repack.writeBitmaps=false", "repack", "-a", "-d", "-q", hadBitmap ? "--write-bitmap-index" : "--no-write-bitmap-index");
        if (repacked.ExitCode != 0)
            throw new ReposanException(ExitCode.Failed, "The repository could not be packed anew, so old objects are still in it: is the disk full? Make room, then go on with 'reposan purge REPO --resume'.");
        foreach (var file in loose) Delete(file);
        foreach (var leftover in Packs("tmp_*").Concat(Packs(".tmp-*"))) File.Delete(leftover);
        if (hadGraph) repository.Git.Run("commit-graph", "write", "--reachable");
        // What a web server gives out as it is: every ref's id.
        if (File.Exists(Path.Combine(repository.CommonDirectory, "info", "refs"))) Must("The list of refs for web servers (info/refs) could not be written", "update-server-info", "--force");
    }

    /// <summary>Deletes files of the LFS store.</summary>
    public void DropLfs(IEnumerable<string> names)
    {
        foreach (var name in names) Delete(Path.Combine(repository.CommonDirectory, "lfs", "objects", name[..2], name[2..4], name));
    }

    private void Must(string what, params ReadOnlySpan<string> arguments)
    {
        if (repository.Git.Run(arguments).ExitCode != 0)
            throw new ReposanException(ExitCode.Failed, $"{what}: is another git at work (a .lock file), the disk full, or a folder read-only? See to that, {GoOn}.");
    }

    private void Discard()
    {
        if (Directory.Exists(Incoming)) Directory.Delete(Incoming, recursive: true);
    }

    private static void Delete(string file)
    {
        if (Directory.Exists(Path.GetDirectoryName(file))) File.Delete(file);
    }

    /// <summary>Whether a file of a git directory only remembers: an earlier head, or a message or a patch as somebody wrote it.</summary>
    private static bool IsMemory(string file)
    {
        var name = Path.GetFileName(file);
        return name is "AUTO_MERGE" or "EDIT_DESCRIPTION" or "addp-hunk-edit.diff"
            || name.EndsWith("_HEAD", StringComparison.Ordinal)
            || name.EndsWith("_MSG", StringComparison.Ordinal)
            // An editor's own copies too: .COMMIT_EDITMSG.swp, COMMIT_EDITMSG~.
            || name.Contains("_EDITMSG", StringComparison.Ordinal);
    }

    private void WriteStashes(IReadOnlyList<StashEntry> stashes)
    {
        var file = Path.Combine(repository.CommonDirectory, "logs", "refs", "stash");
        if (stashes.Count == 0)
        {
            Delete(file);
            return;
        }

        var text = new StringBuilder();
        var before = new string('0', 2 * stashes[0].Commit.Length);
        foreach (var stash in stashes.Reverse())
        {
            text.Append(before).Append(' ').Append(stash.Commit).Append(' ').Append(stash.Line).Append('\n');
            before = stash.Commit.ToString();
        }

        File.WriteAllText(file, text.ToString(), Encoding.Latin1);
    }

    private string[] Packs(string pattern)
    {
        var folder = Path.Combine(Objects, "pack");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
    }

    private List<string> Loose() =>
        [.. Stores.FoldersOf(Objects).Where(f => Path.GetFileName(f).Length == 2).SelectMany(Stores.Files)];
}
