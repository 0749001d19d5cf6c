using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Redaction;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Planting;
using Xunit.Abstractions;

namespace RepoSanitiser.Tests.Disclosure.Redaction;

/// <summary>Every planted case, redacted: clean, or refused because no redaction helps.</summary>
public sealed class PlantedCasesRedactionTests(ITestOutputHelper output)
{
    private const int Each = 10;

    [Fact]
    public void Every_planted_case_is_clean_once_redacted_or_is_about_the_whole_file()
    {
        var (redacted, refused, wrong) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal), new List<string>());
        foreach (var planted in Cases())
        {
            var context = ContextOf(planted.Path);
            var result = Redactors[planted.Policy].Redactor.Redact(planted.Bytes, context, new RedactionOptions(), CancellationToken.None);
            if (result.State == RedactionState.Redacted)
            {
                redacted++;
                if (Redactors[planted.Policy].Judge.Judge(result.Content, context, CancellationToken.None).Hits is { Count: > 0 } left) wrong.Add($"{planted.Kind}: {left[0].Rule} is still found");
                var again = Redactors[planted.Policy].Redactor.Redact(result.Content, context, new RedactionOptions(), CancellationToken.None);
                if (again.State != RedactionState.Unchanged) wrong.Add($"{planted.Kind}: redacted again");
                // What is about a column, or all rows, is found at the header, which stays; a mark that is given back stays, and others go.
                var stays = planted.Rule is RuleIds.PatientLevelTable or RuleIds.PatientIdColumn or RuleIds.DateOfBirth or RuleIds.SecondaryDisclosure;
                if (!stays && planted.At is { } at && result.Places.All(p => p.Location.Line is { } line && line != at.Line)) wrong.Add($"{planted.Kind}: line {at.Line} stays");
            }
            else if (planted.Rule is RuleIds.OversizeOutput or RuleIds.UnreleasedFileType or RuleIds.HighlySensitiveOutput)
            {
                refused[planted.Kind] = refused.GetValueOrDefault(planted.Kind) + 1;
            }
            else
            {
                wrong.Add($"{planted.Kind}: {result.State}: {result.Reason}");
            }
        }

        output.WriteLine($"{redacted} redacted and clean; refused as files that no redaction makes fit: {string.Join(", ", refused.Select(r => $"{r.Key} {r.Value}"))}");
        foreach (var line in wrong) output.WriteLine(line);
        Assert.Empty(wrong);
        Assert.True(redacted > 300);
    }

    [Fact]
    public void Allowed_twins_stay_as_they_are()
    {
        var changed = new List<string>();
        var cases = Cases();
        foreach (var planted in cases)
        {
            var result = Redactors[planted.Policy].Redactor.Redact(planted.TwinBytes, ContextOf(planted.TwinPath), new RedactionOptions { LeastSeverity = Severity.Medium }, CancellationToken.None);
            if (result.State != RedactionState.Unchanged) changed.Add($"{planted.Kind}: {result.State} {result.Reason} {string.Join(", ", result.Places.Select(p => p.Rule).Distinct())}");
        }

        foreach (var line in changed) output.WriteLine(line);
        Assert.True(changed.Count <= 0.03 * cases.Count, $"{changed.Count} of {cases.Count} twins are changed");
    }

    private static readonly Dictionary<string, (Redactor Redactor, ContentJudge Judge)> Redactors = PolicyCatalogue.Ids.ToDictionary(
        id => id, id => (new Redactor(PolicyCatalogue.Get(id), new DocumentLimits()), new ContentJudge(PolicyCatalogue.Get(id), new DocumentLimits())));

    private static List<DisclosureCase> Cases() => [.. new DisclosureCases(new MadeUp(20260727)).All(Scale.Of(Each, 4 * Each))];

    private static FileContext ContextOf(string path) => new PathClassifier(new StudyDeclarations()).For(path) is var context && context.Label == OutputLabel.None
        ? context with { Label = OutputLabel.Output }
        : context;
}
