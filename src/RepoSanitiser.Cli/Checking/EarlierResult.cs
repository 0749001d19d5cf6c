using System.Text;

namespace RepoSanitiser.Cli.Checking;

/// <summary>Tells the result of an earlier run from other files, by what each format says of itself.</summary>
internal static class EarlierResult
{
    private const int Looked = 64 << 10;

    /// <summary>Whether a file is a report of this tool.</summary>
    public static bool IsAt(string path)
    {
        try
        {
            if (!File.Exists(path)) return false;
            using var file = File.OpenRead(path);
            var (start, end) = (Read(file, 0), Read(file, Math.Max(0, file.Length - Looked)));
            return (start.StartsWith("<!doctype html>", StringComparison.Ordinal) && start.Contains("<title>Disclosure report: ", StringComparison.Ordinal))
                || (start.StartsWith('{') && start.Contains("\"schemaVersion\"", StringComparison.Ordinal) && start.Contains("\"keyId\"", StringComparison.Ordinal))
                || (start.StartsWith('{') && start.Contains("sarif", StringComparison.Ordinal) && start.Contains("\"RepoSanitiser\"", StringComparison.Ordinal))
                || (end.Contains("fingerprints", StringComparison.Ordinal) && end.Contains("\nPolicy ", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Read(FileStream file, long from)
    {
        var bytes = new byte[Math.Min(Looked, file.Length)];
        file.Position = from;
        return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }
}
