using RepoSanitiser.Core;
using RepoSanitiser.Disclosure;

namespace RepoSanitiser.Release.Approval;

/// <summary>
/// Reads the lines of ssh's <c>allowed_signers</c> that name people: ssh itself checks signatures by them. Patterns and certificate
/// authorities stand for people whom nobody listed, so they are refused.
/// </summary>
internal static class AllowedSignersText
{
    /// <summary>The keys, each with each of its principals.</summary>
    /// <exception cref="ReposanException">A line is none, or names nobody in particular (usage).</exception>
    public static IReadOnlyList<TrustedKey> Read(string text, string file)
    {
        var keys = new List<TrustedKey>();
        foreach (var line in text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var words = Words(line);
            var type = words.FindIndex(1, w => w.StartsWith("ssh-", StringComparison.Ordinal) || w.StartsWith("ecdsa-", StringComparison.Ordinal) || w.StartsWith("sk-", StringComparison.Ordinal));
            if (type < 0 || type + 1 >= words.Count) throw YamlFile.Wrong(file, "a line of allowedSigners has no key");
            if (words[1..type].Any(w => w.Contains("cert-authority", StringComparison.OrdinalIgnoreCase)))
                throw YamlFile.Wrong(file, "allowedSigners names a certificate authority: name each person's own key");
            foreach (var principal in words[0].Trim('"').Split(','))
            {
                if (principal.Length == 0 || principal.AsSpan().IndexOfAny("*?!") >= 0)
                    throw YamlFile.Wrong(file, $"allowedSigners has the pattern {Printable.Escape(principal)}: name each person");
                keys.Add(new TrustedKey(principal, $"{words[type]} {words[type + 1]}"));
            }
        }

        return keys;
    }

    /// <summary>Splits at blanks that stand outside quotation marks.</summary>
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var start = -1;
        var quoted = false;
        for (var i = 0; i <= line.Length; i++)
        {
            var isEnd = i == line.Length || (!quoted && line[i] is ' ' or '\t');
            if (!isEnd && line[i] == '"') quoted = !quoted;
            if (!isEnd && start < 0) start = i;
            if (!isEnd || start < 0) continue;
            words.Add(line[start..i]);
            start = -1;
        }

        return words;
    }
}
