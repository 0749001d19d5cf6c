using System.Text;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Tests.GitHub.StandIns;

/// <summary>The stand-in itself: it answers by GitHub's description, and behaves as GitHub is documented to.</summary>
public sealed class StandInTests : IAsyncLifetime
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private StandIn _standIn = null!;
    private SampleWorld _sample = null!;

    public Task InitializeAsync() => Begin(validated: false);

    public async Task DisposeAsync() => await _standIn.DisposeAsync();

    [FactWhere(Tool.Prism)]
    public async Task Every_call_that_it_knows_is_answered_by_the_description()
    {
        await _standIn.DisposeAsync();
        await Begin(validated: true);
        List<string> wrong = [];
        foreach (var (method, path, body, status) in Calls())
        {
            using var response = await Ask(method, path, body);
            if ((int)response.StatusCode != status) wrong.Add($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.True(_standIn.Violations.Count == 0, string.Join(Environment.NewLine, _standIn.Violations));
        var tried = _standIn.Exchanges.Select(e => $"{e.Method} {e.Template}").ToHashSet();
        Assert.DoesNotContain(StandIn.Calls, c => !tried.Contains(c));
    }

    [FactWhere(Tool.Prism)]
    public async Task What_is_asked_against_the_description_is_a_violation()
    {
        await _standIn.DisposeAsync();
        await Begin(validated: true);
        await Expect("the query parameter state is not declared", "GET", "/forks?state=all");
        await Expect("visible", "PATCH", "", """{"visible":"private"}""");
        await Expect("private", "PATCH", "", """{"private":"yes"}""");
        await Expect("secrets", "PATCH", $"/hooks/{_sample.Study.Hooks[0].Id}", """{"config":{"url":"https://ci.invalid/","secrets":"x"}}""");
        await Expect("no such route", "GET", "/nothing");
        await Expect("Accept is text/html", "GET", "", null, r => r.Headers.TryAddWithoutValidation("Accept", "text/html"));
        await Expect("X-GitHub-Api-Version is", "GET", "", null, r => r.Headers.Remove("X-GitHub-Api-Version"));
        await Expect("no User-Agent", "GET", "", null, r => r.Headers.Remove("User-Agent"));
    }

    private async Task Expect(string violation, string method, string path, string? body = null, Action<HttpRequestMessage>? change = null)
    {
        _standIn.Violations.Clear();
        using var response = await Ask(method, "/repos/study-org/study" + path, body, change);
        Assert.Contains(_standIn.Violations, v => v.Contains(violation, StringComparison.Ordinal));
    }

    private async Task Begin(bool validated)
    {
        _standIn = await StandIn.Start(validated: validated);
        _sample = SampleWorld.Make(_standIn);
    }

    private async Task<HttpResponseMessage> Ask(string method, string path, string? body = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_standIn.Address, path));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + _sample.Caller.Token);
        request.Headers.TryAddWithoutValidation("User-Agent", "test");
        request.Headers.TryAddWithoutValidation("X-GitHub-Api-Version", StandIn.ApiVersion);
        change?.Invoke(request);
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.github+json");
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Client.SendAsync(request);
    }

    private List<(string Method, string Path, string? Body, int Status)> Calls()
    {
        var study = _sample.Study;
        var (run, artifact, release) = (study.Runs[0].Id, study.Artifacts[0].Id, study.Releases[0]);
        const string Repository = "/repos/study-org/study";
        const string Team = "/orgs/study-org/teams/analysts";
        var protection = Repository + "/branches/main/protection";
        study.Git().Run("branch", "release", study.Git().Run("commit-tree", "main^{tree}", "-p", "main", "-m", "More"));
        return
        [
            ("GET", "/user", null, 200), ("GET", "/users/guest", null, 200), ("GET", "/rate_limit", null, 200), ("GET", "/orgs/study-org", null, 200),
            ("GET", "/orgs/study-org/members?role=admin", null, 200), ("GET", "/orgs/study-org/members/author", null, 204),
            ("GET", "/orgs/study-org/memberships/author", null, 200), ("GET", "/orgs/study-org/outside_collaborators", null, 200),
            ("GET", "/orgs/study-org/packages?package_type=container", null, 200), ("GET", "/users/guest/packages?package_type=npm", null, 200),
            ("GET", "/search/code?q=study%20filename:.gitmodules", null, 200), ("GET", Repository, null, 200), ("GET", Repository + "/forks?per_page=1", null, 200),
            ("GET", "/repos/fork-owner/study", null, 200),
            ("GET", Repository + "/collaborators?affiliation=all", null, 200), ("GET", Repository + "/collaborators?affiliation=outside", null, 200),
            ("GET", Repository + "/collaborators/guest", null, 204), ("GET", Repository + "/collaborators/guest/permission", null, 200),
            ("PUT", Repository + "/collaborators/guest", """{"permission":"pull"}""", 204), ("PUT", Repository + "/collaborators/stranger", """{"permission":"push"}""", 201),
            ("DELETE", Repository + "/collaborators/reader", null, 204), ("GET", Repository + "/invitations", null, 200),
            ("PATCH", Repository + $"/invitations/{study.Invitations[0].Id}", """{"permissions":"read"}""", 200),
            ("DELETE", Repository + $"/invitations/{study.Invitations[0].Id}", null, 204), ("GET", Repository + "/keys", null, 200),
            ("GET", Repository + $"/keys/{study.Keys[0].Id}", null, 200), ("POST", Repository + "/keys", """{"title":"t","key":"ssh-ed25519 AAAAother","read_only":true}""", 201),
            ("DELETE", Repository + $"/keys/{study.Keys[0].Id}", null, 204), ("GET", Repository + "/teams", null, 200), ("GET", Team, null, 200),
            ("GET", Team + "/members", null, 200), ("GET", Team + "/memberships/analyst", null, 200), ("GET", Team + Repository, null, 204),
            ("PUT", Team + Repository, """{"permission":"pull"}""", 204), ("DELETE", Team + Repository, null, 204), ("GET", Repository + "/hooks", null, 200),
            ("GET", Repository + $"/hooks/{study.Hooks[0].Id}", null, 200), ("PATCH", Repository + $"/hooks/{study.Hooks[0].Id}", """{"active":false}""", 200),
            ("GET", Repository + $"/hooks/{study.Hooks[0].Id}/config", null, 200), ("PATCH", Repository + $"/hooks/{study.Hooks[0].Id}/config", """{"content_type":"form"}""", 200),
            ("DELETE", Repository + $"/hooks/{study.Hooks[0].Id}", null, 204), ("GET", Repository + "/pages", null, 200),
            ("PUT", Repository + "/pages", """{"https_enforced":false}""", 204), ("DELETE", Repository + "/pages", null, 204),
            ("POST", Repository + "/pages", """{"build_type":"legacy","source":{"branch":"main","path":"/docs"}}""", 201),
            ("PUT", Repository + "/interaction-limits", """{"limit":"collaborators_only","expiry":"one_day"}""", 200), ("GET", Repository + "/interaction-limits", null, 200),
            ("DELETE", Repository + "/interaction-limits", null, 204), ("GET", Repository + "/interaction-limits", null, 200),
            ("GET", Repository + "/branches?protected=true", null, 200), ("GET", protection, null, 200), ("POST", protection + "/required_signatures", null, 200),
            ("GET", protection + "/required_signatures", null, 200), ("DELETE", protection + "/required_signatures", null, 204),
            ("PUT", protection, Protection, 200), ("GET", protection, null, 200), ("DELETE", protection, null, 204), ("GET", Repository + "/rulesets?includes_parents=true", null, 200),
            ("GET", Repository + $"/rulesets/{study.Rulesets[0]["id"]}", null, 200), ("PUT", Repository + $"/rulesets/{study.Rulesets[0]["id"]}", """{"enforcement":"disabled"}""", 200),
            ("DELETE", Repository + $"/rulesets/{study.Rulesets[0]["id"]}", null, 204), ("GET", Repository + "/actions/permissions", null, 200),
            ("PUT", Repository + "/actions/permissions", """{"enabled":true,"allowed_actions":"selected"}""", 204), ("GET", Repository + "/actions/permissions", null, 200),
            ("GET", Repository + "/actions/permissions/selected-actions", null, 200),
            ("PUT", Repository + "/actions/permissions/selected-actions", """{"github_owned_allowed":true,"verified_allowed":true,"patterns_allowed":["a/*"]}""", 204),
            ("GET", Repository + "/actions/permissions/workflow", null, 200), ("PUT", Repository + "/actions/permissions/workflow", """{"default_workflow_permissions":"write"}""", 204),
            ("GET", Repository + "/actions/runs?status=in_progress", null, 200), ("GET", Repository + $"/actions/runs/{run}", null, 200),
            ("POST", Repository + $"/actions/runs/{study.Runs[1].Id}/cancel", null, 202), ("GET", Repository + $"/actions/runs/{run}/logs", null, 302),
            ("DELETE", Repository + $"/actions/runs/{run}/logs", null, 204), ("DELETE", Repository + $"/actions/runs/{run}", null, 204),
            ("GET", Repository + "/actions/artifacts?per_page=100", null, 200), ("GET", Repository + $"/actions/artifacts/{artifact}", null, 200),
            ("GET", Repository + $"/actions/artifacts/{artifact}/zip", null, 302), ("DELETE", Repository + $"/actions/artifacts/{artifact}", null, 204),
            ("GET", Repository + "/actions/caches", null, 200), ("DELETE", Repository + $"/actions/caches/{study.Caches[0].Id}", null, 204),
            ("DELETE", Repository + "/actions/caches?key=none", null, 404), ("GET", Repository + "/pulls?state=all", null, 200), ("GET", Repository + "/pulls/1", null, 200),
            ("POST", Repository + "/pulls", """{"title":"A title","head":"release","base":"main","body":"A text"}""", 201),
            ("PATCH", Repository + "/pulls/1", """{"state":"closed"}""", 200), ("GET", Repository + $"/commits/{_sample.LeakedCommit}/pulls", null, 200),
            ("GET", Repository + "/releases", null, 200), ("GET", Repository + $"/releases/{release.Id}", null, 200), ("GET", Repository + $"/releases/{release.Id}/assets", null, 200),
            ("GET", Repository + $"/releases/assets/{release.Assets[0].Id}", null, 200), ("DELETE", Repository + $"/releases/assets/{release.Assets[0].Id}", null, 204),
            ("DELETE", Repository + $"/releases/{release.Id}", null, 204), ("GET", Repository + $"/git/blobs/{_sample.LeakedBlob}", null, 200),
            ("GET", Repository + $"/git/commits/{_sample.LeakedCommit}", null, 200), ("GET", Repository + $"/git/tags/{_sample.LeakedCommit}", null, 404), ("GET", Repository + "/git/matching-refs/heads/", null, 200),
            ("GET", Repository + "/git/ref/heads/main", null, 200), ("GET", Repository + "/activity?activity_type=force_push", null, 200),
            ("GET", Repository + "/traffic/clones", null, 200), ("GET", Repository + "/traffic/views", null, 200), ("GET", Repository + "/stargazers", null, 200),
            ("GET", Repository + "/subscribers", null, 200), ("PATCH", Repository, """{"visibility":"private"}""", 200), ("DELETE", "/repos/fork-owner/study", null, 403),
        ];
    }

    private const string Protection = """
        {"required_status_checks":{"strict":true,"contexts":[],"checks":[{"context":"build","app_id":-1}]},"enforce_admins":true,"required_linear_history":true,
         "required_pull_request_reviews":{"required_approving_review_count":2,"dismissal_restrictions":{"users":["guest"],"teams":["analysts"]}},
         "restrictions":{"users":["guest"],"teams":["analysts"],"apps":[]}}
        """;
}
