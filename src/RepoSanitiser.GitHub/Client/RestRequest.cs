using System.Text.Json.Nodes;

namespace RepoSanitiser.GitHub.Client;

/// <summary>One request, before it is sent.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path from the base URL, every part of it escaped, with its query; or a whole URL that GitHub gave.</param>
/// <param name="What">What is asked for, as a sentence about a failure needs it: <c>read the forks of OWNER/REPO</c>.</param>
public sealed record RestRequest(HttpMethod Method, string Path, string What)
{
    /// <summary>What GitHub's answers are read as.</summary>
    public const string Json = "application/vnd.github+json";

    /// <summary>The body; null for none.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>The form of the answer.</summary>
    public string Accept { get; init; } = Json;

    /// <summary>The permission it takes, as GitHub names it, for where GitHub's answer does not say.</summary>
    public string? Needs { get; init; }

    /// <summary>Whether it may be sent again when nobody knows what became of it. Reading always is; of changes, those that set a state or
    /// delete by id are.</summary>
    public bool IsRepeatable { get; init; } = Method == HttpMethod.Get || Method == HttpMethod.Put || Method == HttpMethod.Delete;

    /// <summary>When it has to be over, waiting and repeating included; null for no such time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether the answer that leads to a download (302) is all that is asked for.</summary>
    public bool StopsAtDownload { get; init; }

    /// <summary>Whether it changes nothing.</summary>
    public bool IsRead => Method == HttpMethod.Get;

    /// <summary>A request to read.</summary>
    public static RestRequest Get(FormattableString path, string what, string? needs = null) =>
        new(HttpMethod.Get, Escaped(path), what) { Needs = needs };

    /// <summary>A request to change.</summary>
    public static RestRequest Change(HttpMethod method, FormattableString path, string what, JsonNode? body = null, string? needs = null) =>
        new(method, Escaped(path), what) { Body = body, Needs = needs };

    /// <summary>A path whose inserted parts are escaped, so that no name can become another path. A repository's name is two parts.</summary>
    private static string Escaped(FormattableString path) => string.Format(
        System.Globalization.CultureInfo.InvariantCulture,
        path.Format,
        [.. path.GetArguments().Select(a => a is RepositoryName name ? (object)name.ToString() : Uri.EscapeDataString(Convert.ToString(a, System.Globalization.CultureInfo.InvariantCulture) ?? ""))]);
}
