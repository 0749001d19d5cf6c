using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace RepoSanitiser.Review.Serving;

/// <summary>
/// Lets one browser in: the token in the first address works once and becomes a cookie that no script and no other site gets. What
/// changes anything needs a second secret, which only the pages themselves hold.
/// </summary>
internal sealed class Session
{
    private const int SecretBytes = 32;
    private readonly string _cookie;
    private readonly string _cookieName;
    private string? _token;

    /// <summary>Makes the secrets.</summary>
    /// <param name="port">The port served on: cookies of one host are shared by its ports.</param>
    /// <param name="random">Gives that many random bytes, fit for secrets.</param>
    public Session(int port, Func<int, byte[]> random)
    {
        _token = Secret(random);
        _cookie = Secret(random);
        FormSecret = Secret(random);
        _cookieName = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"reposan-{port}");
    }

    /// <summary>What the first address ends with; null once it was used.</summary>
    public string? Token => _token;

    /// <summary>What each form sends along.</summary>
    public string FormSecret { get; }

    /// <summary>Takes the token, once.</summary>
    /// <returns>The cookie to set; null where the token is not the right one, or was used.</returns>
    public string? Enter(string token)
    {
        var expected = _token;
        // Of two that come at once, one gets in.
        if (expected is null || !Same(token, expected) || Interlocked.CompareExchange(ref _token, null, expected) != expected) return null;
        return $"{_cookieName}={_cookie}; Path=/; HttpOnly; SameSite=Strict";
    }

    /// <summary>Whether a request comes from the browser that was let in.</summary>
    public bool IsIn(HttpListenerRequest request) => request.Cookies[_cookieName]?.Value is { } value && Same(value, _cookie);

    /// <summary>Whether a form is one of the pages' own.</summary>
    public bool IsOwn(string? secret) => secret is not null && Same(secret, FormSecret);

    private static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private static string Secret(Func<int, byte[]> random) => Convert.ToHexStringLower(random(SecretBytes));
}
