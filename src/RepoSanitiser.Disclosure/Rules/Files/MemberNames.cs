using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Rules.Files;

/// <summary>The names of a container's members: one that holds an identifier is a finding, and is masked wherever it would be shown.</summary>
internal sealed class MemberNames
{
    private const string Mask = "[masked]";

    private readonly NameRules _rules;
    private readonly Dictionary<string, string> _shown = new(StringComparer.Ordinal);

    /// <summary>Judges every member's name once.</summary>
    public MemberNames(NameRules rules, DocumentSet documents, Hits hits)
    {
        _rules = rules;
        if (documents is { Parts.Count: 0, Documents: [{ Member: null }] }) return;
        var members = documents.Documents.Select(d => d.Member).Concat(documents.Parts.Select(p => p.Path)).OfType<string>();
        foreach (var member in members.Distinct(StringComparer.Ordinal))
        {
            if (Judge(member) is not { Count: > 0 } found) continue;
            _shown.Add(member, MaskParts(member));
            foreach (var hit in found) hits.Add(hit.Rule, () => hit with { Location = new Location(Member: member) });
        }
    }

    /// <summary>Hits with members that are safe to show.</summary>
    public IReadOnlyList<RuleHit> Shown(IReadOnlyList<RuleHit> hits) => _shown.Count == 0
        ? hits
        : [.. hits.Select(h => h.Location.Member is { } m && _shown.TryGetValue(m, out var safe) ? h with { Location = h.Location with { Member = safe } } : h)];

    /// <summary>Parts with members that are safe to show.</summary>
    public IReadOnlyList<CoverageItem> Shown(IReadOnlyList<CoverageItem> parts) => _shown.Count == 0
        ? parts
        : [.. parts.Select(p => p.Path is { } m && _shown.TryGetValue(m, out var safe) ? p with { Path = safe } : p)];

    private IReadOnlyList<RuleHit> Judge(string name)
    {
        var hits = new Hits();
        _rules.Judge(name, hits);
        return hits.InOrder();
    }

    private string MaskParts(string member)
    {
        var parts = member.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            if (Judge(parts[i]).Count > 0) parts[i] = Mask;
        }

        var masked = string.Join('/', parts);
        return Judge(masked).Count > 0 ? Mask : masked;
    }
}
