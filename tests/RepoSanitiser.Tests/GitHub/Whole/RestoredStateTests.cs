using System.Globalization;
using System.Text.Json.Nodes;
using RepoSanitiser.GitHub.Containment;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Tests.GitHub.Whole;

/// <summary>From any state a repository can be in: contained and restored, it is what it was, but for what the report says is lost.</summary>
public sealed class RestoredStateTests(FirstStudy made) : IClassFixture<FirstStudy>
{
    [Fact]
    public async Task Contained_and_restored_it_is_what_it_was_but_for_what_the_report_names()
    {
        for (var seed = 1; seed <= Scale.Of(12, 300); seed++)
        {
            await using var study = await StudyOnGitHub.Begin(made);
            var options = RandomStudy.Change(study, new Random(seed));
            study.Options = options;
            var before = RepositoryState.Of(study.Study);
            var contained = await study.Contain();
            Assert.True(contained.Steps.All(s => s.IsReached) && contained.Refusal is null, $"seed {seed}: {contained.Refusal} {Open(contained)}");
            Assert.NotEqual("public", study.Study.Visibility);
            study.Clock.Advance(TimeSpan.FromDays(seed % 4 * 15));
            var restored = await study.Restore();
            Assert.True(restored.Steps.All(s => s.IsReached), $"seed {seed}: {Open(restored)}");
            var after = RepositoryState.Of(study.Study);
            if (HasEnded(before, study.Clock.GetUtcNow())) before["interaction"] = before["interaction's end"] = null;
            foreach (var part in RepositoryState.Differences(before, after))
                Assert.True(IsNamed(part, before, after, restored.Losses), $"seed {seed}: {part} was {before[part]?.ToJsonString()} and is {after[part]?.ToJsonString()}, and of that nothing is said in: {string.Join(" | ", restored.Losses)}");
            Assert.Empty(study.StandIn.Violations);
        }
    }

    /// <summary>Whether a limit on interactions would have ended by itself by now.</summary>
    private static bool HasEnded(JsonObject before, DateTimeOffset now) => before["interaction's end"] is { } end && DateTimeOffset.Parse((string)end!, CultureInfo.InvariantCulture) < now;

    private static string Open(ContainReport report) => string.Join("; ", report.Steps.Where(s => !s.IsReached).Select(s => $"{s.Effect.Says}: {s.Outcome} {s.Reason}"));

    /// <summary>Whether a difference is one of the documented losses, and the report names it.</summary>
    private static bool IsNamed(string part, JsonObject before, JsonObject after, IReadOnlyList<string> losses)
    {
        bool Says(string text) => losses.Any(l => l.Contains(text, StringComparison.Ordinal));
        switch (part)
        {
            case "stars":
                return IsLess(part, before, after) && Says("Stars");
            case "watchers":
                return IsLess(part, before, after) && Says("Watchers");
            case "secrets":
                return IsLess(part, before, after) && Gone(part, before, after).All(id => Says($"secret of webhook {id} "));
            case "collaborators":
                // Whoever was removed has an invitation to the same role instead.
                return IsLess(part, before, after) && Gone(part, before, after).All(p => Says(p.Split(' ')[0]) && RepositoryState.Lines(after, "invitations").Contains(p));
            case "invitations":
                return RepositoryState.Lines(before, part).Except(RepositoryState.Lines(after, part)).ToList().Count == 0
                    && RepositoryState.Lines(after, part).Except(RepositoryState.Lines(before, part)).All(i => RepositoryState.Lines(before, "collaborators").Contains(i));
            case "interaction's end":
                return Says("The end of the interaction limit");
            case "runs":
                return Says("runs that were cancelled");
            case "logs":
                return IsLess(part, before, after) && Says("logs were deleted");
            case "artifacts":
                return IsLess(part, before, after) && Says("Artifacts that were deleted");
            case "caches":
                return IsLess(part, before, after) && Says("Caches that were deleted");
            case "assets":
                return IsLess(part, before, after) && Says("Release files that were deleted");
            default:
                return false;
        }
    }

    private static List<string> Gone(string part, JsonObject before, JsonObject after) => [.. RepositoryState.Lines(before, part).Except(RepositoryState.Lines(after, part))];

    private static bool IsLess(string part, JsonObject before, JsonObject after) => !RepositoryState.Lines(after, part).Except(RepositoryState.Lines(before, part)).Any();
}
