using RepoSanitiser.Core;

namespace RepoSanitiser.Disclosure.Rules;

/// <summary>
/// Gathers what rules see in one content. Past <see cref="Cap"/> hits a rule is only counted, and says how many more there are, so that
/// a file of a million identifiers costs no million locations.
/// </summary>
/// <param name="cap">Hits of one rule that are told one by one.</param>
internal sealed class Hits(int cap = Hits.Cap)
{
    /// <summary>Hits of one rule in one content that are told one by one.</summary>
    public const int Cap = 1000;

    private readonly List<RuleHit> _hits = [];
    private readonly HashSet<(string, int?, int?, CellLocation?, string?)> _seen = [];
    private readonly Dictionary<string, (int Count, RuleHit Last)> _counts = new(StringComparer.Ordinal);

    /// <summary>Adds what a rule saw; its place and words are made only while they are told.</summary>
    public void Add(string rule, Func<RuleHit> make)
    {
        var (count, last) = _counts.GetValueOrDefault(rule);
        if (count < cap)
        {
            last = make();
            var at = last.Location;
            if (!_seen.Add((rule, at.Line, at.Column, at.Line is null ? at.Cell : null, at.Member))) return;
            _hits.Add(last);
        }

        _counts[rule] = (count + 1, last);
    }

    /// <summary>Everything gathered, in order of location.</summary>
    public IReadOnlyList<RuleHit> InOrder()
    {
        if (_hits.Count == 0) return [];
        foreach (var (count, last) in _counts.Values)
        {
            if (count <= cap) continue;
            _hits.Add(last with
            {
                Location = Location.Whole,
                Content = default,
                Value = null,
                Evidence = $"{count - cap} more of this rule in the same content.",
            });
        }

        return [.. _hits
            .OrderBy(h => h.Location.Member, StringComparer.Ordinal)
            .ThenBy(h => h.Location.Line ?? 0)
            .ThenBy(h => h.Location.Column ?? 0)
            .ThenBy(h => h.Location.Cell?.Row ?? 0)
            .ThenBy(h => h.Location.Cell?.Column ?? 0)
            .ThenBy(h => h.Rule, StringComparer.Ordinal)];
    }
}
