namespace RepoSanitiser.Release.Approval;

/// <summary>What somebody may do.</summary>
public enum ReleaseRole
{
    /// <summary>Decide whether files may leave.</summary>
    Reviewer,

    /// <summary>Bring approved files into the study repository.</summary>
    Publisher,

    /// <summary>Allow a file that a rule of the policy stops.</summary>
    Exceptions,
}

/// <summary>A line of <c>allowed_signers</c>.</summary>
/// <param name="Principal">Who signs with the key.</param>
/// <param name="Key">The type and the base64 of the key, with a space between.</param>
public sealed record TrustedKey(string Principal, string Key);

/// <summary>A person that the trust file knows, under every name of theirs.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Principals">The names that they sign under; the first is the one shown.</param>
/// <param name="Emails">Further e-mail addresses of theirs, as in commits.</param>
/// <param name="Roles">What they may do; an author needs none.</param>
public sealed record TrustedPerson(string Name, IReadOnlyList<string> Principals, IReadOnlyList<string> Emails, IReadOnlySet<ReleaseRole> Roles)
{
    /// <summary>Whether a principal or an e-mail address is this person's, in whatever case it is written.</summary>
    public bool Is(string name) =>
        Principals.Contains(name, StringComparer.OrdinalIgnoreCase) || Emails.Contains(name, StringComparer.OrdinalIgnoreCase);
}
