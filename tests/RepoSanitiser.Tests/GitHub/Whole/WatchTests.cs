using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Tests.GitHub.Whole;

/// <summary>Proving and tracing as a responder does it, on a clock that nobody waits for.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private Way _way = null!;

    public async Task InitializeAsync()
    {
        _way = await Way.Begin();
        await _way.UntilAsync("trace");
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_way.GitHub.Violations);
        await _way.DisposeAsync();
    }

    [Fact]
    public async Task Watching_proves_again_and_again_until_it_is_gone()
    {
        var rounds = 0;
        var began = new List<DateTimeOffset>();
        _way.GitHub.Faults = exchange =>
        {
            if (exchange.Path != "/repos/study-org/study") return null;
            began.Add(exchange.Time);
            if (++rounds == 3) _way.SupportCleans();
            return null;
        };
        var ended = await _way.Asked("prove", "--remote", SampleWorld.FullName, "--watch", "--every", "90", "--format", "json");
        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Equal("gone", (string?)ended.Json!["verdict"]);
        Assert.Equal(3, rounds);
        Assert.Equal(2, ended.Error.Split("again at ").Length - 1);
        Assert.Contains("remains: ", ended.Error, StringComparison.Ordinal);
        Assert.All(began.Zip(began.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromMinutes(90), TimeSpan.FromMinutes(100)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wiki_that_can_not_be_reached_stays_on_the_list_and_makes_it_incomplete(bool saysSuccess)
    {
        var requests = 0;
        _way.SupportCleans();
        _way.GitHub.GitFaults = n => _way.GitHub.GitRequests[n].Contains("study.wiki.git", StringComparison.Ordinal) ? saysSuccess ? new Fault.NoEffect() : new Fault.Status(500) : null;
        foreach (var id in await Ids()) await _way.Asked("trace", SampleWorld.FullName, "--set", id + "=cleaned");
        var lost = await Trace();
        Assert.Equal(3, lost.Code);
        Assert.Equal("unreachable", State(lost));
        Assert.Contains(lost.Json!["unread"]!.AsArray(), u => ((string)u!).Contains("wiki", StringComparison.Ordinal));
        Assert.Contains("wiki", lost.Error, StringComparison.Ordinal);

        _way.GitHub.GitFaults = _ => { requests++; return null; };
        var found = await Trace();
        Assert.True(requests > 0);
        Assert.Equal((1, "found"), (found.Code, State(found)));
        Assert.Empty(found.Json!["unread"]!.AsArray());
    }

    [Fact]
    public async Task A_wiki_without_a_page_is_no_copy()
    {
        _way.GitHub.World.Repositories.RemoveAll(r => r.Name == "study.wiki");
        var ended = await Trace();
        Assert.DoesNotContain(ended.Json!["copies"]!.AsArray(), c => (string?)c!["id"] == "wiki");
        Assert.Empty(ended.Json["unread"]!.AsArray());
    }

    [Theory]
    [InlineData("prove", "--remote")]
    [InlineData("trace")]
    public async Task An_object_that_GitHub_has_a_conflict_about_is_not_gone(params string[] command)
    {
        _way.SupportCleans();
        _way.GitHub.Faults = exchange => exchange.Path.Contains("/git/blobs/", StringComparison.Ordinal) || exchange.Path.Contains("/git/commits/", StringComparison.Ordinal) ? new Fault.Status(409) : null;
        var ended = await _way.Asked([.. command, SampleWorld.FullName, "--format", "json"]);
        Assert.Contains(ended.Code, (int[])[1, 3]);
        Assert.NotEmpty(ended.Json!["unread"]!.AsArray());
    }

    private Task<Ended> Trace() => _way.Asked("trace", SampleWorld.FullName, "--format", "json");

    private async Task<IReadOnlyList<string>> Ids() => [.. (await Trace()).Json!["copies"]!.AsArray().Where(c => (string?)c!["state"] is "found").Select(c => (string)c!["id"]!)];

    private static string? State(Ended traced) => (string?)traced.Json!["copies"]!.AsArray().Single(c => (string?)c!["id"] == "wiki")!["state"];
}
