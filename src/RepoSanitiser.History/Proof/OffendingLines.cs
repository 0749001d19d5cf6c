using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.History.Proof;

/// <summary>
/// The lines of a content that are known again by themselves. A line offends by what it says of somebody: of a table, it is one that names
/// the row or holds an identifier. One cell a line, as pages and JSON have them, says nothing without the others, and stands in other files
/// by chance; neither does a header.
/// </summary>
internal sealed class OffendingLines
{
    private const char Separator = '\u001f';
    private const int ShortestWord = 3;

    // What these see offends by what stands around it, or is the file: the same line in another file may be in order.
    private static readonly HashSet<string> InContext =
    [
        RuleIds.SecondaryDisclosure, RuleIds.UnroundedCount, RuleIds.ShareOfUnroundedCounts, RuleIds.ClassDisclosure, RuleIds.Differencing,
        RuleIds.SmallComplement, RuleIds.OversizeOutput, RuleIds.NotIntended, RuleIds.SmallCountInLog,
    ];
    private readonly Dictionary<int, HashSet<string>> _lines = [];

    /// <summary>Whether all rows offend.</summary>
    public bool All { get; private set; }

    /// <summary>Takes in what a rule saw.</summary>
    public void Add(RuleHit hit)
    {
        if (hit.Location.Member is not null || InContext.Contains(hit.Rule)) return;
        var isColumn = IsDigest(hit);
        All |= hit.Location == Location.Whole || isColumn;
        if (hit.Location.Line is not { } line || isColumn) return;
        var words = Words(hit).ToList();
        if (words.Count == 0) return;
        if (!_lines.TryGetValue(line, out var known)) _lines.Add(line, known = new HashSet<string>(StringComparer.Ordinal));
        known.UnionWith(words);
    }

    /// <summary>Whether a line offends.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="line">The line.</param>
    public bool Has(int number, ReadOnlySpan<byte> line)
    {
        // Of a table that offends as a whole, the first line is its header.
        if (All && number > 1 && line.Count((byte)',') + line.Count((byte)';') + line.Count((byte)'\t') + line.Count((byte)'|') > 1) return true;
        if (!_lines.TryGetValue(number, out var words)) return false;
        var text = Encoding.UTF8.GetString(line);
        return words.Any(w => text.Contains(w, StringComparison.Ordinal));
    }

    /// <summary>Whether what a rule saw is a whole column, for which a digest of its values stands.</summary>
    private static bool IsDigest(RuleHit hit) =>
        hit.Location.Cell is not null && hit.Content.Reveal().Split(Separator)[0] is { Length: 64 } digest && digest.All(char.IsAsciiHexDigitLower);

    /// <summary>Words one of which the line must have: of its row's label, or of the value where that names somebody. An empty one is in
    /// every line.</summary>
    private static IEnumerable<string> Words(RuleHit hit)
    {
        if (hit.Location.Cell is null) return [""];
        var parts = hit.Content.Reveal().Split(Separator);
        var label = parts.Length == 3 ? parts[1] : "";
        var value = Identifier.IsOne(hit.Value, hit.Location) ? hit.Value!.Value.Reveal() : "";
        return label.Split([' ', ',', ';', '|', '\t', Separator]).Append(value).Where(w => w.Count(char.IsLetterOrDigit) >= ShortestWord);
    }
}
