using System.Globalization;
using System.Text;

namespace RepoSanitiser.Core;

/// <summary>Text from a repository, made safe to print: a path may hold escape sequences that a terminal would obey.</summary>
public static class Printable
{
    /// <summary>Control, format and unpaired surrogate characters as <c>\u{…}</c>; all else unchanged.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var safe = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse)
                safe.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            else safe.Append(rune.ToString());
        }

        return safe.ToString();
    }
}
