using System.Text.RegularExpressions;

namespace RepoSanitiser.Core;

/// <summary>
/// Takes credentials out of text that people will read: logs, error sentences, what <c>git</c> said. Shapes are those of GitHub's
/// tokens, of Authorization headers, of credentials in URLs and of signed Azure links. It is the second line of defence: the first is
/// never to pass a credential in.
/// </summary>
public static partial class TokenScrubber
{
    /// <summary>What stands in a credential's place.</summary>
    public const string Mask = "***";

    private const RegexOptions Plain = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;
    private const RegexOptions AnyCase = Plain | RegexOptions.IgnoreCase;

    /// <summary>The text with every credential replaced by <see cref="Mask"/>.</summary>
    public static string Scrub(string text)
    {
        text = Tokens().Replace(text, Mask);
        text = Authorization().Replace(text, "${scheme} " + Mask);
        text = UserInfo().Replace(text, "${start}" + Mask + "@");
        return Parameters().Replace(text, "${name}" + Mask);
    }

#pragma warning disable MA0009 // No pattern can start at more than one place of what another start has read, so each is linear.
    [GeneratedRegex(@"(?:gh[a-z]_[A-Za-z0-9_.\-]{8,}|github_pat_[A-Za-z0-9_]{8,}|glpat-[A-Za-z0-9_\-]{8,})", Plain)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\b(?<scheme>bearer|basic|token)[ :=]+[A-Za-z0-9+/=_.~\-]{16,}", AnyCase)]
    private static partial Regex Authorization();

    [GeneratedRegex(@"(?<start>[a-z][a-z0-9+.\-]{1,20}://)[^\s/?#]+@", AnyCase)]
    private static partial Regex UserInfo();

    [GeneratedRegex(
        @"\b(?<name>(?:access_token|client_secret|password|private_token|secret|sig|token)=)[^\s&;""']+",
        AnyCase)]
    private static partial Regex Parameters();
#pragma warning restore MA0009
}
