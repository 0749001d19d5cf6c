using RepoSanitiser.Core;

namespace RepoSanitiser.Release.Approval;

/// <summary>Signs in the name of one person of the trust file.</summary>
public sealed class Signer
{
    private readonly string _keyFile;
    private readonly TrustedKey _key;
    private readonly Trust _trust;

    private Signer(string keyFile, TrustedKey key, Trust trust)
    {
        (_keyFile, _key, _trust) = (keyFile, key, trust);
        Person = trust.Signer(key.Principal)!;
    }

    /// <summary>The name that signatures are under.</summary>
    public string Principal => _key.Principal;

    /// <summary>Who that is.</summary>
    public TrustedPerson Person { get; }

    /// <summary>Finds whose key a file holds.</summary>
    /// <exception cref="ReposanException">There is no such file (usage), no key in it, or the trust file does not know it (refused).</exception>
    public static Signer Open(string keyFile, Trust trust)
    {
        var key = SshKeygen.PublicKey(keyFile);
        var known = trust.Keys.FirstOrDefault(k => k.Key == key)
            ?? throw new ReposanException(ExitCode.Refused, $"The trust file does not know the key {Printable.Escape(keyFile)}: sign with a key it lists, or have yours added.");
        return new Signer(keyFile, known, trust);
    }

    /// <summary>Refuses where this person lacks a role.</summary>
    /// <exception cref="ReposanException">They do (refused).</exception>
    public void Require(ReleaseRole role)
    {
        if (Person.Roles.Contains(role)) return;
        var may = role switch { ReleaseRole.Reviewer => "review", ReleaseRole.Publisher => "publish", _ => "allow exceptions" };
        throw new ReposanException(ExitCode.Refused, $"{Printable.Escape(Principal)} may not {may}: the trust file has to list them with that role.");
    }

    /// <summary>Refuses where the trust file does not let this key sign under one of some namespaces.</summary>
    /// <exception cref="ReposanException">It does not, or not at this time (refused).</exception>
    public void RequireKeyFor(DateTimeOffset at, params ReadOnlySpan<string> namespaces)
    {
        foreach (var name in namespaces)
        {
            if (SshKeygen.WhyNotTaken(_trust.AllowedSigners, Principal, _key.Key, name, at) is { } problem) throw NotTaken(name, problem);
        }
    }

    /// <summary>Signs bytes under a namespace. A signature that nobody would take by the trust file is not given out.</summary>
    /// <param name="signatureNamespace">What it is for.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="at">When it is made.</param>
    /// <exception cref="ReposanException">The key can't be used, or the signature would not hold (refused).</exception>
    public string Sign(string signatureNamespace, byte[] content, DateTimeOffset at)
    {
        var signature = SshKeygen.Sign(_keyFile, signatureNamespace, content);
        return SshKeygen.Verify(_trust.AllowedSigners, Principal, signatureNamespace, signature, content, at) is not { } problem
            ? signature
            : throw NotTaken(signatureNamespace, problem);
    }

    private ReposanException NotTaken(string signatureNamespace, string problem) => new(
        ExitCode.Refused, $"A signature with {Printable.Escape(_keyFile)} would not be taken, so nothing was written: for {signatureNamespace} it {problem}. Sign with a key that the trust file lets {Printable.Escape(Principal)} use today.");
}
