using System.Text;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>What the label of a row says of its numbers.</summary>
internal static class RowLabels
{
    /// <summary>Characters of the longest label that says something, and the most bytes that so many may take.</summary>
    private const int Most = 40;
    private const int MostBytes = 3 * Most;

    private static readonly KnownHeaders<bool> Totals = new(label => HeaderWords.Split(label) is var words
        && (words is ["total" or "all" or "overall" or "totals" or "sum"] or ["all", _] or ["grand", "total"] or ["total", _] or [_, "total"] or ["n", "total"]));

    private static readonly KnownHeaders<ColumnRole> Roles = new(label => HeaderWords.Split(label) switch
    {
        ["n"] or ["obs"] or ["count"] or ["number"] or ["observations"] or ["n", "obs"] or ["number", "of", ..] or ["no", "of", ..] => ColumnRole.Count,
        [.., "n" or "count" or "freq"] words when words.TrueForAll(w => w is not ("missing" or "unique" or "levels")) => ColumnRole.Count,
        ["mean", ..] or ["average", ..] or [.., "mean"] => ColumnRole.Mean,
        ["median", ..] or [.., "median"] or ["p50"] => ColumnRole.Median,
        ["sd" or "std" or "iqr" or "variance", ..] or [.., "sd"] => ColumnRole.Spread,
        ["min" or "minimum" or "smallest" or "p0"] => ColumnRole.Minimum,
        ["max" or "maximum" or "largest" or "p100"] => ColumnRole.Maximum,
        _ => ColumnRole.Unknown,
    });

    private static readonly KnownHeaders<bool> Counts = new(label => HeaderWords.Split(label) is var words
        && HeaderWords.Of(words, withShares: false) == HeaderSense.Count && !HeaderWords.RowCountsNobody(label));

    /// <summary>Whether the label says, as a header would, that the row counts people or events.</summary>
    public static bool CountsSomebody(string label) => label.Length is > 0 and <= 60 && Counts.Of(label);

    /// <summary>Whether the row is the sum of others, by its label in UTF-8.</summary>
    public static bool IsTotal(ReadOnlySpan<byte> label) => label.Length is > 0 and <= MostBytes && Encoding.UTF8.GetCharCount(label) <= Most && Totals.Of(label);

    /// <summary>The role of the row's numbers, by its label in UTF-8, for tables that have a row for each statistic.</summary>
    public static ColumnRole Role(ReadOnlySpan<byte> label) =>
        label.Length is > 0 and <= MostBytes && Encoding.UTF8.GetCharCount(label) <= Most ? Roles.Of(label) : ColumnRole.Unknown;
}
