using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Core;

namespace RepoSanitiser.History.Purging;

/// <summary>
/// Paths to select. A path is one file, or one folder with everything below it. A glob with a slash is held against the whole path
/// (<c>*</c> and <c>?</c> stay within a folder, <c>**</c> does not), one without against the last name, wherever it lies.
/// </summary>
public sealed class PathPattern
{
    // What is left of bytes that are no UTF-8 once they have come in as an argument.
    private const char Lost = '\ufffd';

    private readonly Regex? _glob;

    private PathPattern(string? path, Regex? glob, bool isBaseName, string given)
    {
        Path = path;
        _glob = glob;
        IsBaseName = isBaseName;
        Given = given;
    }

    /// <summary>Whether names alone decide.</summary>
    public bool IsBaseName { get; }

    /// <summary>The one path, one character a byte; null for a glob.</summary>
    public string? Path { get; }

    /// <summary>The path or glob as it was given.</summary>
    public string Given { get; }

    /// <summary>One path, from the top of the repository.</summary>
    /// <exception cref="ReposanException">It is none of a file or folder in a repository (usage).</exception>
    public static PathPattern Of(string path) => new(Raw(Normal(path, "--path")), null, isBaseName: false, path);

    /// <summary>One path, given one character a byte.</summary>
    public static PathPattern OfRaw(string raw) => new(raw, null, isBaseName: false, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(raw)));

    /// <summary>A glob.</summary>
    /// <exception cref="ReposanException">It is none (usage).</exception>
    public static PathPattern Glob(string glob) =>
        new(null, Purging.Glob.Compile(Raw(Normal(glob, "--glob"))), isBaseName: !glob.TrimEnd('/').Contains('/', StringComparison.Ordinal), glob);

    /// <summary>Whether a glob matches.</summary>
    /// <param name="text">The last name where names alone decide, else the whole path; one character a byte.</param>
    public bool MatchesGlob(string text) => _glob?.IsMatch(text) == true;

    /// <summary>A path as git writes it: without <c>.</c>, empty names, and slashes at its ends.</summary>
    private static string Normal(string text, string option)
    {
        var shown = Printable.Escape(text);
        if (text.Contains(Lost, StringComparison.Ordinal))
            throw new ReposanException(ExitCode.Usage, $"{option} '{shown}' has bytes that are no UTF-8, which can't be passed so: give --glob with a ? for each such byte, or --blob with the file's id.");
        var names = text.Split('/').Where(n => n is not ("" or ".")).ToList();
        if (names.Contains(".."))
            throw new ReposanException(ExitCode.Usage, $"{option} '{shown}' has '..' in it, which no path in a history has: give it from the top of the repository.");
        if (names.Count == 0)
            throw new ReposanException(ExitCode.Usage, $"{option} '{shown}' would be the whole history: name a file or a folder.");
        return string.Join('/', names);
    }

    // Paths are bytes to git: here each is one character.
    private static string Raw(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
