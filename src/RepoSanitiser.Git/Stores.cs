namespace RepoSanitiser.Git;

/// <summary>The folders in which git and git LFS keep objects: only these are looked into, wherever an object directory may be.</summary>
public static class Stores
{
    /// <summary>The folders of packs and of loose objects in an object directory, those that exist.</summary>
    public static IEnumerable<string> FoldersOf(string objectDirectory) =>
        Enumerable.Range(0, 256).Select(i => i.ToString("x2", null)).Prepend("pack").Select(n => Path.Combine(objectDirectory, n)).Where(Directory.Exists);

    /// <summary>The files of an LFS store: <c>lfs/objects/ab/cd/…</c>, each named by the SHA-256 of its content.</summary>
    public static IEnumerable<string> LfsFiles(string commonDirectory)
    {
        var root = Path.Combine(commonDirectory, "lfs", "objects");
        return Folders(root).SelectMany(Folders).SelectMany(Files)
            .Where(f => Path.GetFileName(f) is { Length: 64 } name && name.All(char.IsAsciiHexDigitLower))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>The files in a folder; none where it is gone or can't be read.</summary>
    public static IReadOnlyList<string> Files(string folder) => List(folder, Directory.GetFiles);

    private static IReadOnlyList<string> Folders(string folder) => List(folder, Directory.GetDirectories);

    private static string[] List(string folder, Func<string, string[]> list)
    {
        try
        {
            return list(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
