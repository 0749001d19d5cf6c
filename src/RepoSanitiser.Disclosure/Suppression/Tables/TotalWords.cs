using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>Words by which rows and columns say that they are totals.</summary>
internal static class TotalWords
{
    /// <summary>Whether a label or header names a total.</summary>
    public static bool Names(string label)
    {
        if (label.Length is 0 or > 80) return false;
        var words = HeaderWords.Split(label);
        return words.Count is > 0 and <= 5 && words.Any(w => w is "total" or "totals" or "all" or "overall" or "sum" or "subtotal" or "everyone" or "altogether" or "any");
    }
}
