using RepoSanitiser.Core;

namespace RepoSanitiser.Git;

/// <summary>
/// Looks at a git directory before git or anything else reads in it. A pipe or a device in a file's place would be waited for or read
/// for ever, a link from one folder into another can lead in circles or through the whole machine: such a repository is refused.
/// </summary>
internal sealed class GitDirectoryCheck
{
    /// <summary>The most that a file of settings or a head may have: a larger one is none.</summary>
    private const long MostBytesOfSettings = 16 << 20;
    private const int MostEntries = 20_000_000;
    private const int MostIncludes = 100;

    private readonly string _shown;
    private readonly HashSet<string> _settings = new(StringComparer.Ordinal);
    private int _entries;

    /// <param name="shown">What to call the repository in a refusal.</param>
    private GitDirectoryCheck(string shown) => _shown = shown;

    /// <summary>Looks at what git reads to find out what a repository is: heads and settings, and the files they include.</summary>
    /// <param name="path">A folder in a work tree, or a git directory.</param>
    /// <exception cref="ReposanException">Something there can't safely be read (refused).</exception>
    public static void BeforeOpening(string path)
    {
        var check = new GitDirectoryCheck(Printable.Escape(path));
        if (Find(path) is not { } directory) return;
        check.Top(directory);
        var common = Path.Combine(directory, "commondir");
        if (File.Exists(common)) check.Top(Path.GetFullPath(File.ReadAllText(common).TrimEnd('\n'), directory));
    }

    /// <summary>Looks at everything in the git directory that git would find from a folder; at nothing where there is none.</summary>
    /// <exception cref="ReposanException">Something there can't safely be read (refused).</exception>
    public static void BeforeCloning(string path)
    {
        BeforeOpening(path);
        if (Find(path) is { } directory) Whole(directory, path);
    }

    /// <summary>Looks at everything in a git directory.</summary>
    /// <exception cref="ReposanException">Something there can't safely be read (refused).</exception>
    public static void Whole(string directory, string shown)
    {
        var check = new GitDirectoryCheck(Printable.Escape(shown));
        check.Top(directory);
        check.Below(directory, directory, [directory]);
    }

    /// <summary>Looks at an object directory that is borrowed from: at its packs and loose objects, and at nothing else there.</summary>
    /// <exception cref="ReposanException">Something there can't safely be read (refused).</exception>
    public static void Objects(string directory, string shown)
    {
        var check = new GitDirectoryCheck(Printable.Escape(shown));
        foreach (var folder in Stores.FoldersOf(directory).Append(Path.Combine(directory, "info")).Where(Directory.Exists))
        {
            foreach (var file in Entries(folder)) check.Take(file, directory);
        }
    }

    /// <summary>The git directory that git would find from a folder.</summary>
    private static string? Find(string path)
    {
        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var inside = Path.Combine(folder, ".git");
            switch (FileKinds.Behind(inside))
            {
                case FileKind.Folder:
                    return inside;
                case FileKind.File when new FileInfo(inside).Length < MostBytesOfSettings:
                    var text = File.ReadAllText(inside).TrimEnd('\n', '\r');
                    return text.StartsWith("gitdir: ", StringComparison.Ordinal) ? Path.GetFullPath(text[8..], folder) : null;
            }

            if (FileKinds.Of(Path.Combine(folder, "HEAD")) != FileKind.None && Directory.Exists(Path.Combine(folder, "objects"))) return folder;
        }

        return null;
    }

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Top(string directory)
    {
        foreach (var entry in Entries(directory))
        {
            if (Take(entry, directory) != FileKind.File) continue;
            var name = Path.GetFileName(entry);
            if (name is "packed-refs" or "index" || name.StartsWith("sharedindex.", StringComparison.Ordinal)) continue;
            if (new FileInfo(entry) is { Exists: true, Length: > MostBytesOfSettings })
                throw Refusal($"{Printable.Escape(name)} is far too large to be what it should be");
            if (name is "config" or "config.worktree") Settings(entry, directory);
        }
    }

    /// <summary>Looks at the files that a file of settings includes, as git would: those too may be pipes.</summary>
    private void Settings(string file, string directory)
    {
        if (!_settings.Add(file) || _settings.Count > MostIncludes) return;
        var isInclude = false;
        foreach (var whole in File.ReadAllText(file).Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
        {
            var line = whole.Trim();
            if (line.StartsWith('['))
            {
                isInclude = line.AsSpan(1).TrimStart().StartsWith("include", StringComparison.OrdinalIgnoreCase);
                line = line[(line.LastIndexOf(']') + 1)..].Trim();
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (!isInclude || equals < 0 || !line.AsSpan(0, equals).Trim().Equals("path", StringComparison.OrdinalIgnoreCase)) continue;
            var value = line[(equals + 1)..].Replace("\"", "", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal).Trim();
            if (value.StartsWith('~') ? value.Contains("..", StringComparison.Ordinal) : !Include(value, Path.GetDirectoryName(file)!, directory))
                throw Refusal("its settings include something that is no file");
        }
    }

    private bool Include(string value, string folder, string directory)
    {
        if (value.Length == 0 || value.StartsWith('~')) return true;
        var included = Path.GetFullPath(value, folder);
        if (Kind(included) == FileKind.Endless) return false;
        if (new FileInfo(included) is { Exists: true } file)
        {
            if (file.Length > MostBytesOfSettings) return false;
            Settings(included, directory);
        }

        return true;
    }

    private void Below(string folder, string directory, List<string> above)
    {
        foreach (var entry in Entries(folder))
        {
            if (Take(entry, directory) != FileKind.Folder) continue;
            var real = entry;
            if (FileKinds.Of(entry) == FileKind.Link)
            {
                // Folders are linked where work trees share them, under their own names; any other link leads somewhere unforeseen.
                real = new DirectoryInfo(entry).ResolveLinkTarget(returnFinalTarget: true)!.FullName;
                if (Path.GetFileName(real) != Path.GetFileName(entry) || above.Exists(a => a == real || a.StartsWith(real + "/", StringComparison.Ordinal)))
                    throw Refusal($"a link in {Place(entry, directory)} leads to another folder");
            }

            above.Add(real);
            Below(real, directory, above);
            above.RemoveAt(above.Count - 1);
        }
    }

    /// <summary>What an entry leads to; refuses what can't be read to an end.</summary>
    private FileKind Take(string entry, string directory)
    {
        if (++_entries > MostEntries) throw Refusal("it holds more files than can be looked at");
        var kind = Kind(entry);
        return kind == FileKind.Endless ? throw Refusal($"something in {Place(entry, directory)} is a pipe or a device") : kind;
    }

    private static FileKind Kind(string path)
    {
        var kind = FileKinds.Of(path);
        if (kind != FileKind.Link) return kind;
        kind = FileKinds.Behind(path);
        return kind == FileKind.Endless && new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName == "/dev/null" ? FileKind.None : kind;
    }

    /// <summary>The first folder on the way: what lies below may be named after a patient.</summary>
    private static string Place(string entry, string directory) =>
        entry.StartsWith(directory + "/", StringComparison.Ordinal) ? Printable.Escape(entry[(directory.Length + 1)..].Split('/')[0]) : "a folder it links to";

    private ReposanException Refusal(string why) => new(
        ExitCode.Refused, $"The repository at {_shown} is not safe to read: {why}; look at it, and copy what is sound into a new repository.");
}
