using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using RepoSanitiser.Review.Serving;
using RepoSanitiser.Tests.Release.Approval;

namespace RepoSanitiser.Tests.Review;

/// <summary>The pages of a reviewer, and the browser that was let in.</summary>
internal sealed partial class SomeSite : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ReviewSite _site;
    private readonly Task _serving;

    public SomeSite(SomeRequest request, string key, string? against = null)
    {
        Id = request.Id;
        _site = ReviewSite.Start(new ReviewSiteOptions { Desk = request.Desk(key), Random = RandomNumberGenerator.GetBytes, Say = Said.Add, Against = against });
        Address = _site.Address;
        _serving = _site.Serve(_stop.Token);
    }

    public string Id { get; }

    public Uri Address { get; }

    public List<string> Said { get; } = [];

    public HttpClient Browser { get; } = NewBrowser();

    public static HttpClient NewBrowser() => new(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = true });

    public Uri At(string path) => new(Address, path);

    public Uri File(string path, string more = "") => At($"/requests/{Id}/file?path={Uri.EscapeDataString(path)}{more}");

    /// <summary>Comes in with the token.</summary>
    public SomeSite Enter()
    {
        Assert.Equal(HttpStatusCode.OK, Browser.GetAsync(Address).GetAwaiter().GetResult().StatusCode);
        return this;
    }

    public string Page(string path) => Browser.GetStringAsync(At(path)).GetAwaiter().GetResult();

    public string FilePage(string path, string more = "") => Browser.GetStringAsync(File(path, more)).GetAwaiter().GetResult();

    /// <summary>Sends a form as a page with it would.</summary>
    public (HttpStatusCode Status, string Html) Send(string action, params (string Name, string Value)[] fields)
    {
        var secret = Secret().Match(string.Concat(Page($"/requests/{Id}"), FirstFilePage())).Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("secret", secret), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]);
        using var answer = Browser.PostAsync(At($"/requests/{Id}/{action}"), form).GetAwaiter().GetResult();
        return (answer.StatusCode, answer.Content.ReadAsStringAsync().GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        _stop.Cancel();
        Browser.Dispose();
        _site.Dispose();
        _serving.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private string FirstFilePage()
    {
        var link = FileLink().Match(Page($"/requests/{Id}"));
        return link.Success ? Page(link.Groups[1].Value) : "";
    }

    [GeneratedRegex("name=\"secret\" value=\"([0-9a-f]+)\"")]
    private static partial Regex Secret();

    [GeneratedRegex("href=\"(/requests/[^\"]*/file[?]path=[^\"]*)\"")]
    private static partial Regex FileLink();
}
