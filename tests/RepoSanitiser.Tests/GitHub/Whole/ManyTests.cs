using System.Collections.Concurrent;
using RepoSanitiser.Core;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;
using Xunit.Abstractions;

namespace RepoSanitiser.Tests.GitHub.Whole;

/// <summary>A repository with very many forks, collaborators and artifacts, within GitHub's limits.</summary>
public sealed class ManyTests(ITestOutputHelper output, FirstStudy made) : IClassFixture<FirstStudy>
{
    [Fact]
    public async Task Very_many_are_closed_within_the_limits_and_first_of_all_it_is_private()
    {
        var (forks, people, artifacts) = (Scale.Of(300, 3000), Scale.Of(50, 500), Scale.Of(250, 10_000));
        await using var study = await StudyOnGitHub.Begin(made);
        var progress = new Heard();
        study.Progress = progress;
        study.Options = study.Options with { AllArtifacts = true };
        Fill(study, forks, people, artifacts);
        var began = study.Clock.GetUtcNow();
        var report = await study.Contain();
        Assert.True(report.Code == ExitCode.Clean, $"{report.Code} {report.Refusal} {string.Join("; ", report.Unread)} {string.Join("; ", report.Steps.Where(s => !s.IsReached).Take(5))}");

        var limits = study.StandIn.Limits;
        Assert.Equal((0, 0), (limits.Pushed, limits.HurriedWrites));
        Assert.Empty(study.StandIn.Violations);
        var first = study.StandIn.Exchanges.First(e => e.IsWrite);
        Assert.Equal(("PATCH", "/repos/study-org/study", 200), (first.Method, first.Path, first.Status));
        Assert.True(first.Time - began < TimeSpan.FromSeconds(60), $"It is private only after {first.Time - began}.");

        Assert.Equal(forks + 2, report.Snapshot.Forks.Count);
        Assert.All(Enumerable.Range(0, people), i => Assert.Equal(Role.Pull, study.Study.Collaborators[$"person-{i}"]));
        Assert.Empty(study.Study.Artifacts);
        foreach (var stage in (string[])["fork", "collaborators", "artifact", "role"])
            Assert.Contains(progress.Stages, s => s.Key.Contains(stage, StringComparison.Ordinal) && s.Value > 5);
        output.WriteLine($"{study.StandIn.Exchanges.Count} requests in {study.Clock.GetUtcNow() - began} of simulated time");
    }

    private static void Fill(StudyOnGitHub on, int forks, int people, int artifacts)
    {
        var (study, world) = (on.Study, on.StandIn.World);
        for (var i = 0; i < forks; i++) on.StandIn.Fork(study, $"forker-{i}", empty: true);
        for (var i = 0; i < people; i++) study.Collaborators[world.Person($"person-{i}").Login] = Role.Push;
        var zip = Zips.Of("counts.csv", "group,count\nunder 30,2\n");
        for (var i = 0; i < artifacts; i++) study.Artifacts.Add(new Artifact(world.NextId(), $"outputs-{i}", study.Runs[0].Id, zip));
    }

    private sealed class Heard : IProgressSink
    {
        public ConcurrentDictionary<string, int> Stages { get; } = new(StringComparer.Ordinal);

        public void Report(string stage, long done, long total) => Stages.AddOrUpdate(stage, 1, (_, heard) => heard + 1);
    }
}
