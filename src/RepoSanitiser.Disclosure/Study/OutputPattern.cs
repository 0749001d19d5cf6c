namespace RepoSanitiser.Disclosure.Study;

/// <summary>
/// A pattern of output paths as OpenSAFELY's job runner has them: <c>*</c> matches within one folder or file name,
/// nothing else is special.
/// </summary>
/// <param name="pattern">For instance <c>output/data/*.csv</c>; a leading <c>./</c> is dropped.</param>
internal sealed class OutputPattern(string pattern)
{
    private readonly string[] _segments = Clean(pattern).Split('/');

    /// <summary>The pattern without wildcards; null where it has any.</summary>
    public string? Literal { get; } = pattern.Contains('*', StringComparison.Ordinal) ? null : Clean(pattern);

    /// <summary>Whether the pattern names this path, its parts separated by <c>/</c>.</summary>
    public bool Matches(ReadOnlySpan<char> path)
    {
        var segment = 0;
        foreach (var range in path.Split('/'))
        {
            if (segment == _segments.Length || !MatchesSegment(_segments[segment++], path[range])) return false;
        }

        return segment == _segments.Length;
    }

    private static string Clean(string pattern) => pattern.StartsWith("./", StringComparison.Ordinal) ? pattern[2..] : pattern;

    private static bool MatchesSegment(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, t, star, resume) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, t);
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }
}
