using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Containment;
using RepoSanitiser.Incidents;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;
using RepoSanitiser.Tests.Incidents;

namespace RepoSanitiser.Tests.GitHub.Whole;

/// <summary>
/// The git repositories of the sample study, made once: neither a containment nor a restoring writes to one, so that all studies of a class
/// of tests have the same.
/// </summary>
public sealed class FirstStudy : IAsyncLifetime
{
    internal SampleWorld Sample { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => Sample = SampleWorld.Make(await StandIn.Start(new SimulatedClock()));

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Sample.StandIn.DisposeAsync();
}

/// <summary>The sample study on the stand-in, on a simulated clock, with a responder's machine in front of it.</summary>
internal sealed class StudyOnGitHub : IAsyncDisposable
{
    private static readonly ContentJudge Judge = new(PolicyCatalogue.Get(PolicyCatalogue.Default), new DocumentLimits());

    private readonly TempFolder _folder = new();
    private readonly SimulatedClock _clock;

    private StudyOnGitHub(StandIn standIn, SimulatedClock clock, SampleWorld first)
    {
        (StandIn, _clock) = (standIn, clock);
        Sample = SampleWorld.Make(standIn, like: first);
        Incidents = SomeIncidents.Store(_folder);
    }

    public StandIn StandIn { get; }

    public SampleWorld Sample { get; }

    public HostedRepository Study => Sample.Study;

    public IncidentStore Incidents { get; }

    public SimulatedClock Clock => _clock;

    public ContainOptions Options { get; set; } = new() { ClosePulls = true };

    public IProgressSink Progress { get; set; } = SilentProgress.Instance;

    public static async Task<StudyOnGitHub> Begin(FirstStudy first)
    {
        var clock = new SimulatedClock();
        return new StudyOnGitHub(await StandIn.Start(clock), clock, first.Sample);
    }

    /// <summary>Contains the study, in a process of its own as it were.</summary>
    public async Task<ContainReport> Contain()
    {
        using var sender = Sender();
        return await new ContainRun(new GitHubClient(sender, Address), Incidents, Options, Judge, _clock, Progress).ApplyAsync(RepositoryName.Parse(Study.FullName), null, default);
    }

    /// <summary>Puts back what containment changed, whatever is still there of the leak.</summary>
    public async Task<ContainReport> Restore()
    {
        using var sender = Sender();
        return await new RestoreRun(new GitHubClient(sender, Address), Incidents, _clock, Progress) { DespiteLeak = true }
            .RunAsync(RepositoryName.Parse(Study.FullName), null, apply: true, default);
    }

    public async ValueTask DisposeAsync()
    {
        await StandIn.DisposeAsync();
        _folder.Dispose();
    }

    private GitHubAddress Address => GitHubAddress.Find(StandIn.Address.ToString(), _ => null);

    private RestSender Sender()
    {
        var token = GitHubToken.Find(Address, name => name is "GITHUB_TOKEN" ? Sample.Caller.Token : null, _ => null);
        return new RestSender(RestSender.NewHttpClient(), Address, token, "0.1.0", _clock, _ => { });
    }
}
