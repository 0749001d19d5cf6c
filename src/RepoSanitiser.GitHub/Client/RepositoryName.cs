using System.Text.RegularExpressions;
using RepoSanitiser.Core;

namespace RepoSanitiser.GitHub.Client;

/// <summary>The name of a repository on GitHub: <c>OWNER/REPO</c>. Only characters that GitHub allows, so it can stand in a path as it is.</summary>
/// <param name="Owner">A user's or organisation's login.</param>
/// <param name="Name">The repository's name.</param>
public sealed partial record RepositoryName(string Owner, string Name)
{
    /// <summary>Reads <c>OWNER/REPO</c>.</summary>
    /// <exception cref="ReposanException">It is none (usage).</exception>
    public static RepositoryName Parse(string text) => TryParse(text) ?? throw new ReposanException(
        ExitCode.Usage, $"'{Printable.Escape(text)}' is no repository on GitHub: write OWNER/REPO, as in its address.");

    /// <summary>Reads <c>OWNER/REPO</c>; null where it is none.</summary>
    public static RepositoryName? TryParse(string text) =>
        Form().Match(text) is { Success: true } match && match.Groups["name"].Value is var name && name is not ("." or "..")
            ? new RepositoryName(match.Groups["owner"].Value, name)
            : null;

    /// <summary>Whether both name the same repository: GitHub takes no account of case.</summary>
    public bool Equals(RepositoryName? other) =>
        other is not null && string.Equals(ToString(), other.ToString(), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    /// <summary><c>OWNER/REPO</c>.</summary>
    public override string ToString() => $"{Owner}/{Name}";

    [GeneratedRegex(@"\A(?<owner>[A-Za-z0-9_-]{1,100})/(?<name>[A-Za-z0-9._-]{1,100})\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
