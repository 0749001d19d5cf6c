using System.Net;
using RepoSanitiser.Core;

namespace RepoSanitiser.GitHub.Client;

/// <summary>Where GitHub's interface and its git repositories are: github.com, or an Enterprise host.</summary>
public sealed class GitHubAddress
{
    /// <summary>The version of the interface, that of the OpenAPI description which the tests hold this client to.</summary>
    public const string ApiVersion = "2022-11-28";

    private const string Public = "github.com";
    private readonly Uri _git;

    private GitHubAddress(Uri api, string host, Uri git)
    {
        Api = api;
        Host = host;
        _git = git;
    }

    /// <summary>The base URL of the interface, with a slash at its end.</summary>
    public Uri Api { get; }

    /// <summary>The host as <c>gh</c> names it: <c>github.com</c>, or that of an Enterprise server.</summary>
    public string Host { get; }

    /// <summary>Whether it is github.com itself.</summary>
    public bool IsPublicGitHub => Host == Public;

    /// <summary>Finds the address: <c>--api URL</c>, else the host that <c>GH_HOST</c> names, else github.com.</summary>
    /// <param name="api">What <c>--api</c> says; null where it is not given.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <exception cref="ReposanException">It is no address, or a token would travel without encryption (usage).</exception>
    public static GitHubAddress Find(string? api, Func<string, string?> variable)
    {
        if (api is not null) return FromUrl(api);
        var host = variable("GH_HOST") is { Length: > 0 } named ? named.ToLowerInvariant() : Public;
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            throw new ReposanException(ExitCode.Usage, $"GH_HOST ('{Printable.Escape(host)}') is no host name: write it as in https://HOST.");
        var hasOwnApiHost = host == Public || host.EndsWith(".ghe.com", StringComparison.Ordinal);
        return FromUrl(hasOwnApiHost ? $"https://api.{host}" : $"https://{host}/api/v3");
    }

    /// <summary>Where git clones a repository from.</summary>
    public Uri GitUrl(RepositoryName repository) => new(_git, $"{repository}.git");

    /// <summary>Where people look at a repository.</summary>
    public Uri PageUrl(RepositoryName repository) => new(_git, repository.ToString());

    /// <summary>Whether a URL has the scheme, host and port of the interface: only there may the token go.</summary>
    public bool IsSameHost(Uri url) =>
        url.IsAbsoluteUri && url.Scheme == Api.Scheme && url.Port == Api.Port && string.Equals(url.Host, Api.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a URL may be asked at all: encrypted, or on this machine.</summary>
    public static bool IsSafe(Uri url) => url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && IsLoopback(url));

    private static GitHubAddress FromUrl(string text)
    {
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var api) || api.Query.Length > 0 || api.Fragment.Length > 0 || api.UserInfo.Length > 0)
            throw new ReposanException(ExitCode.Usage, "--api is no address of GitHub's interface: write it like https://HOST/api/v3, without user, token or query.");
        if (!IsSafe(api)) throw new ReposanException(ExitCode.Usage, "--api has to begin with https://: the token would travel in the open.");
        var host = api.Host.StartsWith("api.", StringComparison.OrdinalIgnoreCase) && api.AbsolutePath == "/" ? api.Host[4..] : api.Host;
        var git = new UriBuilder(api.Scheme, host, api.IsDefaultPort ? -1 : api.Port, "/").Uri;
        return new GitHubAddress(api, host.ToLowerInvariant(), git);
    }

    private static bool IsLoopback(Uri url) => IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) ? IPAddress.IsLoopback(address) : url.Host == "localhost";
}
