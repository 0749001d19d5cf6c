using RepoSanitiser.Core;

namespace RepoSanitiser.Git;

/// <summary>A work tree linked to a repository (<c>git worktree add</c>), by its own part of the git directory.</summary>
/// <param name="Name">Its name below <c>worktrees/</c>; empty for the main work tree.</param>
/// <param name="GitDirectory">Its git directory.</param>
public sealed record WorkTree(string Name, string GitDirectory);

/// <summary>A repository on this machine: where its parts lie. Opening one runs nothing that it configures.</summary>
public sealed class Repository
{
    private Repository(string gitDirectory, string commonDirectory, ObjectFormat format, bool reftable)
    {
        GitDirectory = gitDirectory;
        CommonDirectory = commonDirectory;
        Format = format;
        UsesReftable = reftable;
        Git = new GitRunner(commonDirectory);
        ObjectDirectories = FollowAlternates(Path.Combine(commonDirectory, "objects"));
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

    /// <summary>Runs git in this repository.</summary>
    public GitRunner Git { get; }

    /// <summary>The object directory and all that it borrows from, directly or not.</summary>
    public IReadOnlyList<string> ObjectDirectories { get; }

    /// <summary>The alternates that are named but can't be found.</summary>
    public List<string> MissingAlternates { get; } = [];

    /// <summary>The main work tree (also of a bare repository, whose HEAD counts) and the linked ones.</summary>
    public IReadOnlyList<WorkTree> WorkTrees { get; }

    /// <summary>Opens the repository at or above a folder.</summary>
    /// <param name="path">A work tree, a folder in one, or a git directory.</param>
    /// <exception cref="ReposanException">There is none (usage), or this git can't read it (refused).</exception>
    public static Repository Open(string path)
    {
        var full = Path.GetFullPath(path);
        if (!Directory.Exists(full))
            throw new ReposanException(ExitCode.Usage, $"There is no folder {Printable.Escape(path)}: name a clone, a bare repository or a URL.");
        var outside = new GitRunner(null);
        var found = outside.Run("-C", full, "-c", "safe.directory=*", "rev-parse", "--absolute-git-dir", "--git-common-dir", "--show-object-format");
        if (found.ExitCode != 0) throw Unopened(path, found.Error);
        var lines = found.Text.Split('\n');
        var common = Path.GetFullPath(lines[1], full);
        var format = lines[2] == "sha256" ? ObjectFormat.Sha256 : ObjectFormat.Sha1;
        var reftable = Directory.Exists(Path.Combine(common, "reftable"));
        return new Repository(lines[0], common, format, reftable);
    }

    /// <summary>A file's path for people: relative to the git directory where it lies below it.</summary>
    public string Relative(string path)
    {
        var relative = Path.GetRelativePath(CommonDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>The repositories of submodules kept in <c>modules/</c>, nested ones too, by their names.</summary>
    public IEnumerable<(string Name, Repository Repository)> Modules()
    {
        var root = Path.Combine(CommonDirectory, "modules");
        if (!Directory.Exists(root)) yield break;
        foreach (var head in Directory.EnumerateFiles(root, "HEAD", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var directory = Path.GetDirectoryName(head)!;
            if (!Directory.Exists(Path.Combine(directory, "objects")) || !Directory.Exists(Path.Combine(directory, "refs"))) continue;
            yield return (Path.GetRelativePath(root, directory), Open(directory));
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

    private List<string> FollowAlternates(string objects)
    {
        var found = new List<string>();
        var next = new Queue<string>([objects]);
        while (next.TryDequeue(out var directory))
        {
            if (found.Contains(directory)) continue;
            found.Add(directory);
            var file = Path.Combine(directory, "info", "alternates");
            if (!File.Exists(file)) continue;
            foreach (var line in File.ReadAllLines(file))
            {
                if (line.Length == 0 || line[0] == '#') continue;
                var alternate = Path.GetFullPath(line, directory);
                if (Directory.Exists(alternate)) next.Enqueue(alternate);
                else MissingAlternates.Add(line);
            }
        }

        return found;
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
