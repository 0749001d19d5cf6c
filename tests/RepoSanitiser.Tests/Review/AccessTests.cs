using System.Net;
using RepoSanitiser.Tests.Release.Approval;

namespace RepoSanitiser.Tests.Review;

public sealed class AccessTests : IDisposable
{
    private readonly SomeRequest _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public async Task The_address_works_once_and_in_one_browser()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        Assert.Contains(_some.Id, site.Page("/"), StringComparison.Ordinal);

        using var other = SomeSite.NewBrowser();
        foreach (var path in new[] { site.Address.PathAndQuery, "/", $"/requests/{_some.Id}", $"/requests/{_some.Id}/bytes?path=a.csv", "/review.css" })
        {
            using var answer = await other.GetAsync(site.At(path));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.DoesNotContain("made-up", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_name_for_this_machine_is_not_served()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        using var rebound = new HttpRequestMessage(HttpMethod.Get, site.At("/")) { Headers = { Host = $"attacker.invalid:{site.Address.Port}" } };
        using var answer = await site.Browser.SendAsync(rebound);
        Assert.True((int)answer.StatusCode >= 400, $"answered {answer.StatusCode}");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("00", null)]
    [InlineData(null, "http://elsewhere.invalid")]
    public async Task A_form_of_another_site_decides_nothing(string? secret, string? origin)
    {
        _some.Ask(("a.csv", "n\n10\n"));
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["path"] = "a.csv", ["verdict"] = "approve" };
        if (secret is not null) fields["secret"] = secret;
        using var post = new HttpRequestMessage(HttpMethod.Post, site.At($"/requests/{_some.Id}/decide")) { Content = new FormUrlEncodedContent(fields) };
        if (origin is not null) post.Headers.Add("Origin", origin);
        using var answer = await site.Browser.SendAsync(post);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(_some.Desk(_some.FirstKey).Draft(_some.Id).Files);
    }

    [Fact]
    public async Task Nothing_is_kept_framed_or_loaded_from_elsewhere()
    {
        _some.Ask(("a.csv", "n\n10\n"), ("p.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"));
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        foreach (var path in new[] { "/", $"/requests/{_some.Id}", site.File("a.csv").PathAndQuery, $"/requests/{_some.Id}/bytes?path=a.csv", $"/requests/{_some.Id}/picture?path=p.svg", "/nowhere" })
        {
            using var answer = await site.Browser.GetAsync(site.At(path));
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.DoesNotContain("unsafe-inline'; script", string.Join(';', answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }

        using var picture = await site.Browser.GetAsync(site.At($"/requests/{_some.Id}/picture?path=p.svg"));
        Assert.Contains("sandbox", picture.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var bytes = await site.Browser.GetAsync(site.At($"/requests/{_some.Id}/bytes?path=a.csv"));
        Assert.Equal("attachment", bytes.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("n\n10\n", await bytes.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/requests/../../etc/passwd")]
    [InlineData("/requests/%2e%2e/file?path=a.csv")]
    [InlineData("/requests/2027-01-31-zzzz")]
    [InlineData("/requests/2027-01-31-zzzz/file?path=a.csv")]
    [InlineData("/nowhere")]
    public async Task What_there_is_not_is_said_in_a_page(string path)
    {
        _some.Ask(("a.csv", "n\n10\n"));
        using var site = new SomeSite(_some, _some.FirstKey).Enter();
        using var answer = await site.Browser.GetAsync(site.At(path));
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.Contains("role=\"alert\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(site.Said);
    }
}
