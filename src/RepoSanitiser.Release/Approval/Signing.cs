using RepoSanitiser.Core;

namespace RepoSanitiser.Release.Approval;

/// <summary>Signs in the name of one person of the trust file.</summary>
public sealed class Signer
{
    private readonly string _keyFile;

    private Signer(string keyFile, string principal, TrustedPerson person)
    {
        _keyFile = keyFile;
        Principal = principal;
        Person = person;
    }

    /// <summary>The name that signatures are under.</summary>
    public string Principal { get; }

    /// <summary>Who that is.</summary>
    public TrustedPerson Person { get; }

    /// <summary>Finds whose key a file holds.</summary>
    /// <exception cref="ReposanException">There is no key, or the trust file does not know it (refused).</exception>
    public static Signer Open(string keyFile, Trust trust)
    {
        var key = SshKeygen.PublicKey(keyFile);
        var known = trust.Keys.FirstOrDefault(k => k.Key == key)
            ?? throw new ReposanException(ExitCode.Refused, $"The trust file does not know the key {Printable.Escape(keyFile)}: sign with a key it lists, or have yours added.");
        return new Signer(keyFile, known.Principal, trust.Signer(known.Principal)!);
    }

    /// <summary>Refuses where this person lacks a role.</summary>
    /// <exception cref="ReposanException">They do (refused).</exception>
    public void Require(ReleaseRole role)
    {
        if (Person.Roles.Contains(role)) return;
        var may = role switch { ReleaseRole.Reviewer => "review", ReleaseRole.Publisher => "publish", _ => "allow exceptions" };
        throw new ReposanException(ExitCode.Refused, $"{Printable.Escape(Principal)} may not {may}: the trust file has to list them with that role.");
    }

    /// <summary>Signs bytes under a namespace.</summary>
    public string Sign(string signatureNamespace, byte[] content) => SshKeygen.Sign(_keyFile, signatureNamespace, content);
}
