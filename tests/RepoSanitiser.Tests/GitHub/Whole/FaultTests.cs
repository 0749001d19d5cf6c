using System.Text.Json.Nodes;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Containment;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Tests.GitHub.Whole;

/// <summary>
/// One thing goes wrong at one call, and that at every call: the snapshot is never lost, nothing is called done that is not, and running
/// it again comes to the same end as if nothing had happened.
/// </summary>
public sealed class FaultTests(FirstStudy made) : IClassFixture<FirstStudy>
{
    private static readonly Fault[] Kinds =
    [
        new Fault.AnswerLost(), new Fault.Status(500), new Fault.NoEffect(), new Fault.Status(403), new Fault.Lost(), new Fault.CutOff(), new Fault.Status(429, RetryAfter: 60),
        new Fault.Status(404), new Fault.Status(422), new Fault.Status(409),
    ];

    private const int Every = 3;

    [Fact]
    public async Task Whatever_call_of_a_containment_fails_it_says_so_and_goes_on_next_time()
    {
        var expected = await Unharmed(contain: true);
        foreach (var (call, fault) in Cases(expected.Calls))
        {
            await using var study = await StudyOnGitHub.Begin(made);
            study.StandIn.Faults = AllOf(call, fault);
            var report = await Try(study.Contain);
            var where = $"{fault} at call {call}, {Named(study, call)}";
            CheckClaims(study, report, expected.Contained, where);
            study.StandIn.Faults = null;
            CheckEnd(study, await study.Contain(), expected.Contained, where);
            CheckEnd(study, await study.Restore(), expected.Restored, where);
            Assert.True(study.Incidents.Open(report?.Incident ?? study.Incidents.List()[0]).Record.Verify().IsWhole, where);
        }
    }

    [Fact]
    public async Task Whatever_call_of_a_restoring_fails_it_says_so_and_goes_on_next_time()
    {
        var expected = await Unharmed(contain: false);
        foreach (var (call, fault) in Cases(expected.Calls))
        {
            await using var study = await StudyOnGitHub.Begin(made);
            await study.Contain();
            var first = study.StandIn.Exchanges.Count;
            study.StandIn.Faults = AllOf(first + call, fault);
            var report = await Try(study.Restore);
            var where = $"{fault} at call {call}, {Named(study, first + call)}";
            CheckClaims(study, report, expected.Restored, where);
            study.StandIn.Faults = null;
            // What was done to its end is not done again: nothing is left to restore.
            if (report?.Steps.All(s => s.IsReached) is not true) CheckEnd(study, await study.Restore(), expected.Restored, where);
        }
    }

    private sealed record Expected(int Calls, JsonObject Contained, JsonObject Restored);

    /// <summary>What it comes to when nothing goes wrong, and how many calls that takes.</summary>
    private async Task<Expected> Unharmed(bool contain)
    {
        await using var study = await StudyOnGitHub.Begin(made);
        var report = await study.Contain();
        Assert.Equal(ExitCode.Clean, report.Code);
        var (contained, calls) = (State(study), study.StandIn.Exchanges.Count);
        Assert.Equal(ExitCode.Clean, (await study.Restore()).Code);
        Assert.Empty(study.StandIn.Violations);
        Assert.NotEmpty(RepositoryState.Differences(contained, State(study)));
        return new Expected(contain ? calls : study.StandIn.Exchanges.Count - calls, contained, State(study));
    }

    /// <summary>At full scale each call with each kind of fault; else every third call, the kinds taking turns.</summary>
    private static IEnumerable<(int Call, Fault Fault)> Cases(int calls) => Scale.IsFull
        ? Enumerable.Range(0, calls).SelectMany(call => Kinds.Select(kind => (call, kind)))
        : Enumerable.Range(0, calls / Every).Select(i => (i * Every, Kinds[i % Kinds.Length]));

    /// <summary>A fault that lasts: the same request gets it again, so that patience alone does not help.</summary>
    private static Func<Exchange, Fault?> AllOf(int call, Fault fault)
    {
        (string Method, string Path)? hit = null;
        return exchange =>
        {
            if (exchange.Number == call) hit = (exchange.Method, exchange.Path);
            return hit == (exchange.Method, exchange.Path) && (exchange.Number == call || fault is not Fault.Status { RetryAfter: not null }) ? fault : null;
        };
    }

    private static async Task<ContainReport?> Try(Func<Task<ContainReport>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is ReposanException or GitHubException)
        {
            return null;
        }
    }

    private static string Named(StudyOnGitHub study, int call) => study.StandIn.Exchanges.Count > call ? study.StandIn.Exchanges[call].ToString() : "which was not reached";

    private static JsonObject State(StudyOnGitHub study) => RepositoryState.Of(study.Study);

    private static string Differences(StudyOnGitHub study, JsonObject expected) => string.Join(
        "; ", RepositoryState.Differences(expected, State(study)).Select(part => $"{part} is {State(study)[part]?.ToJsonString()} instead of {expected[part]?.ToJsonString()}"));

    private static void CheckClaims(StudyOnGitHub study, ContainReport? report, JsonObject done, string where)
    {
        if (report?.Code == ExitCode.Clean) Assert.True(Differences(study, done).Length == 0, $"{where}: it is called done, and {Differences(study, done)}");
        if (study.Incidents.List().Count == 0) return;
        var isChanged = study.StandIn.Exchanges.Any(e => e.IsWrite && e.Status is >= 200 and < 300);
        if (!isChanged) return;
        var snapshot = new SnapshotFile(study.Incidents.Open(study.Incidents.List()[0])).Load();
        Assert.True(snapshot is { Repository.Seen: "public" }, $"{where}: the snapshot is lost");
    }

    /// <summary>What could not be read before the repository was private stays unknown, and is said each time; all else is as it should be.</summary>
    private static void CheckEnd(StudyOnGitHub study, ContainReport report, JsonObject done, string where)
    {
        var open = string.Join("; ", report.Steps.Where(s => !s.IsReached).Select(s => $"{s.Effect.Says}: {s.Reason}"));
        Assert.True(report.Code is ExitCode.Clean or ExitCode.Incomplete, $"{where}: then {report.Code}: {report.Refusal}{open}");
        if (report.Code == ExitCode.Incomplete) Assert.All(report.Unread, u => Assert.True(u.Part is Parts.Forks or Parts.Pages or Parts.Interaction, $"{where}: {u.Part} {u.Reason}"));
        else Assert.True(Differences(study, done).Length == 0, $"{where}: in the end {Differences(study, done)}");
    }
}
