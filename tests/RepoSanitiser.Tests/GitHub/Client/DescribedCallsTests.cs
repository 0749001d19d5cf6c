using System.Collections.Concurrent;
using System.Reflection;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;
using Package = RepoSanitiser.TestKit.GitHub.Package;

namespace RepoSanitiser.Tests.GitHub.Client;

/// <summary>Every call that the client can make goes through Prism, which validates it, and its answer, by GitHub's own description.</summary>
public sealed class DescribedCallsTests
{
    private static readonly RepositoryName Study = RepositoryName.Parse(SampleWorld.FullName);

    [FactWhere(Tool.Prism)]
    public async Task Every_call_of_the_client_is_as_GitHub_describes_it()
    {
        var clock = new SimulatedClock();
        await using var standIn = await StandIn.Start(clock, validated: true);
        var sample = SampleWorld.Make(standIn);
        var address = GitHubAddress.Find(standIn.Address.ToString(), _ => null);
        var token = GitHubToken.Find(address, name => name is "GITHUB_TOKEN" ? sample.Caller.Token : null, _ => null);
        using var sender = new RestSender(RestSender.NewHttpClient(), address, token, "0.1.0", clock, _ => { });
        var github = DispatchProxy.Create<IGitHub, Noting>();
        var noted = (Noting)(object)github;
        noted.To = new GitHubClient(sender, address);
        await Read(github.NoLaterThan(clock.GetUtcNow().AddHours(1)), sample);
        await Read(github, sample);
        await ChangeAccess(github, sample);
        await ChangeRest(github, sample);

        Assert.True(standIn.Violations.Count == 0, string.Join(Environment.NewLine, standIn.Violations));
        Assert.DoesNotContain(standIn.Exchanges, e => e.Status is 0 or 400 or 422 or >= 500);
        var calls = typeof(IGitHub).GetMethods().Select(m => m.Name).Where(n => n is not "get_Address").ToHashSet();
        Assert.Empty(calls.Except(noted.Names));
    }

    private static async Task Read(IGitHub github, SampleWorld sample)
    {
        var study = sample.Study;
        study.Packages.Add(new Package(sample.StandIn.World.NextId(), "study", "npm"));
        var repository = await github.RepositoryAsync(Study, default);
        Assert.Equal("responder", (await github.OwnAccountAsync(default)).Login);
        _ = await github.ScopesAsync(default);
        await All(github.ForksAsync(Study, default));
        foreach (var affiliation in Enum.GetValues<Affiliation>()) await All(github.CollaboratorsAsync(Study, affiliation, default));
        await All(github.InvitationsAsync(Study, default));
        await All(github.TeamsAsync(Study, default));
        await All(github.TeamMembersAsync("study-org", "analysts", default));
        await All(github.DeployKeysAsync(Study, default));
        await All(github.WebhooksAsync(Study, default));
        _ = await github.PagesAsync(Study, default);
        _ = await github.InteractionLimitAsync(Study, default);
        _ = await github.ActionsAsync(Study, default);
        _ = await github.SelectedActionsAsync(Study, default);
        await All(github.ProtectedBranchesAsync(Study, default));
        Assert.NotNull(await github.ProtectionAsync(Study, "main", default));
        Assert.NotNull(await github.RulesetAsync(Study, (await All(github.RulesetsAsync(Study, default)))[0].Id, default));
        foreach (var state in (string[])["open", "all"]) await All(github.PullRequestsAsync(Study, state, default));
        Assert.NotNull(await github.AssetContentAsync(Study, (await All(github.ReleasesAsync(Study, default)))[0].Assets[0].Id, default));
        Assert.NotNull(await github.ArtifactContentAsync(Study, (await All(github.ArtifactsAsync(Study, default)))[0].Id, default));
        await All(github.CachesAsync(Study, default));
        var run = study.Runs[0].Id;
        Assert.Contains(await All(github.RunsAsync(Study, default)), r => r.Id == run);
        Assert.True((await github.RunAsync(Study, run, default)).IsOver);
        Assert.True(await github.HasRunLogsAsync(Study, run, default));
        Assert.NotNull(await github.RunLogsAsync(Study, run, default));
        _ = await github.ClonesAsync(Study, default);
        _ = await github.ViewsAsync(Study, default);
        Assert.True(await github.ServesAsync(Study, GitObjectKind.Blob, ObjectId.Parse(sample.LeakedBlob), default));
        Assert.True(await github.ServesAsync(Study, GitObjectKind.Commit, ObjectId.Parse(sample.LeakedCommit), default));
        Assert.False(await github.ServesAsync(Study, GitObjectKind.Tag, ObjectId.Parse(sample.LeakedCommit), default));
        await All(github.ForcePushesAsync(Study, default));
        await All(github.PackagesAsync(repository.Owner, "npm", default));
        await All(github.PackagesAsync(await github.OwnAccountAsync(default), "container", default));
        _ = await github.SubmoduleUsersAsync(Study, default);
    }

    private static async Task ChangeAccess(IGitHub github, SampleWorld sample)
    {
        var study = sample.Study;
        foreach (var permission in (string[])["pull", "triage", "push", "maintain", "admin"]) await github.SetCollaboratorAsync(Study, "guest", permission, default);
        await github.SetCollaboratorAsync(Study, "stranger", "push", default);
        await github.RemoveCollaboratorAsync(Study, "guest", default);
        await github.CancelInvitationAsync(Study, study.Invitations[0].Id, default);
        await github.SetTeamAsync(Study, "analysts", "pull", default);
        await github.RemoveTeamAsync(Study, "analysts", default);
        await github.AddDeployKeyAsync(Study, new RepoSanitiser.GitHub.Client.DeployKey(0, "ssh-ed25519 AAAAother", "t", ReadOnly: true), default);
        await github.DeleteDeployKeyAsync(Study, study.Keys[0].Id, default);
        foreach (var active in (bool[])[false, true]) await github.SetWebhookActiveAsync(Study, study.Hooks[0].Id, active, default);
    }

    private static async Task ChangeRest(IGitHub github, SampleWorld sample)
    {
        var study = sample.Study;
        foreach (var term in (string[])["one_day", "three_days", "one_week", "one_month", "six_months"]) await github.SetInteractionLimitAsync(Study, "collaborators_only", term, default);
        await github.SetInteractionLimitAsync(Study, null, "one_day", default);
        await github.SetActionsAsync(Study, new ActionsPermissions(false), default);
        await github.SetActionsAsync(Study, new ActionsPermissions(true, "selected"), default);
        await github.SetSelectedActionsAsync(Study, new SelectedActions(true, false, ["a/*"]), default);
        var site = await github.PagesAsync(Study, default);
        await github.DeletePagesAsync(Study, default);
        await github.CreatePagesAsync(Study, site!, default);
        await github.ChangePagesAsync(Study, site! with { Cname = "study.invalid" }, default);
        await github.CancelRunAsync(Study, study.Runs[1].Id, default);
        await github.DeleteRunLogsAsync(Study, study.Runs[0].Id, default);
        await github.DeleteArtifactAsync(Study, study.Artifacts[0].Id, default);
        await github.DeleteCacheAsync(Study, study.Caches[0].Id, default);
        await github.DeleteAssetAsync(Study, study.Releases[0].Assets[0].Id, default);
        foreach (var open in (bool[])[false, true]) await github.SetPullRequestOpenAsync(Study, 1, open, default);
        var ahead = study.Git().Run("commit-tree", "main^{tree}", "-p", "main", "-m", "More");
        study.Git().Run("branch", "release", ahead);
        _ = await github.OpenPullRequestAsync(Study, "release", "main", "A title", "A text", default);
        await github.ChangeRepositoryAsync(Study, new RepositoryChange(Visibility: "private"), default);
        await github.ChangeRepositoryAsync(Study, new RepositoryChange(AllowForking: false), default);
        foreach (var archived in (bool[])[true, false]) await github.ChangeRepositoryAsync(Study, new RepositoryChange(Archived: archived), default);
    }

    private static async Task<List<T>> All<T>(IAsyncEnumerable<T> items) => await items.ToListAsync();
}

#pragma warning disable CA1852 // DispatchProxy makes a class of its own from it.
/// <summary>Notes which calls were made, and passes them on.</summary>
internal class Noting : DispatchProxy
#pragma warning restore CA1852
{
    public GitHubClient To { get; set; } = null!;

    public ConcurrentBag<string> Names { get; } = [];

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Names.Add(targetMethod!.Name);
        return targetMethod.Invoke(To, args);
    }
}
