using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Containment;
using RepoSanitiser.Incidents;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;
using RepoSanitiser.Tests.Incidents;

namespace RepoSanitiser.Tests.GitHub.Containment;

/// <summary>A study on the stand-in, with what contains and restores it.</summary>
internal sealed class Contained : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private RestSender? _sender;

    private Contained(TempFolder folder, StandIn standIn, SampleWorld sample, SimulatedClock clock)
    {
        (_folder, StandIn, Sample, Clock) = (folder, standIn, sample, clock);
        Incidents = SomeIncidents.Store(folder);
    }

    public StandIn StandIn { get; }

    public SampleWorld Sample { get; }

    public SimulatedClock Clock { get; }

    public IncidentStore Incidents { get; }

    public HostedRepository Study => Sample.Study;

    public ContainOptions Options { get; set; } = new();

    public static async Task<Contained> MakeAsync()
    {
        var folder = new TempFolder();
        var clock = new SimulatedClock();
        var standIn = await StandIn.Start(clock);
        return new Contained(folder, standIn, SampleWorld.Make(standIn), clock);
    }

    public Task<ContainReport> PlanAsync() => Run().PlanAsync(RepositoryName.Parse(SampleWorld.FullName), null, default);

    public Task<ContainReport> ApplyAsync(Func<ContainPlan, bool>? confirm = null, CancellationToken cancelled = default) =>
        Run(confirm).ApplyAsync(RepositoryName.Parse(SampleWorld.FullName), null, cancelled);

    public Task<ContainReport> RestoreAsync(bool apply = true, bool despiteLeak = true) =>
        new RestoreRun(GitHub(), Incidents, Clock, SilentProgress.Instance) { DespiteLeak = despiteLeak }.RunAsync(RepositoryName.Parse(SampleWorld.FullName), null, apply, default);

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(StandIn.Violations);
        _sender?.Dispose();
        await StandIn.DisposeAsync();
        _folder.Dispose();
    }

    private ContainRun Run(Func<ContainPlan, bool>? confirm = null) => new(GitHub(), Incidents, Options, Judge(), Clock, SilentProgress.Instance) { Confirm = confirm ?? (_ => true) };

    private static ContentJudge Judge() => new(PolicyCatalogue.Get(PolicyCatalogue.Default), new DocumentLimits());

    private GitHubClient GitHub()
    {
        var address = GitHubAddress.Find(StandIn.Address.ToString(), _ => null);
        var token = GitHubToken.Find(address, name => name == "GITHUB_TOKEN" ? Sample.Caller.Token : null, _ => null);
        _sender?.Dispose();
        _sender = new RestSender(RestSender.NewHttpClient(), address, token, "0.1.0", Clock, _ => { });
        return new GitHubClient(_sender, address);
    }
}
