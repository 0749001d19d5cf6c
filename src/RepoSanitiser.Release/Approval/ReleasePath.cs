using System.Globalization;
using System.Text;

namespace RepoSanitiser.Release.Approval;

/// <summary>Paths of files that are to be released: those that every file system takes, and keeps apart.</summary>
public static class ReleasePath
{
    /// <summary>The folder of the study repository that outputs are released into.</summary>
    public const string Folder = "released_outputs";

    /// <summary>The list of what is there, made anew at each release.</summary>
    public const string Index = Folder + "/README.md";

    /// <summary>The ledger.</summary>
    public const string Ledger = Folder + "/.ledger.jsonl";

    private const int MostBytes = 1000;
    private const string Separators = "\\:*?\"<>|";

    /// <summary>Where a file goes in the study repository.</summary>
    public static string InStudy(string path) => $"{Folder}/{path}";

    /// <summary>Why a path can't be released, in a few words; null where it can.</summary>
    public static string? Problem(string path)
    {
        if (path.Length == 0 || Encoding.UTF8.GetByteCount(path) > MostBytes) return "its path is empty or too long";
        if (InStudy(path) is Index or Ledger) return "a release makes a file of that name itself";
        if (path.EnumerateRunes().Any(r => r == Rune.ReplacementChar || IsUnfit(r))) return "its path holds characters that not every file system keeps";
        foreach (var part in path.Split('/'))
        {
            if (part is "" or "." or ".." || part[^1] is '.' or ' ' || part[0] == ' ') return "its path is not one that every file system keeps";
            if (part.StartsWith(".git", StringComparison.OrdinalIgnoreCase) || part.StartsWith("git~", StringComparison.OrdinalIgnoreCase)) return "git takes a file of that name for its own";
        }

        return null;
    }

    /// <summary>Two paths that some file systems can't keep apart, or of which one is a folder of the other; null for none.</summary>
    public static (string First, string Second)? Collision(IEnumerable<string> paths)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var folders = new Dictionary<string, (string Spelling, string Path)>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in paths)
        {
            if (!seen.TryAdd(path, path)) return (seen[path], path);
            for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
            {
                var folder = path[..slash];
                if (folders.TryGetValue(folder, out var other) && other.Spelling != folder) return (other.Path, path);
                folders.TryAdd(folder, (folder, path));
            }
        }

        foreach (var (path, spelling) in seen)
        {
            if (folders.TryGetValue(path, out var below)) return (spelling, below.Path);
        }

        return null;
    }

    /// <summary>What is there already that a path can't be kept apart from on some systems, or lies below or above; null for nothing.</summary>
    /// <param name="path">The new path.</param>
    /// <param name="existing">Paths that are there; the path itself may be one.</param>
    public static string? CollisionWith(string path, IEnumerable<string> existing) =>
        existing.FirstOrDefault(other => other != path && Collision([path, other]) is not null);

    /// <summary>Control and format characters, what Windows forbids, and accents that stand apart from their letter: the same name could be written two ways.</summary>
    private static bool IsUnfit(Rune rune) =>
        (rune.IsAscii && Separators.Contains((char)rune.Value, StringComparison.Ordinal))
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
}
