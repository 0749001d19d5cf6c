using System.Net.Http.Headers;
using RepoSanitiser.Core;

namespace RepoSanitiser.GitHub.Client;

/// <summary>
/// A token for GitHub. It comes from the environment or from <c>gh</c>, never from an argument, and leaves this class only as a header
/// of a request; formatting it gives a mask.
/// </summary>
public sealed class GitHubToken
{
    private readonly string _value;

    private GitHubToken(string value, string source)
    {
        _value = value;
        Source = source;
    }

    /// <summary>Where it came from: a variable's name, or <c>gh auth token</c>.</summary>
    public string Source { get; }

    /// <summary>Finds the token for a host: <c>GITHUB_TOKEN</c>, <c>GH_TOKEN</c>, then what <c>gh</c> has kept. For an Enterprise host the
    /// variables that <c>gh</c> reads for those come first, since the others are more often tokens of github.com.</summary>
    /// <param name="address">What the token is for.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <param name="gh">Asks <c>gh auth token</c> for a host's; null where there is none.</param>
    /// <exception cref="ReposanException">There is none, or it is no token (refused).</exception>
    public static GitHubToken Find(GitHubAddress address, Func<string, string?> variable, Func<string, string?> gh)
    {
        string[] names = address.IsPublicGitHub ? ["GITHUB_TOKEN", "GH_TOKEN"] : ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"];
        foreach (var name in names)
        {
            if (variable(name)?.Trim() is { Length: > 0 } value) return Of(value, name);
        }

        return gh(address.Host)?.Trim() is { Length: > 0 } kept
            ? Of(kept, "gh auth token")
            : throw new ReposanException(ExitCode.Refused, $"There is no token for {address.Host}: set GITHUB_TOKEN, or log in with 'gh auth login'.");
    }

    /// <summary>The header that carries it.</summary>
    internal AuthenticationHeaderValue Header => new("Bearer", _value);

    /// <summary>A text of somebody else's without the token and without anything that looks like one.</summary>
    public string Scrub(string text) => TokenScrubber.Scrub(text.Replace(_value, TokenScrubber.Mask, StringComparison.Ordinal));

    /// <summary>The credentials that git needs for the same host, for its environment or its standard input, never for its arguments.</summary>
    public string RevealForGit() => _value;

    /// <summary>A mask.</summary>
    public override string ToString() => TokenScrubber.Mask;

    private static GitHubToken Of(string value, string source) =>
        value.Any(c => c is <= ' ' or > '~')
            ? throw new ReposanException(ExitCode.Refused, $"What {source} holds is no token: it has spaces or other characters that no token has.")
            : new GitHubToken(value, source);
}
