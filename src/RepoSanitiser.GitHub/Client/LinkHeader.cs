namespace RepoSanitiser.GitHub.Client;

/// <summary>The header <c>Link</c>, which names the page that follows.</summary>
internal static class LinkHeader
{
    /// <summary>The URL of the next page; null on the last.</summary>
    public static string? Next(string? header)
    {
        foreach (var link in (header ?? "").Split(','))
        {
            var parts = link.Split(';', StringSplitOptions.TrimEntries);
            if (parts.Length > 1 && parts[0] is ['<', .. var url, '>'] && parts.Skip(1).Any(p => p is "rel=\"next\"" or "rel=next")) return url;
        }

        return null;
    }
}
