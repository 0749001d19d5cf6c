using System.Text;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;
using RepoSanitiser.TestKit.Releases;

namespace RepoSanitiser.Cli.Tests;

/// <summary>A release to a study repository on a stand-in for GitHub, and its pull request.</summary>
public sealed class ReleasePullRequestTests : ReleasingPeople
{
    [FactWhere(Tool.Prism)]
    public async Task The_pull_request_is_opened_once_as_GitHub_describes_it()
    {
        await using var gitHub = await StandIn.Start(validated: true);
        var sample = LogIn(gitHub);
        var before = sample.Study.Pulls.Count;
        var id = Approved("output/table.csv", ReleasingStudy.CleanTable);
        var published = Publish(gitHub, id);
        Assert.True(published.ExitCode == 0, published.Error);
        var pull = sample.Study.Pulls[^1];
        Assert.Equal((before + 1, "release-candidates", "main"), (sample.Study.Pulls.Count, pull.Branch, pull.Base));
        Assert.Equal(sample.Study.Git().Run("rev-parse", "release-candidates"), pull.Head);
        Assert.Contains($"Opened pull request {pull.Number}: ", published.Out, StringComparison.Ordinal);
        Assert.Contains("- released_outputs/output/table.csv\n", pull.Text, StringComparison.Ordinal);
        Assert.Single(gitHub.Exchanges, e => e.IsWrite);

        var again = Publish(gitHub, id);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Contains($"It is in the open pull request {pull.Number}: ", again.Out, StringComparison.Ordinal);
        sample.Study.Git().Run("update-ref", "refs/heads/main", "release-candidates");
        pull.State = "closed";
        Assert.Contains("all of it was merged", Publish(gitHub, id).Out, StringComparison.Ordinal);
        Assert.Equal(before + 1, sample.Study.Pulls.Count);
        Assert.Empty(gitHub.Violations);
    }

    [Fact]
    public async Task What_it_takes_is_looked_for_first_and_a_refusal_of_GitHub_does_not_hide_the_release()
    {
        await using var gitHub = await StandIn.Start();
        var sample = LogIn(gitHub);
        var id = Approved("output/table.csv", ReleasingStudy.CleanTable);
        Assert.Equal(4, As(Study.PublisherKey, "publish", id, "--apply", "--open-pull-request", "--api", "https://github.invalid/api/v3").ExitCode);
        Reposan.Variables.Remove("GITHUB_TOKEN");
        Assert.Equal(4, Publish(gitHub, id).ExitCode);
        Assert.Equal("", sample.Study.Git().Run("for-each-ref", "refs/heads/release-candidates"));

        LogIn(gitHub, sample);
        sample.Caller.Lacks.Add("pull_requests=write");
        var published = Publish(gitHub, id);
        Assert.Equal(5, published.ExitCode);
        Assert.Contains("The release is published, but its pull request could not be opened", published.Error, StringComparison.Ordinal);
        Assert.Contains("/compare/release-candidates", published.Out, StringComparison.Ordinal);
        Assert.NotEqual("", sample.Study.Git().Run("for-each-ref", "refs/heads/release-candidates"));
    }

    private Ended Publish(StandIn gitHub, string id) => As(Study.PublisherKey, "publish", id, "--apply", "--open-pull-request", "--api", gitHub.Address.ToString());

    private SampleWorld LogIn(StandIn gitHub, SampleWorld? known = null)
    {
        var sample = known ?? SampleWorld.Make(gitHub);
        sample.Study.Protections.Clear();
        sample.Study.Rulesets.Clear();
        Reposan.Variables["GITHUB_TOKEN"] = sample.Caller.Token;
        Reposan.Variables["GIT_CONFIG_GLOBAL"] = Study.Folder.File("gitconfig");
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("x:" + sample.Caller.Token));
        File.WriteAllText(Study.Folder.File("gitconfig"), $"[http \"{gitHub.Address}\"]\n\textraHeader = Authorization: Basic {basic}\n");
        Study.Write("metadata/manifest.json", $$"""{"workspace": "made-up", "repo": "{{gitHub.Address}}{{SampleWorld.FullName}}.git"}""");
        return sample;
    }
}
