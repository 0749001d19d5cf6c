using System.Security.Cryptography;
using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.Disclosure.Rules;

/// <summary>Rules of somebody's own, which a check or a scan applies beside those of the tool. They add findings and take none away.</summary>
/// <param name="Rules">The rules, in the order of the file.</param>
/// <param name="Hash">A hash over all that decides what they find: what results may be cached by.</param>
public sealed record OwnRules(IReadOnlyList<Rule> Rules, string Hash)
{
    private const int MostBytesAround = 4096;

    /// <summary>No rules.</summary>
    public static OwnRules None { get; } = new([], "");

    /// <summary>The rule of an id: one of these, or of the tool's.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Rule Of(string id) => Rules.FirstOrDefault(r => string.Equals(r.Id, id, StringComparison.Ordinal)) ?? RuleCatalogue.Get(id);

    /// <summary>Reads a file of rules.</summary>
    /// <exception cref="ReposanException">It can't be read, a rule in it is wrong, or there are more than the tool has room for (usage).</exception>
    public static OwnRules Read(string file)
    {
        if (!RuleCatalogue.IsFileOfRules(file)) throw YamlFile.Wrong(file, "there is no list of rules in it");
        var rules = RuleCatalogue.Load(file);
        if (rules.Count == 0) throw YamlFile.Wrong(file, "the list of rules is empty");
        if (rules.GroupBy(r => r.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw YamlFile.Wrong(file, $"there are two rules named {twice.Key}");
        foreach (var rule in rules)
        {
            if (rule.Patterns.Any(p => p.Keywords.Count == 0 || p.Keywords.Any(k => k.Length < 3 || k.Length > LineTriggers.Margin + 1 || !Ascii.IsValid(k))))
                throw YamlFile.Wrong(file, $"a keyword of {rule.Id} is not between 3 and {LineTriggers.Margin + 1} plain characters long");
            if (rule.Patterns.Any(p => p.Before + p.After > MostBytesAround))
                throw YamlFile.Wrong(file, $"a pattern of {rule.Id} looks further around its keyword than {MostBytesAround} bytes");
        }

        var (own, room) = (Count(rules), LineTriggers.Most - Count(RuleCatalogue.Rules));
        if (own > room) throw YamlFile.Wrong(file, $"there are {own} patterns in it, and room for {room}: join some of them");
        return new OwnRules(rules, HashOf(rules));
    }

    private static int Count(IReadOnlyList<Rule> rules) => rules.Sum(r => r.Patterns.Count);

    private static string HashOf(IReadOnlyList<Rule> rules)
    {
        var parts = rules.SelectMany(r => r.Patterns.SelectMany(p => (string?[])
            [r.Id, r.Title, $"{r.Severity}", $"{r.IsSecret}", p.Expression, p.Context, p.Validator, $"{p.Scope}", $"{p.Before}", $"{p.After}", .. p.Keywords]));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', parts))));
    }
}
