using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Core;

namespace RepoSanitiser.History.Purging;

/// <summary>
/// Texts to find, and what to put in their place: a file of lines as git-filter-repo's <c>--replace-text</c> takes them, <c>TEXT</c>,
/// <c>literal:TEXT</c>, <c>glob:GLOB</c> or <c>regex:PATTERN</c>, each with <c>==&gt;REPLACEMENT</c> or without. Bytes are compared,
/// whatever their encoding: here each is one character.
/// </summary>
public sealed class TextRules
{
    private const string Default = "***REMOVED***";
    private const string Arrow = "==>";

    private readonly List<Rule> _rules = [];

    private TextRules()
    {
    }

    /// <summary>Reads rules.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="name">What to call the file.</param>
    /// <exception cref="ReposanException">A line is no rule (usage). The message never quotes it: it may be what is to be purged.</exception>
    public static TextRules Parse(ReadOnlySpan<byte> content, string name)
    {
        var rules = new TextRules();
        var number = 0;
        foreach (var line in Encoding.Latin1.GetString(content).Split('\n'))
        {
            number++;
            var text = line.TrimEnd('\r');
            if (text.Length == 0) continue;
            rules._rules.Add(ReadRule(text) ?? throw new ReposanException(
                ExitCode.Usage, $"Line {number} of {Printable.Escape(name)} is no rule: give TEXT, or regex:PATTERN without look-around or back-references, and ==>REPLACEMENT if it is not to be {Default}."));
        }

        if (rules._rules.Count == 0) throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(name)} holds no rule: give one text a line.");
        return rules;
    }

    /// <summary>Whether any of the texts is there.</summary>
    public bool Match(ReadOnlySpan<byte> content)
    {
        foreach (var rule in _rules)
        {
            if (rule.Pattern is null ? content.IndexOf(rule.Text) >= 0 : rule.Pattern.IsMatch(Encoding.Latin1.GetString(content))) return true;
        }

        return false;
    }

    /// <summary>The content with each text replaced, rule after rule; null where nothing changes.</summary>
    public byte[]? Replace(ReadOnlySpan<byte> content)
    {
        if (!Match(content)) return null;
        var text = Encoding.Latin1.GetString(content);
        foreach (var rule in _rules)
        {
            text = rule.Pattern is null
                ? text.Replace(Encoding.Latin1.GetString(rule.Text), rule.Replacement, StringComparison.Ordinal)
                : rule.Pattern.Replace(text, rule.Replacement);
        }

        var made = Encoding.Latin1.GetBytes(text);
        return content.SequenceEqual(made) ? null : made;
    }

    private static Rule? ReadRule(string line)
    {
        var arrow = line.LastIndexOf(Arrow, StringComparison.Ordinal);
        var (text, replacement) = arrow < 0 ? (line, Default) : (line[..arrow], line[(arrow + Arrow.Length)..]);
        if (text.StartsWith("literal:", StringComparison.Ordinal)) text = text["literal:".Length..];
        else if (text.StartsWith("regex:", StringComparison.Ordinal)) return Compile(text["regex:".Length..], ToDotNet(replacement));
        else if (text.StartsWith("glob:", StringComparison.Ordinal)) return Compile(FromGlob(text["glob:".Length..]), replacement.Replace("$", "$$", StringComparison.Ordinal));
        return text.Length == 0 ? null : new Rule(Encoding.Latin1.GetBytes(text), null, replacement);
    }

    private static Rule? Compile(string pattern, string replacement)
    {
        try
        {
            // A pattern's time must not explode on content that somebody else wrote.
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return regex.IsMatch("") ? null : new Rule([], regex, replacement);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string FromGlob(string glob) => Regex.Escape(glob).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);

    // git-filter-repo takes Python's \1 and \g<name> for groups.
    private static string ToDotNet(string replacement) =>
        Regex.Replace(replacement.Replace("$", "$$", StringComparison.Ordinal), @"\\(?:(?<n>\d)|g<(?<n>\w+)>)", "${${n}}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    private sealed record Rule(byte[] Text, Regex? Pattern, string Replacement);
}
