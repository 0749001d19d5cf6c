namespace RepoSanitiser.Core;

/// <summary>What a rule saw in one content, before anything is known of where in a history that content lies.</summary>
/// <param name="Rule">The rule's id, for instance <c>nhs-number</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Confidence">How sure the rule is.</param>
/// <param name="Location">Where in the content.</param>
/// <param name="Content">What the fingerprint covers: the value with its row label, column label and header, or the whole blob
/// for rules about files (then an empty value: the caller puts the blob's own identity in its place).</param>
/// <param name="Evidence">A sentence for people, masked: it holds no value, no label and no header text that itself is sensitive.</param>
/// <param name="Value">The value alone, for <c>--show-values</c>; null for rules about files.</param>
public sealed record RuleHit(
    string Rule,
    Severity Severity,
    Confidence Confidence,
    Location Location,
    Sensitive Content,
    string Evidence,
    Sensitive? Value = null);
