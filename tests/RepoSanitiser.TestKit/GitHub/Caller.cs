namespace RepoSanitiser.TestKit.GitHub;

/// <summary>Who a token belongs to, and what it may do.</summary>
public sealed class Caller
{
    /// <summary>The login.</summary>
    public required string Login { get; init; }

    /// <summary>The token.</summary>
    public required string Token { get; init; }

    /// <summary>
    /// What a fine-grained token lacks, as <c>administration=write</c>. A lack of <c>NAME=read</c> is one of writing too.
    /// </summary>
    public HashSet<string> Lacks { get; } = new(StringComparer.Ordinal);

    /// <summary>The scopes of a classic token, which the header names; null for a fine-grained token.</summary>
    public string? Scopes { get; set; }

    /// <summary>Whether the token has a permission.</summary>
    public bool Has(string permission) =>
        !Lacks.Contains(permission) && !(permission.EndsWith("=write", StringComparison.Ordinal) && Lacks.Contains(permission.Replace("=write", "=read", StringComparison.Ordinal)));
}
