using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Transactions;

/// <summary>A work tree whose index and files follow its HEAD.</summary>
/// <param name="GitDirectory">Its git directory.</param>
/// <param name="Folder">Its files; null where they are not here.</param>
/// <param name="OldHead">The commit it had checked out; null where its branch was unborn.</param>
public sealed record CheckedOut(string GitDirectory, string? Folder, ObjectId? OldHead);

/// <summary>
/// Looks at work trees before a rewrite, and brings their indexes and files to the new HEAD after it. Filters that the repository
/// configures are never run: they are programs.
/// </summary>
/// <param name="repository">The repository.</param>
public sealed class WorkTreeFiles(Repository repository)
{
    // How ls-files tags entries that a sparse checkout leaves out.
    private const string LeftOut = "S";
    private const string Link = "120000";
    private const string Program = "100755";

    /// <summary>The work trees that have an index.</summary>
    public IReadOnlyList<CheckedOut> Find()
    {
        var found = new List<CheckedOut>();
        foreach (var tree in repository.WorkTrees.Where(t => File.Exists(Path.Combine(t.GitDirectory, "index"))))
        {
            var head = new GitRunner(tree.GitDirectory).Run("rev-parse", "--verify", "-q", "HEAD");
            var id = head.ExitCode == 0 && ObjectId.TryParse(head.Text.AsSpan().Trim(), out var parsed) ? parsed : (ObjectId?)null;
            found.Add(new CheckedOut(tree.GitDirectory, FolderOf(tree), id));
        }

        return found;
    }

    /// <summary>Whether files of a work tree, or its index, differ from its HEAD; untracked files don't count.</summary>
    public bool HasChanges(CheckedOut tree)
    {
        var git = new GitRunner(tree.GitDirectory);
        if (tree.Folder is null)
        {
            var emptyTree = tree.OldHead?.ToString() ?? EmptyTree();
            return git.Run("diff-index", "--cached", "--quiet", emptyTree, "--").ExitCode != 0;
        }

        var status = git.Run([.. WithoutFilters(git), "--work-tree=" + tree.Folder, "status", "--porcelain=v1", "-z", "--untracked-files=no", "--ignore-submodules=all", "--no-renames"]);
        return status.ExitCode != 0 || status.Output.Length > 0;
    }

    /// <summary>How many files that git does not track lie where tracked ones would go that get another name: those would be lost.</summary>
    /// <param name="tree">The work tree.</param>
    /// <param name="names">Names from now on, by those there are, one character a byte.</param>
    public static int Obstructed(CheckedOut tree, IReadOnlyDictionary<string, string> names)
    {
        if (tree.Folder is null || names.Count == 0) return 0;
        var tracked = Tracked(tree).ToHashSet(StringComparer.Ordinal);
        return tracked.Select(p => string.Join('/', p.Split('/').Select(n => names.GetValueOrDefault(n, n))))
            .Where(p => !tracked.Contains(p) && !RawNames.AreIn(p))
            .Count(p => Place(tree.Folder, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(p))) is { } place && FileKinds.Of(RawPath.Of(place)) != FileKind.None);
    }

    /// <summary>Brings index and files of a work tree to its HEAD. Can be run again after it was interrupted.</summary>
    /// <param name="tree">The work tree as it was found.</param>
    /// <returns>Files that could not be changed.</returns>
    public int Follow(CheckedOut tree)
    {
        var git = new GitRunner(tree.GitDirectory);
        var head = git.Run("rev-parse", "--verify", "-q", "HEAD^{tree}");
        var now = head.ExitCode == 0 ? head.Text.Trim() : EmptyTree();
        var before = tree.OldHead is { } old ? old + "^{tree}" : EmptyTree();
        File.Delete(Path.Combine(tree.GitDirectory, "index.lock"));
        var read = git.Run("read-tree", "-i", "-m", before, now);
        if (read.ExitCode != 0) read = git.Run("read-tree", now);
        // A split index keeps what it was in files beside it.
        if (read.ExitCode != 0 || git.Run("update-index", "--no-split-index").ExitCode != 0)
            throw new ReposanException(ExitCode.Failed, "The index of a work tree could not be written, and may name what is purged: is another git at work (a .lock file), or the disk full? See to that, then go on with 'reposan purge REPO --resume'.");
        foreach (var shared in Directory.GetFiles(tree.GitDirectory, "sharedindex.*")) File.Delete(shared);
        return tree.Folder is null ? 0 : ChangeFiles(git, tree, before, now);
    }

    /// <summary>The paths in the index of a work tree, one character a byte; but for those that a sparse checkout leaves out.</summary>
    public static IReadOnlyList<string> Tracked(CheckedOut tree) => [.. Checked(new GitRunner(tree.GitDirectory)).Select(e => e.Path)];

    /// <summary>
    /// Writes files of a work tree as its index has them, those that are gone and those named, and removes those that it has no more.
    /// </summary>
    /// <param name="tree">The work tree, whose git directory is as it was again.</param>
    /// <param name="alsoPresent">Paths, one character a byte, that are written also where a file is there.</param>
    /// <param name="made">Paths, one character a byte, that go unless the index has them.</param>
    public static void Restore(CheckedOut tree, IReadOnlySet<string> alsoPresent, IReadOnlyCollection<string> made)
    {
        if (tree.Folder is null || !Directory.Exists(tree.Folder)) return;
        var git = new GitRunner(tree.GitDirectory);
        var names = new RawNames(tree.GitDirectory, tree.Folder);
        var entries = Checked(git).ToList();
        RemoveAll(tree.Folder, made.Except(entries.Select(e => e.Path), StringComparer.Ordinal), names);
        var raws = new List<string>();
        foreach (var (mode, id, raw) in entries)
        {
            if (!IsFile(mode)) continue;
            if (mode == Link || RawNames.AreIn(raw))
            {
                raws.Add(raw);
                continue;
            }

            if (Place(tree.Folder, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(raw))) is not { } path) continue;
            if (Path.Exists(path) && !alsoPresent.Contains(raw)) continue;
            Replace(git, path, mode, id);
        }

        names.Write("HEAD", raws.FindAll(r => !alsoPresent.Contains(r)), replaces: false);
        names.Write("HEAD", raws.FindAll(alsoPresent.Contains), replaces: true);
    }

    private static bool IsFile(string mode) => mode is "100644" or Program or Link;

    private static void RemoveAll(string folder, IEnumerable<string> paths, RawNames names)
    {
        var (raws, others) = (new List<string>(), new List<string>());
        foreach (var path in paths) (RawNames.AreIn(path) ? raws : others).Add(path);
        names.Remove(raws);
        foreach (var path in others)
        {
            if (Place(folder, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(path))) is { } place && Directory.Exists(Path.GetDirectoryName(place))) Remove(place, folder);
        }
    }

    /// <summary>The entries of an index, their paths one character a byte; but for those that a sparse checkout leaves out.</summary>
    private static IEnumerable<(string Mode, string Id, string Path)> Checked(GitRunner git)
    {
        var listed = git.Run("ls-files", "--cached", "--stage", "-t", "-z");
        foreach (var entry in Encoding.Latin1.GetString(listed.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = entry.IndexOf('\t', StringComparison.Ordinal);
            if (entry[..tab].Split(' ') is [not LeftOut, var mode, var id, ..]) yield return (mode, id, entry[(tab + 1)..]);
        }
    }

    private static int ChangeFiles(GitRunner git, CheckedOut tree, string before, string now)
    {
        var (folder, raws) = (tree.Folder!, (Gone: new List<string>(), Changed: new List<string>()));
        var present = Checked(git).Select(e => e.Path).ToHashSet(StringComparer.Ordinal);
        var diff = git.Run("diff-tree", "-r", "-z", "--no-renames", "--no-textconv", before, now, "--");
        var parts = Encoding.Latin1.GetString(diff.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var failed = 0;
        for (var i = 0; i + 1 < parts.Length; i += 2)
        {
            var words = parts[i].Split(' ');
            // What a sparse checkout leaves out has no file to change; what it held before it was left out, if anything, goes.
            if (words[4] != "D" && !present.Contains(parts[i + 1])) continue;
            if (words[1] == Link || RawNames.AreIn(parts[i + 1]))
            {
                if (words[4] == "D" && words[0] != ":160000") raws.Gone.Add(parts[i + 1]);
                else if (IsFile(words[1])) raws.Changed.Add(parts[i + 1]);
                continue;
            }

            var path = Place(folder, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(parts[i + 1])));
            try
            {
                // A folder that is not checked out (a sparse checkout) holds nothing to change.
                if (path is null || (words[4] is "D" or "M" && !Directory.Exists(Path.GetDirectoryName(path)))) continue;
                if (words[4] == "D") Remove(path, folder);
                else if (IsFile(words[1])) Replace(git, path, words[1], words[3]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed++;
            }
        }

        var names = new RawNames(tree.GitDirectory, folder);
        return failed + names.Remove(raws.Gone) + names.Write(now, raws.Changed, replaces: true);
    }

    /// <summary>Where a path lies; null where a link on the way would lead out of the work tree.</summary>
    private static string? Place(string folder, string path)
    {
        var at = folder;
        var parts = path.Split('/');
        foreach (var part in parts[..^1])
        {
            at = Path.Combine(at, part);
            if (part is ".." or "." || part.Equals(".git", StringComparison.OrdinalIgnoreCase) || new DirectoryInfo(at).LinkTarget is not null) return null;
        }

        return parts[^1] is ".." or "." or ".git" ? null : Path.Combine(at, parts[^1]);
    }

    private static void Remove(string path, string folder)
    {
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null) return;
        File.Delete(path);
        for (var above = Path.GetDirectoryName(path)!; above.Length > folder.Length && Directory.Exists(above) && !Directory.EnumerateFileSystemEntries(above).Any(); above = Path.GetDirectoryName(above)!)
            Directory.Delete(above);
    }

    private static void Replace(GitRunner git, string path, string mode, string id)
    {
        // A link would be written through, to whatever it leads to.
        if (new FileInfo(path).LinkTarget is not null) File.Delete(path);
        var content = git.Run("cat-file", "blob", id);
        if (content.ExitCode != 0) throw new IOException("a new object is not there");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content.Output);
        if (mode == Program) File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <summary>The folder that a work tree lies in; null where there is none.</summary>
    internal string? FolderOf(WorkTree tree)
    {
        if (tree.Name.Length > 0)
        {
            var link = Path.Combine(tree.GitDirectory, "gitdir");
            var folder = File.Exists(link) ? Path.GetDirectoryName(Path.GetFullPath(File.ReadAllText(link).TrimEnd('\n'), tree.GitDirectory)) : null;
            return Directory.Exists(folder) ? folder : null;
        }

        if (Setting("core.bare") == "true") return null;
        if (Setting("core.worktree") is { Length: > 0 } set && Path.GetFullPath(set, repository.CommonDirectory) is var named && Directory.Exists(named)) return named;
        return Path.GetFileName(repository.CommonDirectory) == ".git" ? Path.GetDirectoryName(repository.CommonDirectory) : null;
    }

    // Read from the file itself: git is run with settings of its own here.
    private string Setting(string name) =>
        repository.Git.Run("config", "--file", Path.Combine(repository.CommonDirectory, "config"), "--get", name).Text.Trim();

    private string EmptyTree() => Objects.ObjectHash.Of(Objects.ObjectType.Tree, [], repository.Format).ToString();

    internal static List<string> WithoutFilters(GitRunner git)
    {
        var arguments = new List<string>();
        var names = git.Run("config", "--name-only", "-z", "--get-regexp", "^filter\\.").Text.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Where(n => n.LastIndexOf('.') > "filter.".Length).Select(n => n["filter.".Length..n.LastIndexOf('.')]);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (name.AsSpan().IndexOfAny('=', '\n') >= 0)
                throw new ReposanException(ExitCode.Refused, "The repository's settings name a filter in a way that can't be switched off: take it out of its config first.");
            foreach (var program in (string[])["clean=", "smudge=", "process=", "required=false"]) arguments.AddRange(["-c", $"filter.{name}.{program}"]);
        }

        return arguments;
    }
}
