using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.History.Checking;

namespace RepoSanitiser.Cli.Running;

/// <summary>Reads the findings that somebody accepted, for what is checked as files.</summary>
internal static class AcceptedFindings
{
    /// <summary>The file's name at the root of a repository or folder.</summary>
    public const string File = ".reposanignore";

    /// <summary>The texts of the files of that name at some roots.</summary>
    /// <exception cref="ReposanException">One can't be read (usage).</exception>
    public static IReadOnlyList<string> At(IEnumerable<string> roots) => [.. roots.Select(r => RootFile.Read(r, File)).OfType<string>()];

    /// <summary>What was accepted; null for nothing.</summary>
    /// <param name="named">The file that the user named; null for those that lie at the roots.</param>
    /// <param name="texts">The texts of those.</param>
    /// <param name="key">Gives the key, only where there is something to read.</param>
    /// <exception cref="ReposanException">A file can't be read, is malformed (usage), or is of another key (refused).</exception>
    public static IgnoreFile? Read(string? named, IReadOnlyList<string> texts, Func<FingerprintKey> key)
    {
        if (named is not null)
        {
            using var reader = new StringReader(ReadText(named, "give a file of accepted findings"));
            return IgnoreFile.Read(reader, named, key().Id);
        }

        var entries = new List<IgnoreEntry>();
        foreach (var text in texts)
        {
            using var reader = new StringReader(text);
            entries.AddRange(IgnoreFile.Read(reader, File, key().Id).Entries);
        }

        return entries.Count == 0 ? null : new IgnoreFile(entries);
    }

    /// <summary>The text of a file that the user named.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="remedy">What to do where it can't be read.</param>
    /// <exception cref="ReposanException">It can't be read (usage).</exception>
    public static string ReadText(string file, string remedy)
    {
        try
        {
            return System.IO.File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The file {Printable.Escape(file)} can't be read: {remedy}.", e);
        }
    }
}
