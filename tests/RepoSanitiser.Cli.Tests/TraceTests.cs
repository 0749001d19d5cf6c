using System.Text.Json.Nodes;
using RepoSanitiser.Core.State;
using RepoSanitiser.Incidents;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Cli.Tests;

/// <summary>Copies are traced, asked about and proved against a stand-in for GitHub, from before the purge until nothing is left.</summary>
public sealed class TraceTests : IAsyncLifetime, IDisposable
{
    private const string Study = SampleWorld.FullName;

    private readonly TempFolder _folder = new();
    private readonly ReposanProcess _reposan = new();
    private StandIn _gitHub = null!;
    private SampleWorld _sample = null!;

    public Task InitializeAsync() => Start(validated: false);

    private async Task Start(bool validated)
    {
        _gitHub = await StandIn.Start(validated: validated);
        _sample = SampleWorld.Make(_gitHub);
        _sample.Study.Protections.Clear();
        _sample.Study.Rulesets.Clear();
        _reposan.Variables["GITHUB_TOKEN"] = _sample.Caller.Token;
        _reposan.Variables["GIT_CONFIG_GLOBAL"] = _folder.File("gitconfig");
        var basic = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("x:" + _sample.Caller.Token));
        File.WriteAllText(_folder.File("gitconfig"), $"[http \"{_gitHub.Address}\"]\n\textraHeader = Authorization: Basic {basic}\n");
    }

    public async Task DisposeAsync() => await _gitHub.DisposeAsync();

    public void Dispose()
    {
        _folder.Dispose();
        _reposan.Dispose();
    }

    [Fact]
    public void Every_copy_that_GitHub_knows_of_is_listed_with_who_to_ask()
    {
        _gitHub.World.SubmoduleUsers["study-org/study"] = ["other-org/collection"];
        _gitHub.Host("other-org/collection");
        var traced = Json(1, "trace", Study);
        var copies = traced["copies"]!.AsArray().ToDictionary(c => (string)c!["id"]!, c => c!);
        foreach (var id in (string[])["fork:fork-owner/study", "fork:second-fork-owner/study", "clone:author", "clone:guest", "clone:analyst", "pull:1", "artifacts", "caches", "pages", "submodule:other-org/collection", "archive:software-heritage", "archive:wayback"])
            Assert.True(copies.ContainsKey(id), id + " is not in " + string.Join(", ", copies.Keys));
        Assert.Equal("fork-owner", (string?)copies["fork:fork-owner/study"]["holder"]);
        Assert.Equal("unknown", (string?)copies["fork:fork-owner/study"]["holds"]);
        Assert.Contains(traced["notes"]!.AsArray(), n => ((string)n!).Contains("cloned 7 times by 3", StringComparison.Ordinal));
        Assert.Empty(traced["unread"]!.AsArray());
        Assert.DoesNotContain("counts.csv", traced.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_gitHub.Exchanges, e => e.IsWrite);
        Assert.Empty(_gitHub.Violations);
    }

    [Fact]
    public void The_incident_is_the_one_in_which_something_was_last_done_whatever_it_is_called()
    {
        var key = KeyStore.Parse(_reposan.Run("key", "export").Out)!;
        var state = StateDirectory.Open(Path.Combine(_reposan.Home, "state", "reposan"));
        var clock = new SimulatedClock();
        Incident Make(byte letter)
        {
            var incident = new IncidentStore(state, key, "tester", clock, count => [.. Enumerable.Repeat(letter, count)]).Create();
            incident.Record.Intent("test", Study);
            return incident;
        }

        var earlier = Make(20);
        clock.Advance(TimeSpan.FromSeconds(1));
        var later = Make(0);
        Assert.True(string.CompareOrdinal(later.Id, earlier.Id) < 0);

        Assert.Equal(later.Id, (string?)Json(1, "trace", Study)["incident"]);
    }

    [Fact]
    public void From_the_purge_until_GitHub_gives_nothing_out_any_more()
    {
        var incident = (string)Json(1, "trace", Study)["incident"]!;
        Purge(incident);

        var left = Json(1, "prove", "--remote", Study);
        Assert.Equal(("remains", incident), ((string?)left["verdict"], (string?)left["incident"]));
        Assert.Equal([1], left["pullRequests"]!.AsArray().Select(n => (int)n!));
        Assert.All((string[])["rest", "git"], way => Assert.Contains(Served(left, Study, way), id => id == _sample.LeakedBlob));
        Assert.Contains(_sample.LeakedCommit, Served(left, "fork-owner/study", "git"));
        Assert.Contains(_sample.LeakedBlob, Served(left, "second-fork-owner/study", "rest"));

        var traced = Json(1, "trace", Study);
        Assert.Equal("named", Of(traced, "fork:fork-owner/study", "holds"));
        Assert.Equal("named", Of(traced, "pull:1", "holds"));
        var support = File.ReadAllText(Path.Combine(_reposan.Home, "state", "reposan", "incidents", incident, "requests", "github-support.txt"));
        foreach (var said in (string[])["Repository: study-org/study", "Affected pull requests: 1", _sample.LeakedCommit, "Orphaned LFS objects: none", "fork-owner/study: holds it"]) Assert.Contains(said, support, StringComparison.Ordinal);
        Assert.DoesNotContain(SampleWorld.LeakedPath, support, StringComparison.Ordinal);

        Assert.Equal("asked", Of(Json(1, "trace", Study, "--set", "fork:fork-owner/study=asked", "--note", "by e-mail"), "fork:fork-owner/study", "state"));
        _gitHub.World.Repositories.RemoveAll(r => r.Owner.EndsWith("fork-owner", StringComparison.Ordinal));
        Assert.Equal("remains", (string?)Json(1, "prove", "--remote", Study)["verdict"]);
        HostedGit.SupportCleans(_gitHub.World, _sample.Study);

        var gone = Json(0, "prove", "--remote", Study);
        Assert.Equal(("gone", "gone"), ((string?)gone["verdict"], (string?)gone["clone"]));
        var status = Json(1, "trace", Study, "--status");
        Assert.Equal("proved", Of(status, "pull:1", "state"));
        Assert.Equal("asked", Of(status, "fork:fork-owner/study", "state"));
        Assert.Empty(_gitHub.Violations);
    }

    [Fact]
    public void Old_history_below_new_commits_of_others_is_seen_in_forks_pull_requests_and_what_a_push_replaced()
    {
        _sample.Local.Branch("work").Write("own.py", "own\n").Commit("Work on the old history");
        var tip = _sample.Local.Head;
        _sample.Local.Switch("main");
        var incident = (string)Json(1, "trace", Study)["incident"]!;
        Purge(incident);
        foreach (var repository in _gitHub.World.Repositories)
        {
            _sample.Local.Git.Run("push", "-q", "--force", repository.GitDirectory, $"{tip}:refs/heads/work");
            foreach (var name in HostedGit.Refs(repository).Keys.Where(n => n != "refs/heads/work" && repository != _sample.Study)) repository.Git().Run("update-ref", "-d", name);
        }

        _sample.Study.Git().Run("update-ref", "-d", "refs/heads/work");
        _gitHub.Pull(_sample.Study, "guest", tip);
        _sample.Study.Activities.Add(new Activity(7, "refs/heads/work", tip, _sample.Study.Git().Run("rev-parse", "main"), "force_push", "guest", DateTimeOffset.UnixEpoch));
        var traced = Json(1, "trace", Study);
        Assert.Equal("named", Of(traced, "fork:fork-owner/study", "holds"));
        Assert.Equal("named", Of(traced, "pull:2", "holds"));
        Assert.Equal("served", Of(traced, "push:7", "holds"));
    }

    [Fact]
    public void A_fork_of_the_new_history_alone_does_not_hold_it_though_its_network_gives_it_out()
    {
        var incident = (string)Json(1, "trace", Study)["incident"]!;
        Purge(incident);
        var fork = _gitHub.Fork(_sample.Study, "late-owner");
        _sample.Study.Git().Run("push", "-q", fork.GitDirectory, "main:refs/heads/topic");
        Assert.Equal("served", Of(Json(1, "trace", Study), "fork:late-owner/study", "holds"));
    }

    [FactWhere(Tool.Prism)]
    public async Task All_that_is_asked_and_answered_is_as_GitHub_describes_its_interface()
    {
        await _gitHub.DisposeAsync();
        await Start(validated: true);
        _sample.Study.Packages.Add(new Package(_gitHub.World.NextId(), "study", "npm"));
        _gitHub.World.SubmoduleUsers[Study] = ["other-org/collection"];
        _gitHub.Host("other-org/collection");
        _sample.Local.AnnotatedTag("v1", "One", _sample.LeakedCommit);
        _sample.Local.Git.Run("push", "-q", _sample.Study.GitDirectory, "v1");
        Purge((string)Json(1, "trace", Study)["incident"]!);
        Assert.Equal("remains", (string?)Json(1, "prove", "--remote", Study)["verdict"]);
        var traced = Json(1, "trace", Study);
        Assert.Contains(traced["copies"]!.AsArray(), c => (string?)c!["kind"] == "package");
        Assert.Contains(traced["copies"]!.AsArray(), c => (string?)c!["kind"] == "replaced" && (string?)c["holds"] == "served");
        Assert.Contains(_gitHub.Exchanges, e => e.Template?.Contains("/git/tags/", StringComparison.Ordinal) == true && e.Status == 200);
        Assert.Empty(_gitHub.Violations);
    }

    [Fact]
    public void A_fork_that_keeps_its_own_branch_holds_it_after_the_rest_is_clean()
    {
        var incident = (string)Json(1, "trace", Study)["incident"]!;
        Purge(incident);
        HostedGit.SupportCleans(_gitHub.World, _sample.Study);
        var left = Json(1, "prove", "--remote", Study);
        Assert.Equal("gone", (string?)left["clone"]);
        Assert.NotEmpty(Served(left, "fork-owner/study", "refs"));
        Assert.Empty(Served(left, Study, "git"));
        Assert.Equal("named", Of(Json(1, "trace", Study), "fork:fork-owner/study", "holds"));
        // One network: what the fork has, the repository itself gives out too.
        Assert.Contains(_sample.LeakedBlob, Served(left, Study, "rest"));
    }

    [Fact]
    public void What_could_not_be_asked_is_never_taken_for_gone()
    {
        var incident = (string)Json(1, "trace", Study)["incident"]!;
        Purge(incident);
        _gitHub.World.Repositories.RemoveAll(r => r.Owner.EndsWith("fork-owner", StringComparison.Ordinal));
        HostedGit.SupportCleans(_gitHub.World, _sample.Study);
        Assert.Equal("gone", (string?)Json(0, "prove", "--remote", Study)["verdict"]);
        _sample.Caller.Lacks.Add("contents=read");
        var proved = Json(3, "prove", "--remote", Study);
        Assert.Equal("incomplete", (string?)proved["verdict"]);
        Assert.NotEmpty(proved["unread"]!.AsArray());
    }

    [Fact]
    public void A_renamed_repository_is_followed_and_one_that_can_not_be_seen_is_refused_in_a_sentence()
    {
        _sample.Study.FormerNames.Add("study-org/old-name");
        Assert.Equal("study-org/study", (string?)Json(1, "trace", "study-org/old-name")["repository"]);
        var ended = Run("trace", "study-org/nothing");
        Assert.Equal(4, ended.ExitCode);
        Assert.Single(ended.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain(_sample.Caller.Token, ended.Error + ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_can_not_be_read_is_said_and_the_rest_is_listed()
    {
        _sample.Caller.Lacks.Add("actions=read");
        var traced = Json(1, "trace", Study);
        Assert.Contains(traced["unread"]!.AsArray(), p => ((string)p!).Contains("actions=read", StringComparison.Ordinal));
        Assert.Contains(traced["copies"]!.AsArray(), c => (string?)c!["id"] == "fork:fork-owner/study");
    }

    [Theory]
    [InlineData("--set clone:nobody=asked")]
    [InlineData("--set clone:author=mended")]
    [InlineData("--set clone:author=3")]
    [InlineData("--note why")]
    [InlineData("--receipt nowhere.json")]
    [InlineData("--status --incident 2027-01-31-zzzz")]
    public void What_can_not_be_set_is_said_and_nothing_is(string arguments)
    {
        Json(1, "trace", Study);
        var ended = Run(["trace", Study, .. arguments.Split(' ')]);
        Assert.Equal(2, ended.ExitCode);
        Assert.Empty(ended.Out);
        Assert.Equal("found", Of(Json(1, "trace", Study, "--status"), "clone:author", "state"));
    }

    [Fact]
    public void A_receipt_of_the_kit_proves_a_clone_and_no_other_is_taken()
    {
        var incident = (string)Json(1, "trace", Study)["incident"]!;
        Purge(incident);
        var kit = _folder.File("kit.json");
        Assert.Equal(0, _reposan.Run("incident", "kit", incident, "-o", kit).ExitCode);
        using var colleague = new ReposanProcess();
        var receipt = _folder.File("receipt.json");
        var cleaned = colleague.Run("clean-clone", _sample.Local.Path, "--certificate", kit, "--apply", "--copy", "clone:author", "-o", receipt);
        Assert.True(cleaned.ExitCode == 0, cleaned.Error);

        var status = Json(1, "trace", Study, "--receipt", receipt);
        Assert.Equal("proved", Of(status, "clone:author", "state"));

        File.WriteAllText(receipt, File.ReadAllText(receipt).Replace("clone:author", "clone:guest", StringComparison.Ordinal));
        Assert.Equal(4, Run("trace", Study, "--receipt", receipt).ExitCode);
        Assert.Equal("found", Of(Json(1, "trace", Study, "--status"), "clone:guest", "state"));
    }

    private static string? Of(JsonNode traced, string id, string what) => (string?)traced["copies"]!.AsArray().Single(c => (string?)c!["id"] == id)![what];

    private static List<string> Served(JsonNode proved, string repository, string way) =>
        [.. proved["probes"]!.AsArray().Where(p => (string?)p!["repository"] == repository && (string?)p["way"] == way).SelectMany(p => p!["served"]!.AsArray()).Select(s => (string)s!)];

    private void Purge(string incident)
    {
        var mirror = _folder.File("mirror.git");
        var url = new Uri(_gitHub.Address, Study + ".git").ToString();
        var ended = _reposan.Run("purge", url, "--blob", _sample.LeakedBlob, "--incident", incident, "--apply", "--output", mirror);
        Assert.True(ended.ExitCode == 0, ended.Error);
        ended = _reposan.Run("push", mirror, "--apply");
        Assert.True(ended.ExitCode is 0 or 5, ended.Error + ended.Out);
    }

    private Ended Run(params string[] arguments) => _reposan.Run([.. arguments, .. arguments.Contains("--status") || arguments.Contains("--set") ? (string[])[] : ["--api", _gitHub.Address.ToString()]]);

    private JsonNode Json(int code, params string[] arguments)
    {
        var ended = Run([.. arguments, "--format", "json"]);
        Assert.True(ended.ExitCode == code, $"{ended.ExitCode} instead of {code}: {ended.Error}\n{ended.Out}");
        return JsonNode.Parse(ended.Out)!;
    }
}
