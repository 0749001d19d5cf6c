using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using RepoSanitiser.TestKit.Releases;

namespace RepoSanitiser.Cli.Tests;

public sealed partial class ReviewPagesTests : IDisposable
{
    private readonly ReleasingStudy _study = new();
    private readonly ReposanProcess _reposan = new();

    public ReviewPagesTests()
    {
        _reposan.Variables["REPOSAN_TRUST"] = _study.People.File;
        _reposan.Variables["REPOSAN_REQUESTS"] = _study.Requests;
        _reposan.Variables["REPOSAN_SIGN_KEY"] = _study.FirstKey;
    }

    public void Dispose()
    {
        _study.Dispose();
        _reposan.Dispose();
    }

    [Fact]
    public async Task The_pages_are_served_until_Ctrl_C()
    {
        _study.Write("output/table.csv", ReleasingStudy.CleanTable).Commit();
        Assert.Equal(0, _reposan.Run("release", "request", _study.Workspace, "-m", "Add table 1", "--context", "Counts by year", "--controls", "Rounded", "--sign-key", _study.AuthorKey).ExitCode);
        using var process = _reposan.Start("review");
        var line = await process.StandardOutput.ReadLineAsync();
        var address = new Uri(Address().Match(line!).Value);
        Assert.Equal("127.0.0.1", address.Host);

        using var browser = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() });
        var requests = await browser.GetStringAsync(address);
        var request = await browser.GetStringAsync(new Uri(address, Link().Match(requests).Value));
        Assert.Contains("Decide output/table.csv", request, StringComparison.Ordinal);
        using (var taken = _reposan.Start("review", "--port", address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)))
        {
            var refused = ReposanProcess.End(taken);
            Assert.Equal(4, refused.ExitCode);
            Assert.Contains("is taken", refused.Error, StringComparison.Ordinal);
        }

        Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();
        var ended = ReposanProcess.End(process);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
    }

    [Theory]
    [InlineData(2, "--requests", "nowhere")]
    [InlineData(2, "--against", "nowhere")]
    [InlineData(2, "--port", "70000")]
    [InlineData(4, "--sign-key", "unknown")]
    [InlineData(2, "--trust", "nowhere")]
    public void What_is_wrong_is_said_in_one_sentence(int code, string option, string value)
    {
        var ended = _reposan.Run("review", option, value == "unknown" ? _study.People.MakeKey("unknown") : value);
        Assert.Equal(code, ended.ExitCode);
        Assert.Equal("", ended.Out);
        Assert.StartsWith("reposan: ", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex("http://[^ ]+")]
    private static partial Regex Address();

    [GeneratedRegex("/requests/[^\"]+")]
    private static partial Regex Link();
}
