using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Cli.Scanning;

/// <summary>Finds the findings that somebody accepted: the file named, else the repository's own <c>.reposanignore</c>.</summary>
internal static class Acceptances
{
    private const string FileName = ".reposanignore";
    private const long MostBytes = 16 << 20;

    /// <exception cref="ReposanException">The file named can't be read, or a file is malformed or of another key.</exception>
    public static IgnoreFile? Read(string? file, ScanSource source, string keyId)
    {
        if (file is not null)
        {
            try
            {
                using var reader = new StreamReader(file);
                return IgnoreFile.Read(reader, file, keyId);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ReposanException(ExitCode.Usage, $"The file {Printable.Escape(file)} can't be read: give a file of accepted findings.", e);
            }
        }

        // What HEAD has, not the work tree: a link there could lead anywhere.
        var size = source.Repository.Git.Run("cat-file", "-s", "HEAD:" + FileName);
        if (size.ExitCode != 0) return null;
        if (!long.TryParse(size.Text, out var bytes) || bytes > MostBytes)
            throw new ReposanException(ExitCode.Usage, $"The repository's {FileName} is larger than {MostBytes >> 20} MiB: name a smaller one with --ignore-file.");
        var shown = source.Repository.Git.Run("cat-file", "blob", "HEAD:" + FileName);
        if (shown.ExitCode != 0) return null;
        using var text = new StringReader(Encoding.UTF8.GetString(shown.Output));
        return IgnoreFile.Read(text, FileName, keyId);
    }
}
