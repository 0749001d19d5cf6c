using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Lines;

/// <summary>Tells which numbers near a word count people: "2 rows were dropped", "Excluded 4 patients", "(n = 3)". What counts levels or
/// months, and what is code, is left alone.</summary>
internal static partial class CountPhrases
{
    private const int Near = 60;

    private static readonly FrozenSet<string> NotPeople = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "level", "levels", "variables", "vars", "columns", "cols", "models", "study", "studies", "category", "categories", "groups", "clusters", "bins", "knots",
        "chains", "cores", "files", "iterations", "imputations", "months", "weeks", "days", "years", "hours", "minutes", "times", "folds", "parameters", "df",
        "terms", "decimals", "digits", "steps", "lags", "seeds", "practices", "sites", "regions", "centres", "more", "tables", "figures", "datasets");

    private static readonly FrozenSet<string> Commands = FrozenSet.Create(
        StringComparer.Ordinal,
        "local", "scalar", "gen", "generate", "egen", "global", "replace", "set", "let", "var", "const", "if", "while", "for", "where", "when", "by");

    private static readonly FrozenSet<string> Functions = FrozenSet.Create(
        StringComparer.Ordinal, "head", "tail", "print", "sample", "lag", "lead", "rep", "nlargest", "nsmallest");

    /// <summary>Where the number starts of what was deleted, by the words right before an offset; -1 for none.</summary>
    public static int Before(ReadOnlySpan<byte> bytes, int at)
    {
        var start = Math.Max(0, at - Near);
        var match = CountedBefore().Match(Encoding.Latin1.GetString(bytes[start..at]));
        return match.Success ? start + match.Groups["n"].Index : -1;
    }

    /// <summary>Where the number starts of what was deleted, by the words right after an offset; -1 for none.</summary>
    public static int After(ReadOnlySpan<byte> bytes, int at)
    {
        var match = CountedAfter().Match(Encoding.Latin1.GetString(bytes[at..Math.Min(bytes.Length, at + Near)]));
        return match.Success && !match.Groups["plot"].Success ? at + match.Groups["n"].Index : -1;
    }

    /// <summary>Where the number starts of an "n = 3" whose n is at an offset; -1 for none.</summary>
    public static int Equals(ReadOnlySpan<byte> bytes, int at)
    {
        if (at > 0 && (IsOfName(bytes[at - 1]) || bytes[at - 1] is (byte)'$' or (byte)'-' or (byte)'%' or (byte)'@' or (byte)'&' or (byte)'?')) return -1;
        var start = at + 1;
        while (start < bytes.Length && bytes[start] == (byte)' ') start++;
        if (start == bytes.Length || bytes[start] != (byte)'=') return -1;
        for (start++; start < bytes.Length && bytes[start] == (byte)' ';) start++;
        var near = bytes[start..Math.Min(bytes.Length, start + Near)];
        if (near.IsEmpty || near[0] is < (byte)'0' or > (byte)'9' || !CellReader.Number(near, out _, out _, out var used)) return -1;
        var rest = near[used..];
        if (!rest.IsEmpty && (IsOfName(rest[0]) && rest[0] != (byte)'.' || rest[0] is (byte)'%' or (byte)'*')) return -1;
        var line = bytes[(Math.Max(0, bytes[..at].LastIndexOf((byte)'\n')) is var feed && feed > 0 ? feed + 1 : 0)..at];
        return NotPeople.Contains(FirstWord(rest)) || IsCode(line, rest) ? -1 : start;
    }

    /// <summary>Where the number starts of "196 of the 200 patients", whose words begin at an offset, and both numbers; -1 for none.</summary>
    public static (int Start, double Part, double Whole) Part(ReadOnlySpan<byte> bytes, int at)
    {
        var start = at;
        while (start > 0 && start > at - 12 && bytes[start - 1] is >= (byte)'0' and <= (byte)'9' or (byte)',') start--;
        if (start == at || bytes[start] == (byte)',' || (start > 0 && (IsOfName(bytes[start - 1]) || bytes[start - 1] is (byte)'-' or (byte)'/'))) return (-1, 0, 0);
        var match = OfPeople().Match(Encoding.Latin1.GetString(bytes[at..Math.Min(bytes.Length, at + Near)]));
        if (!match.Success || !CellReader.Number(bytes[start..at], out var part, out _, out var used) || used != at - start) return (-1, 0, 0);
        return CellReader.Number(Encoding.ASCII.GetBytes(match.Groups["n"].Value), out var whole, out _, out _) && whole > part ? (start, part, whole) : (-1, 0, 0);
    }

    /// <summary>Whether what stands around an "n = 3" on its line is a command or the call of a function.</summary>
    private static bool IsCode(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        // The runner's time stands before each line.
        if (before.Length > 20 && before[0] == (byte)'2' && before[..Math.Min(before.Length, 34)].IndexOf("Z "u8) is >= 19 and var zone) before = before[(zone + 2)..];
        if (before.StartsWith(". "u8) || before.StartsWith("> "u8) || before.StartsWith("+ "u8) || after.StartsWith(";"u8)) return true;
        var words = before.TrimEnd((byte)' ');
        if (words.Length < before.Length && Commands.Contains(LastName(words))) return true;
        var depth = 0;
        for (var at = before.Length - 1; at >= Math.Max(0, before.Length - 200); at--)
        {
            if (before[at] == (byte)')') depth++;
            if (before[at] != (byte)'(' || depth-- > 0) continue;
            var name = LastName(before[..at]);
            // "Cases(n=3)" is no call, "head(x, n=3)" and "slice_head(n=3)" are.
            if (at < before.Length - 1) return name.Length > 0;
            return Functions.Contains(name) || name.Contains('_', StringComparison.Ordinal) || name.Contains('.', StringComparison.Ordinal);
        }

        return false;
    }

    private static string FirstWord(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        var end = 0;
        while (end < text.Length && (text[end] | 0x20) is >= (byte)'a' and <= (byte)'z') end++;
        return Encoding.ASCII.GetString(text[..end]);
    }

    private static string LastName(ReadOnlySpan<byte> text)
    {
        var start = text.Length;
        while (start > 0 && IsOfName(text[start - 1])) start--;
        return Encoding.ASCII.GetString(text[start..]);
    }

    private static bool IsOfName(byte b) => (b | 0x20) is >= (byte)'a' and <= (byte)'z' or >= (byte)'0' and <= (byte)'9' || b is (byte)'_' or (byte)'.';

    private const string People = "(?:observations?|obs|rows?|records?|patients?|people|persons?|participants?|individuals?|cases?|subjects?|deaths?)";

    [GeneratedRegex("(?:^|[^0-9.,])(?<n>[0-9][0-9,]*) " + People + "(?: (?:were|was|have been|had been|has been))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CountedBefore();

    [GeneratedRegex("^(?: out)? of (?:the |all )?(?<n>[0-9][0-9,]*) (?:[a-z]+ )?(?:patients|people|persons|participants|individuals|women|men|children|adults|residents|deaths)\\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OfPeople();

    // ggplot removes rows of the results that it draws.
    [GeneratedRegex("^:? *(?<n>[0-9][0-9,]*) " + People + "\\b(?<plot> containing)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CountedAfter();
}
