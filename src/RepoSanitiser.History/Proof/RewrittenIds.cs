using System.Text.RegularExpressions;
using RepoSanitiser.Core;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.Proof;

/// <summary>What became of each object that got another id, and of the ids that texts name.</summary>
internal sealed partial class RewrittenIds
{
    private readonly Dictionary<ObjectId, ObjectId?> _changes = [];
    private readonly string[] _sorted;

    public RewrittenIds(Certificate certificate)
        : this(certificate.Commits.Concat(certificate.Tags))
    {
    }

    public RewrittenIds(IEnumerable<ObjectChange> changes)
    {
        foreach (var change in changes) _changes[change.Old] = change.New;
        _sorted = [.. _changes.Keys.Select(i => i.ToString())];
        Array.Sort(_sorted, StringComparer.Ordinal);
    }

    /// <summary>Whether an object got another id, or went.</summary>
    public bool IsChanged(ObjectId id) => _changes.TryGetValue(id, out var now) && now != id;

    /// <summary>The id that an object has now; null where it was pruned.</summary>
    public ObjectId? Now(ObjectId id) => _changes.TryGetValue(id, out var now) ? now : id;

    /// <summary>Whether the new text is the old one, but for ids that were brought up to date.</summary>
    public bool IsSameText(string before, string after)
    {
        if (before == after) return true;
        if (before.Length != after.Length) return false;
        var at = 0;
        foreach (Match word in Id().Matches(before))
        {
            if (!after.AsSpan(at, word.Index - at).SequenceEqual(before.AsSpan(at, word.Index - at))) return false;
            if (!IsSameId(word.Value, after.Substring(word.Index, word.Length))) return false;
            at = word.Index + word.Length;
        }

        return after.AsSpan(at).SequenceEqual(before.AsSpan(at));
    }

    private bool IsSameId(string before, string after)
    {
        if (before == after) return true;
        var first = Array.BinarySearch(_sorted, before, StringComparer.Ordinal);
        for (var i = first < 0 ? ~first : first; i < _sorted.Length && _sorted[i].StartsWith(before, StringComparison.Ordinal); i++)
        {
            if (Now(ObjectId.Parse(_sorted[i]))?.ToString().StartsWith(after, StringComparison.Ordinal) == true) return true;
        }

        return false;
    }

    [GeneratedRegex("(?<![0-9A-Za-z_])[0-9a-f]{7,64}(?![0-9A-Za-z_])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Id();
}
