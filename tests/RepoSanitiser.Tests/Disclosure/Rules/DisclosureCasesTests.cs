using System.Globalization;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Planting;
using Xunit.Abstractions;

namespace RepoSanitiser.Tests.Disclosure.Rules;

/// <summary>Planted cases of every kind, each with an allowed twin.</summary>
public sealed class DisclosureCasesTests(ITestOutputHelper output)
{
    private const int Seed = 20261121;

    private static readonly int Each = Scale.Of(10, 40);
    private static readonly Dictionary<string, ContentJudge> Judges = PolicyCatalogue.Ids.ToDictionary(
        id => id, id => new ContentJudge(PolicyCatalogue.Get(id), new DocumentLimits()), StringComparer.Ordinal);

    private static readonly PathClassifier Classifier = new(new StudyDeclarations());

    [Fact]
    public void There_are_at_least_three_hundred_cases_of_twenty_kinds_and_no_two_are_alike()
    {
        var cases = Cases();

        Assert.True(cases.Count >= 300, $"{cases.Count} cases");
        Assert.True(cases.Select(c => c.Kind).Distinct().Count() >= 20);
        Assert.All(cases, c => Assert.NotEqual(c.Content, c.Twin));
        var repeated = cases.GroupBy(c => c.Content).Where(g => g.Count() > 1).SelectMany(g => g.Skip(1)).ToList();
        Assert.True(repeated.Count <= 0.01 * cases.Count, Summary("alike", repeated, cases));
    }

    [Fact]
    public void At_least_97_in_100_are_found_at_the_right_cell()
    {
        var cases = Cases();
        var missed = cases.Where(c => !IsFound(c)).ToList();
        foreach (var c in missed)
            output.WriteLine($"missed: {c.Kind} at {c.At}: {string.Join("; ", Judge(c.Policy, c.Path, c.Bytes).Select(Show))}");

        output.WriteLine(Summary("missed", missed, cases));
        Assert.True(missed.Count <= 0.03 * cases.Count, Summary("missed", missed, cases));
    }

    [Fact]
    public void At_most_3_in_100_of_the_allowed_twins_are_flagged()
    {
        var cases = Cases();
        var flagged = cases.Where(c => Flags(c).Any()).ToList();
        foreach (var c in flagged) output.WriteLine($"flagged: the twin of {c.Kind}: {string.Join("; ", Flags(c).Select(Show))}");

        output.WriteLine(Summary("twins flagged", flagged, cases));
        Assert.True(flagged.Count <= 0.03 * cases.Count, Summary("twins flagged", flagged, cases));
    }

    private static List<DisclosureCase> Cases() => [.. new DisclosureCases(new MadeUp(Seed)).All(Each)];

    private static bool IsFound(DisclosureCase c) => Judge(c.Policy, c.Path, c.Bytes).Any(h =>
        string.Equals(h.Rule, c.Rule, StringComparison.Ordinal)
        && (c.At is null || c.At == (h.Location.Line ?? 0, h.Location.Column ?? 0)));

    private static IEnumerable<RuleHit> Flags(DisclosureCase c) => Judge(c.Policy, c.TwinPath, c.TwinBytes)
        .Where(h => h.Severity >= Severity.Medium || string.Equals(h.Rule, c.Rule, StringComparison.Ordinal));

    private static IReadOnlyList<RuleHit> Judge(string policy, string path, byte[] content) =>
        Judges[policy].Judge(content, Classifier.For(path), CancellationToken.None).Hits;

    // The values are made up: they may be shown.
    private static string Show(RuleHit hit) => $"{hit.Rule} at {hit.Location.Line},{hit.Location.Column} ({hit.Value?.Reveal()})";

    private static string Summary(string what, List<DisclosureCase> some, List<DisclosureCase> all) => string.Create(
        CultureInfo.InvariantCulture,
        $"{some.Count} of {all.Count} {what}: {string.Join(", ", some.GroupBy(c => c.Kind).Select(g => $"{g.Key} {g.Count()}"))}");
}
