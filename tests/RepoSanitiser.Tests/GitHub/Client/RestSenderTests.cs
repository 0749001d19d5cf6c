using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.Tests.GitHub.Client;

public sealed class RestSenderTests : IDisposable
{
    private const string Repository = """{"id":7,"name":"STUDY","full_name":"ORG/STUDY","owner":{"login":"ORG","id":1,"type":"Organization"},"private":false,"fork":false,"visibility":"public"}""";
    private static readonly RepositoryName Study = RepositoryName.Parse("ORG/STUDY");

    private readonly ScriptedServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_request_says_who_asks_what_for_and_in_which_version()
    {
        var repository = await _server.Answers(200, Repository).Client().RepositoryAsync(Study, default);
        Assert.Equal("public", repository.Seen);
        var asked = Assert.Single(_server.Asked);
        Assert.Equal("https://api.github.com/repos/ORG/STUDY", asked.Url.AbsoluteUri);
        Assert.Equal("application/vnd.github+json", asked.Request.Headers.Accept.ToString());
        Assert.Equal("2022-11-28", Assert.Single(asked.Request.Headers.GetValues("X-GitHub-Api-Version")));
        Assert.Equal($"Bearer {ScriptedServer.Secret}", asked.Request.Headers.Authorization!.ToString());
        Assert.StartsWith("reposan/", asked.Request.Headers.UserAgent.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_read_by_their_links_until_there_is_none()
    {
        _server.Answers(200, $"[{Repository}]", ("Link", "<https://api.github.com/repositories/7/forks?sort=oldest&per_page=100&page=2>; rel=\"next\", <https://api.github.com/x>; rel=\"last\""))
            .Answers(200, $"[{Repository},{Repository}]");
        Assert.Equal(3, (await _server.Client().ForksAsync(Study, default).ToListAsync()).Count);
        Assert.Equal("?sort=oldest&per_page=100", _server.Asked[0].Url.Query);
        Assert.Equal("/repositories/7/forks", _server.Asked[1].Url.AbsolutePath);
    }

    [Fact]
    public async Task Pages_that_lead_in_a_circle_or_to_another_host_are_not_followed()
    {
        _server.Answers(200, "[]", ("Link", "<https://api.github.com/a>; rel=\"next\"")).Answers(200, "[]", ("Link", "<https://api.github.com/a>; rel=\"next\""));
        await Assert.ThrowsAsync<GitHubException>(async () => await _server.Client().ForksAsync(Study, default).ToListAsync());
        _server.Answers(200, "[]", ("Link", "<https://example.org/a>; rel=\"next\""));
        await Assert.ThrowsAsync<GitHubException>(async () => await _server.Client().ForksAsync(Study, default).ToListAsync());
        Assert.DoesNotContain(_server.Asked, a => a.Url.Host == "example.org");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_renamed_repository_is_followed_with_the_same_method_and_body(int status)
    {
        _server.Answers(status, "{}", ("Location", "https://api.github.com/repositories/7")).Answers(200, Repository);
        await _server.Client().ChangeRepositoryAsync(Study, new RepositoryChange("private"), default);
        Assert.All(_server.Asked, a => Assert.Equal((HttpMethod.Patch, """{"visibility":"private"}"""), (a.Method, a.Body)));
        Assert.Equal("/repositories/7", _server.Asked[1].Url.AbsolutePath);
    }

    [Fact]
    public async Task A_download_is_read_from_another_host_without_the_token_and_a_change_never_goes_there()
    {
        _server.Answers(302, "", ("Location", "https://storage.example.org/blob?sig=x")).Answers(200, "zip");
        Assert.Equal("zip"u8.ToArray(), await _server.Client().ArtifactContentAsync(Study, 9, default));
        Assert.Null(_server.Asked[1].Request.Headers.Authorization);
        _server.Answers(307, "", ("Location", "https://storage.example.org/"));
        await Assert.ThrowsAsync<GitHubException>(() => _server.Client().DeleteArtifactAsync(Study, 9, default));
        Assert.Equal(3, _server.Asked.Count);
    }

    [Fact]
    public async Task An_answer_read_before_is_asked_for_by_its_tag()
    {
        var client = _server.Answers(200, Repository, ("ETag", "\"a\"")).Answers(304).Client();
        await client.RepositoryAsync(Study, default);
        Assert.Equal("ORG/STUDY", (await client.RepositoryAsync(Study, default)).FullName);
        Assert.Equal("\"a\"", Assert.Single(_server.Asked[1].Request.Headers.GetValues("If-None-Match")));
    }

    [Fact]
    public async Task What_is_not_ready_yet_is_asked_for_again()
    {
        Assert.Equal("ORG/STUDY", (await _server.Answers(202).Answers(202).Answers(200, Repository).Client().RepositoryAsync(Study, default)).FullName);
        for (var i = 0; i < 20; i++) _server.Answers(202);
        Assert.Equal(GitHubFailure.Unreachable, (await Assert.ThrowsAsync<GitHubException>(() => _server.Client().RepositoryAsync(Study, default))).Failure);
    }

    [Theory]
    [InlineData(429, "retry-after", "90", 90)]
    [InlineData(403, "retry-after", "17", 17)]
    public async Task Retry_after_is_obeyed(int status, string header, string value, int seconds)
    {
        await _server.Answers(status, "{}", (header, value)).Answers(200, Repository).Client().RepositoryAsync(Study, default);
        Assert.Equal(TimeSpan.FromSeconds(seconds), _server.Asked[1].At - _server.Asked[0].At);
    }

    [Fact]
    public async Task A_limit_that_is_used_up_is_waited_for_until_it_is_set_back_and_said()
    {
        var reset = _server.Clock.GetUtcNow().AddMinutes(40);
        _server.Answers(403, "{}", ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", $"{reset.ToUnixTimeSeconds()}")).Answers(200, Repository);
        await _server.Client().RepositoryAsync(Study, default);
        Assert.InRange(_server.Asked[1].At, reset, reset.AddSeconds(3));
        Assert.Contains($"{reset:HH:mm}", Assert.Single(_server.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_request_of_a_limit_is_not_followed_by_one_too_many()
    {
        var reset = _server.Clock.GetUtcNow().AddMinutes(10);
        var client = _server.Answers(200, Repository, ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", $"{reset.ToUnixTimeSeconds()}")).Answers(200, Repository).Client();
        await client.RepositoryAsync(Study, default);
        await client.RepositoryAsync(Study, default);
        Assert.InRange(_server.Asked[1].At, reset, reset.AddSeconds(3));
    }

    [Fact]
    public async Task A_secondary_limit_backs_off_a_minute_at_least_and_longer_each_time()
    {
        const string Body = """{"message":"You have exceeded a secondary rate limit."}""";
        await _server.Answers(403, Body).Answers(403, Body).Answers(200, Repository).Client().RepositoryAsync(Study, default);
        Assert.Equal(TimeSpan.FromMinutes(1), _server.Asked[1].At - _server.Asked[0].At);
        Assert.Equal(TimeSpan.FromMinutes(2), _server.Asked[2].At - _server.Asked[1].At);
    }

    [Fact]
    public async Task No_wait_goes_beyond_the_time_a_request_may_take()
    {
        var client = _server.Answers(429, "{}", ("retry-after", "90")).Client().NoLaterThan(_server.Clock.GetUtcNow().AddSeconds(30));
        var failure = await Assert.ThrowsAsync<GitHubException>(() => client.RepositoryAsync(Study, default));
        Assert.Equal((GitHubFailure.Limited, 1), (failure.Failure, _server.Asked.Count));
    }

    [Fact]
    public async Task Changes_are_a_second_apart_and_a_minute_holds_no_more_than_GitHub_allows()
    {
        for (var i = 0; i < 1200; i++) _server.Answers(i < 200 ? 204 : 200, Repository);
        var client = _server.Client();
        for (var i = 0; i < 200; i++) await client.DeleteArtifactAsync(Study, i, default);
        for (var i = 0; i < 1000; i++) await client.RepositoryAsync(Study, default);
        var changes = _server.Asked.Where(a => a.Method == HttpMethod.Delete).ToList();
        Assert.All(changes.Zip(changes.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromSeconds(1)));
        var points = _server.Asked.Select(a => (a.At, Points: a.Method == HttpMethod.Get ? 1 : 5)).ToList();
        Assert.All(points, p => Assert.InRange(points.Where(q => q.At >= p.At && q.At < p.At.AddMinutes(1)).Sum(q => q.Points), 1, 900));
    }

    [Fact]
    public async Task What_fails_for_no_reason_of_its_own_is_sent_again_where_that_can_do_nothing_twice()
    {
        await _server.Breaks().Answers(502).Answers(200, Repository).Client().RepositoryAsync(Study, default);
        await _server.Answers(500).Answers(204).Client().DeleteArtifactAsync(Study, 1, default);
        Assert.Equal(5, _server.Asked.Count);
        _server.Answers(500);
        var failure = await Assert.ThrowsAsync<GitHubException>(() => _server.Client().AddDeployKeyAsync(Study, new DeployKey(0, "ssh-ed25519 A", "t", true), default));
        Assert.Equal((GitHubFailure.Uncertain, 6), (failure.Failure, _server.Asked.Count));
    }

    [Fact]
    public async Task A_refusal_names_the_permission_and_never_the_token()
    {
        _server.Answers(403, $$"""{"message":"Resource not accessible with {{ScriptedServer.Secret}}"}""", ("X-Accepted-GitHub-Permissions", "administration=write"), ("X-Accepted-OAuth-Scopes", "repo"));
        var failure = await Assert.ThrowsAsync<GitHubException>(() => _server.Client().ChangeRepositoryAsync(Study, new RepositoryChange("private"), default));
        Assert.Equal(GitHubFailure.Forbidden, failure.Failure);
        Assert.Contains("make ORG/STUDY private", failure.Message, StringComparison.Ordinal);
        Assert.Contains("administration=write", failure.Message, StringComparison.Ordinal);
        Assert.Contains("scope repo", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ScriptedServer.Secret, failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, GitHubFailure.Unauthorised)]
    [InlineData(404, GitHubFailure.NotFound)]
    [InlineData(409, GitHubFailure.Conflict)]
    [InlineData(422, GitHubFailure.Declined)]
    [InlineData(418, GitHubFailure.Unexpected)]
    public async Task Each_refusal_is_of_its_kind_and_not_repeated(int status, GitHubFailure expected)
    {
        _server.Answers(status);
        Assert.Equal(expected, (await Assert.ThrowsAsync<GitHubException>(() => _server.Client().RepositoryAsync(Study, default))).Failure);
        Assert.Single(_server.Asked);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{"id":7}""")]
    [InlineData("""[{"id":7}]""")]
    public async Task An_answer_of_another_form_is_a_failure_never_an_empty_repository(string body)
    {
        _server.Answers(200, body);
        Assert.Equal(GitHubFailure.Unexpected, (await Assert.ThrowsAsync<GitHubException>(() => _server.Client().RepositoryAsync(Study, default))).Failure);
    }

    [Fact]
    public async Task A_name_from_GitHub_can_not_become_another_path()
    {
        await _server.Answers(204).Client().SetTeamAsync(Study, "../../user?x=", "pull", default);
        Assert.Equal("/orgs/ORG/teams/..%2F..%2Fuser%3Fx%3D/repos/ORG/STUDY", _server.Asked[0].Url.AbsolutePath);
    }
}
