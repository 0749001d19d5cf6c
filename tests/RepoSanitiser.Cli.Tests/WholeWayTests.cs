using System.Text.Json.Nodes;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Cli.Tests;

/// <summary>
/// The whole way of an incident, with the program as people run it: contain, scan, purge, push, prove on the server, restore. Each request
/// and each answer is validated by GitHub's own description.
/// </summary>
public sealed class WholeWayTests : IDisposable
{
    private const string Study = SampleWorld.FullName;

    private readonly TempFolder _folder = new();
    private readonly ReposanProcess _reposan = new();

    public void Dispose()
    {
        _folder.Dispose();
        _reposan.Dispose();
    }

    [FactWhere(Tool.Prism)]
    public async Task From_a_leak_to_a_repository_that_is_public_again_without_it()
    {
        await using var gitHub = await StandIn.Start(validated: true);
        var sample = SampleWorld.Make(gitHub);
        var study = sample.Study;
        LogIn(gitHub, sample);
        var before = RepositoryState.Of(study);

        var contained = Json(gitHub, 0, "contain", Study, "--close-pulls", "--apply", "--yes");
        var incident = (string)contained["incident"]!;
        var first = gitHub.Exchanges.First(e => e.IsWrite);
        Assert.Equal(("PATCH", "/repos/study-org/study"), (first.Method, first.Path));
        Assert.Equal("private", study.Visibility);
        Assert.DoesNotContain(study.Artifacts, a => a.Name is "outputs");

        var mirror = _folder.File("study.git");
        await Git("clone", "-q", "--mirror", new Uri(gitHub.Address, Study + ".git").ToString(), mirror);
        var leak = _folder.File("leak.json");
        Assert.Equal(1, _reposan.Run("scan", mirror, "--format", "json", "-o", leak).ExitCode);
        Expect(0, "purge", mirror, "--findings", leak, "--incident", incident, "--apply", "--in-place");
        Expect(0, "prove", mirror);

        // A protected branch takes no forced push: the server refuses, and nothing is moved.
        var head = HostedGit.Refs(study)["refs/heads/main"];
        Assert.Equal(4, _reposan.Run("push", mirror, "--apply").ExitCode);
        Assert.Equal(head, HostedGit.Refs(study)["refs/heads/main"]);
        var (protection, ruleset) = (study.Protections["main"], study.Rulesets[0]);
        study.Protections.Clear();
        study.Rulesets.Clear();
        Assert.Contains(_reposan.Run("push", mirror, "--apply").ExitCode, (int[])[0, 5]);
        study.Protections["main"] = protection;
        study.Rulesets.Add(ruleset);

        // The forks left the network when it became private; what remains is what only support can remove.
        Assert.Equal("remains", (string?)Json(gitHub, 1, "prove", "--remote", Study, "--incident", incident)["verdict"]);
        Assert.Equal(4, Run(gitHub, "restore", Study, "--apply", "--yes").ExitCode);
        Assert.Equal("private", study.Visibility);
        gitHub.World.Repositories.RemoveAll(r => r != study);
        HostedGit.SupportCleans(gitHub.World, study);
        Assert.Equal("gone", (string?)Json(gitHub, 0, "prove", "--remote", Study, "--incident", incident)["verdict"]);

        var restored = Json(gitHub, 5, "restore", Study, "--apply", "--yes");
        Assert.Equal("public", study.Visibility);
        string[] lost = ["stars", "watchers", "secrets", "runs", "artifacts", "assets", "logs", "pulls"];
        Assert.DoesNotContain(RepositoryState.Differences(before, RepositoryState.Of(study)), part => !lost.Contains(part));
        Assert.NotEmpty(restored["losses"]!.AsArray());
        // A request whose commits are gone can't be opened again; it is the one step that is not done, and it is named.
        Assert.Equal(["closed"], study.Pulls.Select(p => p.State));
        Assert.True(gitHub.Violations.Count == 0, string.Join(Environment.NewLine, gitHub.Violations));
        Expect(0, "incident", "show", incident);
    }

    private void LogIn(StandIn gitHub, SampleWorld sample)
    {
        var basic = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("x:" + sample.Caller.Token));
        var configuration = _folder.Write("gitconfig", System.Text.Encoding.UTF8.GetBytes($"[http \"{gitHub.Address}\"]\n\textraHeader = Authorization: Basic {basic}\n"));
        _reposan.Variables["GITHUB_TOKEN"] = sample.Caller.Token;
        _reposan.Variables["GIT_CONFIG_GLOBAL"] = configuration;
    }

    private async Task Git(params string[] arguments)
    {
        var ended = await Task.Run(() => _reposan.RunBash("git " + string.Join(' ', arguments.Select(a => $"'{a}'"))));
        Assert.True(ended.ExitCode == 0, ended.Error);
    }

    private void Expect(int code, params string[] arguments)
    {
        var ended = _reposan.Run(arguments);
        Assert.True(ended.ExitCode == code, $"{string.Join(' ', arguments)}: {ended.ExitCode} instead of {code}: {ended.Error}\n{ended.Out}");
    }

    private Ended Run(StandIn gitHub, params string[] arguments) => _reposan.Run([.. arguments, "--api", gitHub.Address.ToString()]);

    private JsonNode Json(StandIn gitHub, int code, params string[] arguments)
    {
        var ended = Run(gitHub, [.. arguments, "--format", "json"]);
        Assert.True(ended.ExitCode == code, $"{string.Join(' ', arguments)}: {ended.ExitCode} instead of {code}: {ended.Error}\n{ended.Out}");
        return JsonNode.Parse(ended.Out)!;
    }
}
