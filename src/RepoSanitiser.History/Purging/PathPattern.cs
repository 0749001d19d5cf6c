using System.Text;
using System.Text.RegularExpressions;

namespace RepoSanitiser.History.Purging;

/// <summary>
/// Paths to select. A path is one file, or one folder with everything below it. A glob with a slash is held against the whole path
/// (<c>*</c> and <c>?</c> stay within a folder, <c>**</c> does not), one without against the last name, wherever it lies.
/// </summary>
public sealed class PathPattern
{
    private readonly string? _path;
    private readonly Regex? _glob;
    private readonly bool _wholePath;

    private PathPattern(string? path, Regex? glob, bool wholePath)
    {
        _path = path;
        _glob = glob;
        _wholePath = wholePath;
    }

    /// <summary>Whether names alone decide.</summary>
    public bool IsBaseName => !_wholePath;

    /// <summary>The one path, one character a byte; null for a glob.</summary>
    public string? Path => _path;

    /// <summary>One path.</summary>
    public static PathPattern Of(string path) => new(Raw(path).Trim('/'), null, wholePath: true);

    /// <summary>One path, given one character a byte.</summary>
    public static PathPattern OfRaw(string raw) => new(raw, null, wholePath: true);

    /// <summary>A glob.</summary>
    public static PathPattern Glob(string glob)
    {
        var raw = Raw(glob);
        var pattern = new StringBuilder("^");
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw.AsSpan(i).StartsWith("**/")) (pattern, i) = (pattern.Append("(.*/)?"), i + 2);
            else if (raw.AsSpan(i).StartsWith("**")) (pattern, i) = (pattern.Append(".*"), i + 1);
            else if (raw[i] == '*') pattern.Append("[^/]*");
            else if (raw[i] == '?') pattern.Append("[^/]");
            else pattern.Append(Regex.Escape(raw[i].ToString()));
        }

        var regex = new Regex(pattern.Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture);
        return new PathPattern(null, regex, raw.Contains('/', StringComparison.Ordinal));
    }

    /// <summary>Whether a glob matches.</summary>
    /// <param name="text">The last name where names alone decide, else the whole path; one character a byte.</param>
    public bool MatchesGlob(string text) => _glob?.IsMatch(text) == true;

    // Paths are bytes to git: here each is one character.
    private static string Raw(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
