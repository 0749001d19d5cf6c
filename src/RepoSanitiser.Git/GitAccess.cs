using System.Globalization;
using System.Text;

namespace RepoSanitiser.Git;

/// <summary>Credentials that git sends to one server. They travel in the environment of the process, never in its arguments or a file.</summary>
/// <param name="server">The server: nothing is sent anywhere else.</param>
/// <param name="token">The token.</param>
public sealed class GitAccess(Uri server, string token)
{
    /// <summary>The variables that give git the header.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Variables
    {
        get
        {
            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("x-access-token:" + token));
            var settings = new[]
            {
                // An empty value drops what the user's own configuration would send besides.
                (Key: "credential.helper", Value: ""),
                (Key: $"http.{server.GetLeftPart(UriPartial.Authority)}/.extraHeader", Value: ""),
                (Key: $"http.{server.GetLeftPart(UriPartial.Authority)}/.extraHeader", Value: "Authorization: Basic " + basic),
            };
            yield return new("GIT_CONFIG_COUNT", settings.Length.ToString(CultureInfo.InvariantCulture));
            foreach (var (i, setting) in settings.Index())
            {
                yield return new(string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{i}"), setting.Key);
                yield return new(string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{i}"), setting.Value);
            }
        }
    }

    /// <summary>The server, without the token.</summary>
    public override string ToString() => server.GetLeftPart(UriPartial.Authority);
}
