using System.Collections.Frozen;

namespace RepoSanitiser.Disclosure.Rules;

/// <summary>Checks that tell an identifier from what merely looks like one. All take the characters alone, at any place in a text.</summary>
public static class Validators
{
    /// <summary>A check of a match at its place.</summary>
    /// <param name="text">The text around the match.</param>
    /// <param name="start">Where the match begins in it.</param>
    /// <param name="length">The match's length.</param>
    public delegate bool MatchCheck(ReadOnlySpan<char> text, int start, int length);

    private static readonly FrozenDictionary<string, MatchCheck> ByName = new Dictionary<string, MatchCheck>(StringComparer.Ordinal)
    {
        ["nhs-number"] = (text, start, length) => StandsAlone(text, start, length) && IsNhsNumber(text.Slice(start, length)),
        ["uk-postcode"] = (text, start, length) => StandsAlone(text, start, length) && IsPostcode(text.Slice(start, length)),
        ["national-insurance-number"] =
            (text, start, length) => StandsAlone(text, start, length) && IsNationalInsuranceNumber(text.Slice(start, length)),
        ["unique-pupil-number"] = (text, start, length) => StandsAlone(text, start, length) && IsUniquePupilNumber(text.Slice(start, length)),
        ["email-address"] = IsPersonsEmail,
        ["phone-number"] = (text, start, length) => StandsAlone(text, start, length) && IsPhoneNumber(text.Slice(start, length)),
        ["secret"] = (text, start, length) => StandsAlone(text, start, length) && IsNoPlaceholder(text.Slice(start, length)),
        ["password"] = (text, start, length) => IsNoPlaceholder(Secret(text.Slice(start, length))),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names that the catalogue may use.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>A check by its name.</summary>
    public static MatchCheck Get(string name) => ByName[name];

    /// <summary>
    /// Ten digits, alone or as 3 3 4, whose last is the modulus 11 check of the others, neither one digit repeated nor in the range
    /// from 999 000 0000 on that is never issued. One in eleven random numbers passes, so that context has to speak for it too.
    /// </summary>
    public static bool IsNhsNumber(ReadOnlySpan<char> text)
    {
        Span<int> digits = stackalloc int[10];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiDigit(c))
            {
                if (count == 10) return false;
                digits[count++] = c - '0';
            }
            else if (c is not (' ' or '-') || count is not (3 or 6) || !char.IsAsciiDigit(text[i - 1]))
            {
                return false;
            }
        }

        if (count != 10 || !digits.ContainsAnyExcept(digits[0])) return false;
        if (digits[0] == 9 && digits[1] == 9 && digits[2] == 9) return false;
        var sum = 0;
        for (var i = 0; i < 9; i++) sum += digits[i] * (10 - i);
        return (11 - sum % 11) % 11 == digits[9];
    }

    /// <summary>A full postcode of one of the six forms, in capitals, or GIR 0AA.</summary>
    public static bool IsPostcode(ReadOnlySpan<char> text)
    {
        if (text.Length is < 5 or > 8) return false;
        if (text is "GIR 0AA" or "GIR0AA") return true;
        var inward = text[^3..];
        if (!char.IsAsciiDigit(inward[0]) || !IsInward(inward[1]) || !IsInward(inward[2])) return false;
        var outward = text[..^3].TrimEnd(' ');
        if (outward.Length is < 2 or > 4 || text.Length - 3 - outward.Length > 1) return false;
        if (!char.IsAsciiLetterUpper(outward[0]) || outward[0] is 'Q' or 'V' or 'X') return false;
        var letters = 1;
        if (char.IsAsciiLetterUpper(outward[1]))
        {
            if (outward[1] is 'I' or 'J' or 'Z') return false;
            letters = 2;
        }

        var district = outward[letters..];
        return district.Length switch
        {
            1 => char.IsAsciiDigit(district[0]),
            2 => char.IsAsciiDigit(district[0]) && (char.IsAsciiDigit(district[1]) || char.IsAsciiLetterUpper(district[1])),
            _ => false,
        };
    }

    /// <summary>Two letters, six digits, a letter from A to D, with prefixes that are never issued left out.</summary>
    public static bool IsNationalInsuranceNumber(ReadOnlySpan<char> text)
    {
        Span<char> compact = stackalloc char[9];
        var count = 0;
        foreach (var c in text)
        {
            if (c is ' ' or '-') continue;
            if (count == 9) return false;
            compact[count++] = c;
        }

        if (count != 9 || compact[..2].ContainsAnyExcept(NinoLetters) || compact[1] == 'O') return false;
        if (compact[8] is < 'A' or > 'D' || compact[2..8].ContainsAnyExceptInRange('0', '9')) return false;
        return compact[..2] is not ("BG" or "GB" or "KN" or "NK" or "NT" or "TN" or "ZZ");
    }

    /// <summary>A check letter, eleven digits, and a digit or (for temporary numbers) a letter.</summary>
    /// <remarks>Department for Education, "Unique pupil numbers (UPNs)": weights 2 to 13, modulus 23, letters without I, O and S.</remarks>
    public static bool IsUniquePupilNumber(ReadOnlySpan<char> text)
    {
        const string letters = "ABCDEFGHJKLMNPQRTUVWXYZ";
        if (text.Length != 13 || text[1..12].ContainsAnyExceptInRange('0', '9')) return false;
        var last = char.IsAsciiDigit(text[12]) ? text[12] - '0' : letters.IndexOf(text[12], StringComparison.Ordinal);
        if (last < 0) return false;
        var sum = last * 13;
        for (var i = 1; i < 12; i++) sum += (text[i] - '0') * (i + 1);
        return letters[sum % 23] == text[0];
    }

    /// <summary>Something at a domain, not one of the domains that examples use.</summary>
    public static bool IsEmail(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        if (at < 1 || at != text.LastIndexOf('@') || text.ContainsAny(' ', '/', ':')) return false;
        var domain = text[(at + 1)..];
        var dot = domain.LastIndexOf('.');
        if (dot < 1 || domain.Length - dot < 3 || domain[(dot + 1)..].ContainsAnyExceptInRange('a', 'z')) return false;
        return !domain.StartsWith("example.", StringComparison.Ordinal)
            && !domain.EndsWith(".example", StringComparison.Ordinal)
            && !domain.StartsWith("users.noreply.", StringComparison.Ordinal)
            && !text.StartsWith("noreply@", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A number that is dialled in the UK: ten or eleven digits from 01, 02, 03 or 07, or the same from +44.</summary>
    public static bool IsPhoneNumber(ReadOnlySpan<char> text)
    {
        if (text.Length > 20) return false;
        var international = text.StartsWith("+44", StringComparison.Ordinal) || text.StartsWith("0044", StringComparison.Ordinal);
        var rest = international ? text[(text[0] == '+' ? 3 : 4)..] : text;
        Span<char> digits = stackalloc char[20];
        var count = 0;
        foreach (var c in rest)
        {
            if (char.IsAsciiDigit(c)) digits[count++] = c;
            else if (c is not (' ' or '-' or '(' or ')')) return false;
        }

        var national = digits[..count].TrimStart('0');
        if (!international && (count == 0 || digits[0] != '0')) return false;
        return national.Length is 9 or 10 && national[0] is '1' or '2' or '3' or '7' && (national[0] != '7' || national.Length == 10);
    }

    /// <summary>Whether a secret is none of the fillers that documentation and templates use.</summary>
    public static bool IsNoPlaceholder(ReadOnlySpan<char> secret)
    {
        if (secret.Length < 6 || secret.ContainsAny(PlaceholderMarks)) return false;
        foreach (var word in PlaceholderWords)
        {
            if (secret.Contains(word, StringComparison.OrdinalIgnoreCase)) return false;
        }

        // A secret is drawn from many characters; a filler repeats one or two.
        Span<bool> seen = stackalloc bool[128];
        var distinct = 0;
        foreach (var c in secret)
        {
            if (c >= 128 || seen[c]) continue;
            seen[c] = true;
            distinct++;
        }

        return distinct >= Math.Min(8, (secret.Length + 1) / 2);
    }

    private static readonly System.Buffers.SearchValues<char> NinoLetters =
        System.Buffers.SearchValues.Create("ABCEGHJKLMNOPRSTWXYZ");

    private static readonly System.Buffers.SearchValues<char> PlaceholderMarks = System.Buffers.SearchValues.Create("<>{}$*");

    private static readonly string[] PlaceholderWords =
        ["example", "placeholder", "changeme", "password", "your", "dummy", "xxxx", "secret", "redacted", "testing", "postgres", "12345"];

    private static bool IsInward(char c) => char.IsAsciiLetterUpper(c) && c is not ('C' or 'I' or 'K' or 'M' or 'O' or 'V');

    /// <summary>No letter or digit touches the match, and it is not the fraction of a decimal number.</summary>
    private static bool StandsAlone(ReadOnlySpan<char> text, int start, int length)
    {
        var end = start + length;
        if (start > 0 && char.IsAsciiLetterOrDigit(text[start - 1])) return false;
        if (start > 1 && text[start - 1] == '.' && char.IsAsciiDigit(text[start - 2])) return false;
        if (end == text.Length) return true;
        return !char.IsAsciiLetterOrDigit(text[end]) && !(text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]));
    }

    private static bool IsPersonsEmail(ReadOnlySpan<char> text, int start, int length)
    {
        if (!IsEmail(text.Slice(start, length))) return false;
        foreach (var word in AuthorWords)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase)) return false;
        }

        return true;
    }

    // Who wrote a program or a paper is public.
    private static readonly string[] AuthorWords =
        ["author", "maintain", "contact", "copyright", "licen", "support", "mailto:", "bug", "written by", "correspond"];

    private static ReadOnlySpan<char> Secret(ReadOnlySpan<char> match)
    {
        // "password=…;" and "//user:…@": the secret is what follows the last sign that introduces one.
        var at = match.LastIndexOf('@');
        if (at > 0 && match.Contains("://", StringComparison.Ordinal)) return match[..at][(match[..at].LastIndexOf(':') + 1)..];
        var equals = match.LastIndexOf('=');
        while (equals > 0 && equals >= match.TrimEnd('=').Length) equals = match[..equals].LastIndexOf('=');
        return match[(equals + 1)..].Trim([' ', '"', '\'', ';']);
    }
}
