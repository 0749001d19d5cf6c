using RepoSanitiser.Core;
using RepoSanitiser.Git;

namespace RepoSanitiser.History.Checking;

/// <summary>Reads small files that lie at the root of what is checked, and that may be anything there.</summary>
public static class RootFile
{
    private const long MostBytes = 16 << 20;

    /// <summary>A file's text; null where there is no regular file of that name.</summary>
    /// <exception cref="ReposanException">It can't be read, or is far too large (usage).</exception>
    public static string? Read(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        if (FileKinds.Of(file) != FileKind.File) return null;
        try
        {
            if (new FileInfo(file).Length <= MostBytes) return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(file)} can't be read: make it readable, or take it away.", e);
        }

        throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(file)} is larger than {MostBytes >> 20} MiB: name a smaller one with --ignore-file.");
    }
}
