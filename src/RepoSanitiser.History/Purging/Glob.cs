using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Core;

namespace RepoSanitiser.History.Purging;

/// <summary>
/// A glob as git reads them, over text with one character a byte: <c>*</c>, <c>?</c> and <c>[...]</c> stay within a folder, <c>**</c> does
/// not, and a backslash takes what is special away from the next character.
/// </summary>
internal static class Glob
{
    private const string SlashDirectories = "**/";

    private static readonly Dictionary<string, Func<char, bool>> Classes = new(StringComparer.Ordinal)
    {
        ["alnum"] = char.IsAsciiLetterOrDigit,
        ["alpha"] = char.IsAsciiLetter,
        ["blank"] = c => c is ' ' or '\t',
        ["cntrl"] = c => c is < ' ' or '\x7f',
        ["digit"] = char.IsAsciiDigit,
        ["graph"] = c => c is > ' ' and < '\x7f',
        ["lower"] = char.IsAsciiLetterLower,
        ["print"] = c => c is >= ' ' and < '\x7f',
        ["punct"] = c => c is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(c),
        ["space"] = c => c is ' ' or (>= '\t' and <= '\r'),
        ["upper"] = char.IsAsciiLetterUpper,
        ["xdigit"] = char.IsAsciiHexDigit,
    };

    /// <summary>The expression that matches what a glob does.</summary>
    /// <exception cref="ReposanException">It is none (usage).</exception>
    public static Regex Compile(string glob)
    {
        var pattern = new StringBuilder("^");
        for (var i = 0; i < glob.Length; i++)
        {
            if (glob.AsSpan(i).StartsWith(SlashDirectories)) (pattern, i) = (pattern.Append("(.*/)?"), i + 2);
            else if (glob.AsSpan(i).StartsWith("**")) (pattern, i) = (pattern.Append(".*"), i + 1);
            else if (glob[i] == '*') pattern.Append("[^/]*");
            else if (glob[i] == '?') pattern.Append("[^/]");
            else if (glob[i] == '[') pattern.Append(Class(glob, ref i));
            else pattern.Append(Regex.Escape(Literal(glob, ref i).ToString()));
        }

        return new Regex(pattern.Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture);
    }

    /// <summary>The characters in brackets.</summary>
    /// <param name="glob">The glob.</param>
    /// <param name="at">Where the bracket opens; afterwards, where it closes.</param>
    private static string Class(string glob, ref int at)
    {
        var members = new bool[256];
        var isNegated = at + 1 < glob.Length && glob[at + 1] is '!' or '^';
        if (isNegated) at++;
        var first = at + 1;
        // A closing bracket that comes first is one of the characters.
        for (at = first; at < glob.Length && (glob[at] != ']' || at == first); at++)
        {
            if (glob.AsSpan(at).StartsWith("[:")) Add(members, Named(glob, ref at));
            else AddRange(members, glob, ref at);
        }

        if (at >= glob.Length) throw Malformed(glob, "a [ is not closed; to select the character itself, write \\[");
        // A folder's end is in none.
        var characters = Enumerable.Range(0, members.Length).Where(c => members[c] != isNegated && c != '/').ToList();
        if (characters.Count == 0) throw Malformed(glob, "what stands between [ and ] selects no character");
        return $"[{string.Concat(characters.Select(c => $"\\x{c:x2}"))}]";
    }

    private static void AddRange(bool[] members, string glob, ref int at)
    {
        var low = Literal(glob, ref at);
        var high = low;
        if (at + 2 < glob.Length && glob[at + 1] == '-' && glob[at + 2] != ']')
        {
            at += 2;
            high = Literal(glob, ref at);
            if (high < low) throw Malformed(glob, "a range in [ ] runs backwards");
        }

        Add(members, c => c >= low && c <= high);
    }

    private static void Add(bool[] members, Func<char, bool> isMember)
    {
        for (var c = 0; c < members.Length; c++) members[c] |= isMember((char)c);
    }

    private static Func<char, bool> Named(string glob, ref int at)
    {
        var end = glob.IndexOf(":]", at + 2, StringComparison.Ordinal);
        if (end < 0 || !Classes.TryGetValue(glob[(at + 2)..end], out var named)) throw Malformed(glob, "[: names no class of characters, as [:digit:] does");
        at = end + 1;
        return named;
    }

    private static char Literal(string glob, ref int at)
    {
        if (glob[at] != '\\') return glob[at];
        return ++at < glob.Length ? glob[at] : throw Malformed(glob, "a backslash stands at its end; to select the character itself, write \\\\");
    }

    private static ReposanException Malformed(string glob, string why) =>
        new(ExitCode.Usage, $"'{Printable.Escape(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(glob)))}' is no glob: {why}.");
}
