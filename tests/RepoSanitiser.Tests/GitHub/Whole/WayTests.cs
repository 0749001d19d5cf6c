using System.Text.Json.Nodes;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;
using Xunit.Abstractions;

namespace RepoSanitiser.Tests.GitHub.Whole;

/// <summary>
/// Something goes wrong on the way through an incident, at each call of the interface and each request of git: nothing is called done, gone
/// or complete that is not, the snapshot is never lost, and taking the step again leads on.
/// </summary>
public sealed class WayTests(ITestOutputHelper output)
{
    private static readonly Fault[] Kinds =
    [
        new Fault.CutOff(), new Fault.Status(500), new Fault.AnswerLost(), new Fault.Status(404), new Fault.NoEffect(), new Fault.Lost(), new Fault.Status(403),
        new Fault.Status(429, RetryAfter: 60), new Fault.Status(422), new Fault.Status(409), new Fault.Status(401),
    ];

    /// <summary>A place where something can go wrong: a call of the interface, or a request of git.</summary>
    private sealed record Place(bool IsGit, int Number);

    [Theory]
    [InlineData("push", 1)]
    [InlineData("trace", 9)]
    [InlineData("prove before support", 9)]
    [InlineData("prove", 5)]
    public async Task Whatever_goes_wrong_in_a_step_nothing_untrue_is_said_and_taking_it_again_leads_on(string name, int every)
    {
        await using var way = await Way.Begin();
        await way.UntilAsync(name);
        way.Keep();
        var step = way.Steps.Single(s => s.Name == name);
        var before = way.State();
        var (calls, requests) = (way.GitHub.Exchanges.Count, way.GitHub.GitRequests.Count);
        var unharmed = await Way.WholeAsync(step);
        var after = way.State();
        var places = Places(way.GitHub.Exchanges.Count - calls, way.GitHub.GitRequests.Count - requests);
        var cases = 0;
        foreach (var (place, fault) in Cases(places, every))
        {
            way.GoBack();
            var where = Inject(way, place, fault);
            var ended = await step.Run();
            way.GitHub.Faults = null;
            way.GitHub.GitFaults = null;
            Check(step, ended, unharmed, way, before, after, where(), fault);
            if (ended.Code != step.Code) Check(step, await Way.WholeAsync(step, $"after {where()}"), unharmed, way, before, after, where());
            cases++;
        }

        Assert.Empty(way.GitHub.Violations);
        output.WriteLine($"{name}: {places.Count} places, {cases} faults");
    }

    [Fact]
    public async Task A_server_that_answers_git_with_nothing_is_not_up_to_date()
    {
        await using var way = await Way.Begin();
        await way.UntilAsync("push");
        var before = way.State();
        way.GitHub.GitFaults = _ => new Fault.NoEffect();
        var ended = await way.Steps.Single(s => s.Name == "push").Run();
        Assert.Equal(5, ended.Code);
        Assert.Contains("lists no refs", ended.Error, StringComparison.Ordinal);
        Same(before, way.State(), "nothing was pushed");
    }

    /// <summary>The whole way, with one thing going wrong; it is at another place each time.</summary>
    [Fact]
    public async Task Whatever_goes_wrong_on_the_way_it_leads_to_the_same_end()
    {
        var (expected, places) = await Unharmed();
        var count = Scale.Of(4, places.Count);
        for (var i = 0; i < count; i++)
        {
            await using var way = await Way.Begin();
            var fault = Kinds[i % Kinds.Length];
            var where = Inject(way, places[(int)((long)i * places.Count / count)], fault);
            foreach (var step in way.Steps)
            {
                step.Before();
                var wasPublic = way.Study.Visibility is "public";
                var ended = await step.Run();
                if (ended.Code != step.Code)
                {
                    Assert.True(step.Name is not "restore" || ended.Code != 0, where());
                    way.GitHub.Faults = null;
                    way.GitHub.GitFaults = null;
                    await Way.WholeAsync(step, $"after {where()}");
                }

                if (step.Name is not "restore" && step.Name is not "contain") Assert.True(way.Study.Visibility is "private", $"{where()}: public before the end, in {step.Name}");
                if (step.Name is "contain") Assert.True(wasPublic && way.Study.Visibility is "private", where());
            }

            Same(expected, way.State(), where());
        }

        output.WriteLine($"{places.Count} places, {count} ways");
    }

    private static async Task<(JsonObject State, IReadOnlyList<Place> Places)> Unharmed()
    {
        await using var way = await Way.Begin();
        foreach (var step in way.Steps) await Way.WholeAsync(step);
        Assert.Empty(way.GitHub.Violations);
        Assert.Equal("public", way.Study.Visibility);
        return (way.State(), Places(way.GitHub.Exchanges.Count, way.GitHub.GitRequests.Count));
    }

    private static List<Place> Places(int calls, int requests) =>
        [.. Enumerable.Range(0, calls).Select(n => new Place(false, n)), .. Enumerable.Range(0, requests).Select(n => new Place(true, n))];

    /// <summary>At full scale each place with each kind of fault; else some places, the kinds taking turns.</summary>
    private static IEnumerable<(Place Place, Fault Fault)> Cases(List<Place> places, int every) => Scale.IsFull
        ? places.SelectMany(place => Kinds.Select(kind => (place, kind)))
        : places.Where((_, i) => i % every == 0).Select((place, i) => (place, Kinds[i % Kinds.Length]));

    /// <summary>Has one thing go wrong from now on: a call fails as often as it is repeated, a request of git once.</summary>
    /// <returns>Says what went wrong, once it has.</returns>
    private static Func<string> Inject(Way way, Place place, Fault fault)
    {
        var (calls, requests) = (way.GitHub.Exchanges.Count, way.GitHub.GitRequests.Count);
        var hit = "which was not reached";
        (string Method, string Path)? repeated = null;
        if (place.IsGit)
        {
            way.GitHub.GitFaults = number =>
            {
                if (number != requests + place.Number) return null;
                hit = way.GitHub.GitRequests[number];
                return fault;
            };
        }
        else
        {
            way.GitHub.Faults = exchange =>
            {
                if (exchange.Number == calls + place.Number) (repeated, hit) = ((exchange.Method, exchange.Path), exchange.ToString());
                return repeated == (exchange.Method, exchange.Path) && (exchange.Number == calls + place.Number || fault is not Fault.Status { RetryAfter: not null }) ? fault : null;
            };
        }

        return () => $"{fault} at {(place.IsGit ? "git request" : "call")} {place.Number}, {hit}";
    }

    private static void Check(Step step, Ended ended, Ended unharmed, Way way, JsonObject before, JsonObject after, string where, Fault? fault = null)
    {
        Assert.DoesNotContain("nobody foresaw", ended.Error, StringComparison.Ordinal);
        if (step.Name is "push")
        {
            if (ended.Code == 0) Same(after, way.State(), $"{where}: it is called pushed");
            if (ended.Code == 4) Same(before, way.State(), $"{where}: nothing is said to have changed");
            return;
        }

        Same(before, way.State(), where);
        // "Not there" is what GitHub says of what is gone: nobody can tell that one answer is a lie. All of them together still are not.
        var isSilent = ended.Json?["unread"]?.AsArray() is { Count: 0 } && fault is not Fault.Status { Code: 404 };
        if (ended.Code is 0 or 1 && isSilent) Assert.True(Facts(unharmed) == Facts(ended), $"{where}: nothing is said to be unread, and it found {Facts(ended)} instead of {Facts(unharmed)}");
        if (ended.Code == 0) Assert.True(way.IsGone, $"{where}: it is called gone");
    }

    /// <summary>What a step found, without times and names of folders.</summary>
    private static string Facts(Ended ended) => string.Join('\n', (ended.Json!["copies"] ?? ended.Json["probes"])!.AsArray()
        .Select(c => c!["id"] is { } id ? $"{id} {c["holds"]} {c["where"]}" : $"{c["repository"]} {c["way"]} {c["asked"]} {c["served"]!.ToJsonString()}").Order(StringComparer.Ordinal));

    private static void Same(JsonObject expected, JsonObject found, string where)
    {
        var different = RepositoryState.Differences(expected, found);
        Assert.True(different.Count == 0, $"{where}: {string.Join("; ", different.Select(p => $"{p} is {found[p]?.ToJsonString()} instead of {expected[p]?.ToJsonString()}"))}");
    }
}
