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

    /// <summary>The text with every credential replaced by <see cref="Mask"/>.</summary>
    public static string Scrub(string text)
    {
        text = Tokens().Replace(text, Mask);
        text = Authorization().Replace(text, "${scheme} " + Mask);
        text = UserInfo().Replace(text, "${start}" + Mask + "@");
        return Parameters().Replace(text, "${name}" + Mask);
    }

    [GeneratedRegex(@"(?:gh[a-z]_[A-Za-z0-9_.\-]{8,}|github_pat_[A-Za-z0-9_]{8,}|glpat-[A-Za-z0-9_\-]{8,})", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\b(?<scheme>bearer|basic|token)[ :=]+[A-Za-z0-9+/=_.~\-]{8,}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Authorization();

    [GeneratedRegex(@"(?<start>[a-z][a-z0-9+.\-]*://)[^\s/?#]+@", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex UserInfo();

    [GeneratedRegex(
        @"\b(?<name>(?:access_token|client_secret|password|private_token|secret|sig|token)=)[^\s&;""']+",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Parameters();
}
