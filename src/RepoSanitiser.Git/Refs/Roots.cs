using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Refs;

/// <summary>What kind of thing keeps an object alive.</summary>
public enum RootKind
{
    /// <summary>A ref: branch, tag, note, stash, pull request, …</summary>
    Ref,

    /// <summary>HEAD, FETCH_HEAD, ORIG_HEAD and the like, of the main or a linked work tree.</summary>
    PseudoRef,

    /// <summary>An entry of a reflog, older stashes among them.</summary>
    Reflog,

    /// <summary>An entry of an index.</summary>
    Index,
}

/// <summary>Something that keeps an object alive.</summary>
/// <param name="Name">The ref's full name; <c>stash@{1}</c>, <c>reflog of refs/heads/main</c>, <c>FETCH_HEAD</c>, <c>index</c>.</param>
/// <param name="Kind">What kind of root it is.</param>
/// <param name="Target">The object.</param>
/// <param name="Path">The path, for an index entry, one character a byte; else null.</param>
public sealed record Root(string Name, RootKind Kind, ObjectId Target, string? Path = null);

/// <summary>Finds all that keeps objects alive in a repository.</summary>
public sealed class Roots(Repository repository)
{
    // A folder that goes while it is listed has nothing left to list.
    private static readonly EnumerationOptions EverywhereBelow = new()
    {
        RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None,
    };

    private readonly List<Root> _roots = [];
    private readonly List<Unreadable> _unreadable = [];

    /// <summary>Refs and files of the git directory that could not be read.</summary>
    public IReadOnlyList<Unreadable> Unreadable => _unreadable;

    /// <summary>Reads refs, heads, reflogs and indexes of the repository and its linked work trees.</summary>
    public IReadOnlyList<Root> Read()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tree in repository.WorkTrees)
        {
            ReadRefs(tree, names);
            ReadHeads(tree);
            ReadIndex(tree);
            if (!repository.UsesReftable) ReadReflogs(tree);
        }

        if (repository.UsesReftable) ReadReftableReflogs();
        return _roots;
    }

    private static string Prefix(WorkTree tree) => tree.Name.Length == 0 ? "" : $"worktrees/{tree.Name}/";

    private void ReadRefs(WorkTree tree, HashSet<string> names)
    {
        var result = new GitRunner(tree.GitDirectory).Run("for-each-ref", "--format=%(objectname) %(refname)");
        foreach (var line in result.Error.Split('\n'))
        {
            if (line.Contains("broken ref", StringComparison.Ordinal))
                _unreadable.Add(new Unreadable(null, LastWord(line), "broken ref"));
        }

        if (result.ExitCode != 0) _unreadable.Add(new Unreadable(null, Prefix(tree) + "refs", "refs can't be listed"));
        foreach (var line in result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0 || !ObjectId.TryParse(line.AsSpan(0, space), out var id)) continue;
            var name = line[(space + 1)..];
            if (names.Add(name)) _roots.Add(new Root(name, RootKind.Ref, id));
            else if (tree.Name.Length > 0 && IsPerWorkTree(name)) _roots.Add(new Root(Prefix(tree) + name, RootKind.Ref, id));
        }
    }

    private static bool IsPerWorkTree(string name) =>
        name.StartsWith("refs/bisect/", StringComparison.Ordinal)
        || name.StartsWith("refs/worktree/", StringComparison.Ordinal)
        || name.StartsWith("refs/rewritten/", StringComparison.Ordinal);

    private static string LastWord(string line) => line[(line.LastIndexOf(' ') + 1)..];

    private void ReadHeads(WorkTree tree)
    {
        foreach (var file in Stores.Files(tree.GitDirectory).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (!name.EndsWith("HEAD", StringComparison.Ordinal) && name != "AUTO_MERGE") continue;
            foreach (var line in ReadLines(file, Prefix(tree) + name))
            {
                var word = line.AsSpan();
                if (word.IndexOfAny(' ', '\t') is var end and >= 0) word = word[..end];
                if (ObjectId.TryParse(word, out var id)) _roots.Add(new Root(Prefix(tree) + name, RootKind.PseudoRef, id));
            }
        }

        // A HEAD that is no id points at a branch, which is a root already.
    }

    private void ReadIndex(WorkTree tree)
    {
        if (!File.Exists(Path.Combine(tree.GitDirectory, "index"))) return;
        var git = new GitRunner(tree.GitDirectory);
        var result = git.Run("--work-tree=" + tree.GitDirectory, "ls-files", "--stage", "-z");
        if (result.ExitCode != 0)
        {
            _unreadable.Add(new Unreadable(null, Prefix(tree) + "index", "index can't be read"));
            return;
        }

        // One character a byte: paths are bytes to git.
        foreach (var entry in Encoding.Latin1.GetString(result.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = entry.IndexOf('\t', StringComparison.Ordinal);
            var words = entry[..tab].Split(' ');
            if (words[0] != "160000" && ObjectId.TryParse(words[1], out var id))
                _roots.Add(new Root(Prefix(tree) + "index", RootKind.Index, id, entry[(tab + 1)..]));
        }
    }

    private void ReadReflogs(WorkTree tree)
    {
        var folder = Path.Combine(tree.GitDirectory, "logs");
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*", EverywhereBelow).Order(StringComparer.Ordinal))
        {
            var name = Prefix(tree) + Path.GetRelativePath(folder, file).Replace('\\', '/');
            AddReflog(name, ReadLines(file, "logs/" + name));
        }
    }

    /// <summary>The lines of a file of the git directory; none where it is gone, which a ref may be at any time.</summary>
    private string[] ReadLines(string file, string name)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unreadable.Add(new Unreadable(null, name, "can't be read"));
            return [];
        }
    }

    private void AddReflog(string name, string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var words = lines[i].Split(' ', 3);
            if (words.Length < 2) continue;
            var root = name == "refs/stash" ? $"stash@{{{lines.Length - 1 - i}}}" : "reflog of " + name;
            if (i == 0 && ObjectId.TryParse(words[0], out var old) && !old.IsZero) _roots.Add(new Root(root, RootKind.Reflog, old));
            if (ObjectId.TryParse(words[1], out var now) && !now.IsZero) _roots.Add(new Root(root, RootKind.Reflog, now));
        }
    }

    private void ReadReftableReflogs()
    {
        var list = repository.Git.Run("reflog", "list");
        if (list.ExitCode != 0)
        {
            _unreadable.Add(new Unreadable(null, "reftable", "reflogs can't be listed"));
            return;
        }

        foreach (var name in list.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var log = repository.Git.Run("reflog", "show", "--format=%H", name, "--");
            var ids = log.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i < ids.Length; i++)
            {
                var root = name == "refs/stash" ? $"stash@{{{i}}}" : "reflog of " + name;
                if (ObjectId.TryParse(ids[i], out var id)) _roots.Add(new Root(root, RootKind.Reflog, id));
            }
        }
    }
}
