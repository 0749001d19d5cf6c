using RepoSanitiser.Core;

namespace RepoSanitiser.Git;

/// <summary>A work tree linked to a repository (<c>git worktree add</c>), by its own part of the git directory.</summary>
/// <param name="Name">Its name below <c>worktrees/</c>; empty for the main work tree.</param>
/// <param name="GitDirectory">Its git directory.</param>
public sealed record WorkTree(string Name, string GitDirectory);

/// <summary>A repository on this machine: where its parts lie. Opening one runs nothing that it configures.</summary>
public sealed class Repository
{
    private const int MostAlternates = 100;

    private Repository(string path, string gitDirectory, string commonDirectory, ObjectFormat format, bool reftable)
    {
        GitDirectory = gitDirectory;
        CommonDirectory = commonDirectory;
        Format = format;
        UsesReftable = reftable;
        Git = new GitRunner(commonDirectory);
        GitDirectoryCheck.Whole(commonDirectory, path);
        if (gitDirectory != commonDirectory) GitDirectoryCheck.Whole(gitDirectory, path);
        ObjectDirectories = FollowAlternates(Path.Combine(commonDirectory, "objects"), path);
        WorkTrees = ListWorkTrees();
    }

    /// <summary>The git directory, absolute.</summary>
    public string GitDirectory { get; }

    /// <summary>The git directory that all work trees share.</summary>
    public string CommonDirectory { get; }

    /// <summary>The hash that names objects.</summary>
    public ObjectFormat Format { get; }

    /// <summary>Whether refs and reflogs lie in a reftable.</summary>
    public bool UsesReftable { get; }

    /// <summary>Objects that git is never asked for, because it would not end: deltas on themselves. Known once the store is open.</summary>
    internal HashSet<ObjectId> Circular { get; } = [];

    /// <summary>Runs git in this repository.</summary>
    public GitRunner Git { get; }

    /// <summary>The object directory and all that it borrows from, directly or not.</summary>
    public IReadOnlyList<string> ObjectDirectories { get; }

    /// <summary>How many alternates are named but can't be found, or are more than are followed.</summary>
    public int MissingAlternates { get; private set; }

    /// <summary>The main work tree (also of a bare repository, whose HEAD counts) and the linked ones.</summary>
    public IReadOnlyList<WorkTree> WorkTrees { get; }

    /// <summary>Opens the repository at or above a folder.</summary>
    /// <param name="path">A work tree, a folder in one, or a git directory.</param>
    /// <exception cref="ReposanException">There is none (usage), or this git can't read it (refused).</exception>
    public static Repository Open(string path)
    {
        var full = path.Length == 0 ? "" : Path.GetFullPath(path);
        if (!Directory.Exists(full))
            throw new ReposanException(ExitCode.Usage, $"There is no folder '{Printable.Escape(path)}': name a clone, a bare repository or a URL.");
        GitDirectoryCheck.BeforeOpening(full);
        var (directory, shared, hash) = Ask(path, full);
        var common = Path.GetFullPath(shared, full);
        var format = hash == "sha256" ? ObjectFormat.Sha256 : ObjectFormat.Sha1;
        var reftable = Directory.Exists(Path.Combine(common, "reftable"));
        return new Repository(path, directory, common, format, reftable);
    }

    /// <summary>The repository whose work tree a folder lies in, and the folder's path in it, with a slash at its end; null where git finds none.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="ReposanException">There is one that git can't read, or that has no work tree there (refused).</exception>
    public static (Repository Repository, string Prefix)? Around(string path)
    {
        var full = Path.GetFullPath(path);
        GitDirectoryCheck.BeforeOpening(full);
        var hasOwn = Path.Exists(Path.Combine(full, ".git"));
        var found = Run(full, "--is-inside-work-tree");
        if (found.ExitCode != 0 && !hasOwn && found.Error.Contains("not a git repository (or any", StringComparison.Ordinal)) return null;
        var prefix = found is { ExitCode: 0, Text: "true\n" } ? Ask(path, full, "--show-prefix") : null;
        // One that has a .git of its own and lies in another's work tree all the same has one that is damaged.
        return prefix is not null && (prefix.Length == 0 || !hasOwn)
            ? (Open(full), prefix)
            : throw new ReposanException(ExitCode.Refused, $"The git repository at or around {Printable.Escape(path)} can't be read, or has its work tree elsewhere: run git -C {Printable.Escape(path)} status to see why.");
    }

    /// <summary>Where the git directory and the one that all work trees share are, and what the hash is called.</summary>
    private static (string Own, string Shared, string Hash) Ask(string path, string full)
    {
        const string ForDirectory = "--absolute-git-dir", ForCommon = "--git-common-dir", ForFormat = "--show-object-format";
        // A path may itself hold the end of a line: then each question is one call.
        return Ask(path, full, ForDirectory, ForCommon, ForFormat).Split('\n') is [var directory, var common, var format]
            ? (directory, common, format)
            : (Ask(path, full, ForDirectory), Ask(path, full, ForCommon), Ask(path, full, ForFormat));
    }

    private static string Ask(string path, string full, params ReadOnlySpan<string> questions)
    {
        var found = Run(full, questions);
        return found.ExitCode == 0 ? found.Text[..^1] : throw Unopened(path, found.Error);
    }

    private static GitRunner.Result Run(string full, params ReadOnlySpan<string> questions) =>
        new GitRunner(null).Run(["-C", full, "-c", "safe.directory=*", "-c", "core.fsmonitor=false", "rev-parse", .. questions]);

    /// <summary>A file's path for people: relative to the git directory where it lies below it.</summary>
    public string Relative(string path)
    {
        var relative = Path.GetRelativePath(CommonDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>The git directories of submodules kept in <c>modules/</c>, by their names. Submodules of submodules are those' own.</summary>
    public IReadOnlyList<(string Name, string Directory)> Modules()
    {
        var root = Path.Combine(CommonDirectory, "modules");
        if (!Directory.Exists(root)) return [];
        return [.. GitDirectoriesBelow(root).Select(d => (Path.GetRelativePath(root, d), d)).OrderBy(m => m.Item1, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> GitDirectoriesBelow(string folder)
    {
        foreach (var directory in Directory.GetDirectories(folder))
        {
            var isOne = File.Exists(Path.Combine(directory, "HEAD"))
                && Directory.Exists(Path.Combine(directory, "objects")) && Directory.Exists(Path.Combine(directory, "refs"));
            // One that shares another's directory is a work tree of it, whatever it claims.
            if (isOne && !File.Exists(Path.Combine(directory, "commondir"))) yield return directory;
            if (isOne) continue;
            foreach (var below in GitDirectoriesBelow(directory)) yield return below;
        }
    }

    private static ReposanException Unopened(string path, string error)
    {
        var name = Printable.Escape(path);
        if (error.Contains("extension", StringComparison.Ordinal))
            return new ReposanException(ExitCode.Refused, $"The git on PATH can't read {name} (a repository extension it does not know, such as reftable, which needs git 2.45): install a newer git.");
        return error.Contains("not a git repository", StringComparison.Ordinal)
            ? new ReposanException(ExitCode.Usage, $"{name} is not a git repository, nor inside one: name a clone, a bare repository or a URL.")
            : new ReposanException(ExitCode.Refused, $"git can't open the repository at {name}: run git -C {name} status to see why.");
    }

    private List<string> FollowAlternates(string objects, string shown)
    {
        var found = new List<string>();
        var next = new Queue<string>([objects]);
        while (next.TryDequeue(out var directory))
        {
            if (found.Contains(directory)) continue;
            if (found.Count == MostAlternates)
            {
                MissingAlternates++;
                continue;
            }

            if (found.Count > 0) GitDirectoryCheck.Objects(directory, shown);
            found.Add(directory);
            foreach (var line in Alternates(Path.Combine(directory, "info", "alternates")))
            {
                var alternate = line.Contains('\0', StringComparison.Ordinal) ? "" : Path.GetFullPath(line, directory);
                if (Directory.Exists(alternate)) next.Enqueue(alternate);
                else MissingAlternates++;
            }
        }

        return found;
    }

    private static IEnumerable<string> Alternates(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file).Where(l => l.Length > 0 && l[0] != '#') : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [""];
        }
    }

    private List<WorkTree> ListWorkTrees()
    {
        var trees = new List<WorkTree> { new("", CommonDirectory) };
        var root = Path.Combine(CommonDirectory, "worktrees");
        if (!Directory.Exists(root)) return trees;
        foreach (var directory in Directory.GetDirectories(root).Order(StringComparer.Ordinal))
        {
            if (File.Exists(Path.Combine(directory, "commondir"))) trees.Add(new WorkTree(Path.GetFileName(directory), directory));
        }

        return trees;
    }
}
