using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Differencing;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Study;

namespace RepoSanitiser.Disclosure.Rules;

/// <summary>Runs the examples of rules through the engine, as a scan would.</summary>
internal static class RuleExamples
{
    /// <summary>A sentence for each example that is judged otherwise than it says.</summary>
    public static IReadOnlyList<string> Check(IReadOnlyList<Rule> rules)
    {
        var failures = new List<string>();
        var judges = new Dictionary<string, ContentJudge>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            if (rule.Positive.Count == 0) failures.Add($"{rule.Id} has no positive example.");
            if (rule.Negative.Count == 0) failures.Add($"{rule.Id} has no negative example.");
            for (var i = 0; i < rule.Positive.Count; i++) CheckOne(rules, rule, rule.Positive[i], $"positive example {i + 1}", expected: true, judges, failures);
            for (var i = 0; i < rule.Negative.Count; i++) CheckOne(rules, rule, rule.Negative[i], $"negative example {i + 1}", expected: false, judges, failures);
        }

        return failures;
    }

    private static void CheckOne(
        IReadOnlyList<Rule> rules, Rule rule, RuleExample example, string what, bool expected, Dictionary<string, ContentJudge> judges, List<string> failures)
    {
        var policy = example.Policy ?? PolicyCatalogue.Default;
        if (!judges.TryGetValue(policy, out var judge))
            judges[policy] = judge = new ContentJudge(PolicyCatalogue.Get(policy), new DocumentLimits(), rules);
        var hits = Judge(judge, example).Where(h => string.Equals(h.Rule, rule.Id, StringComparison.Ordinal)).ToList();
        if (hits.Count > 0 != expected)
        {
            failures.Add($"{rule.Id}: {what} {(expected ? "is not reported" : "is reported")}.");
            return;
        }

        if (!expected || example.At is null) return;
        var cell = hits[0].Location.Cell;
        var at = cell is null ? $"{hits[0].Location.Line},{hits[0].Location.Column}" : $"{cell.Row},{cell.Column}";
        if (!string.Equals(at, example.At, StringComparison.Ordinal)) failures.Add($"{rule.Id}: {what} is reported at {at}, not at {example.At}.");
    }

    private static IReadOnlyList<RuleHit> Judge(ContentJudge judge, RuleExample example)
    {
        if (example.Name is not null) return judge.JudgeName(example.Name);
        var bytes = Encoding.UTF8.GetBytes(example.Content);
        if (example.Path is null) return judge.JudgeMessage(bytes);
        var declarations = new StudyDeclarations();
        if (example.Project is { } project) declarations.AddProject(Encoding.UTF8.GetBytes(project));
        if (example.Manifest is { } manifest) declarations.AddManifest(Encoding.UTF8.GetBytes(manifest));
        var context = new PathClassifier(declarations).For(example.Path);
        if (example.Label is { } label) context = context with { Label = label };
        if (example.Project is not null || example.Manifest is not null)
            return new ReleaseIntent(declarations, example.Manifest is not null, null).Judge(example.Path, context) is { } unintended ? [unintended] : [];
        if (example.Ledger is { } standing) return LedgerRule.Judge(example.Path, context, standing) is { } unapproved ? [unapproved] : [];
        if (example.Against is { } against) return Compare(judge.Policy, bytes, Encoding.UTF8.GetBytes(against), context);
        // As in a scan: what does not concern the judge is clean.
        return judge.Concerns(context, judge.Triggers(bytes)) ? judge.Judge(bytes, context, CancellationToken.None).Hits : [];
    }

    private static IReadOnlyList<RuleHit> Compare(Policy policy, byte[] here, byte[] there, FileContext context)
    {
        var documents = FileTables.Read(here, context, CancellationToken.None);
        var others = FileTables.Read(there, context, CancellationToken.None);
        return new TableComparison(policy).Versions(FileTables.Of(documents), FileTables.Of(others), "another version", () => documents);
    }
}
