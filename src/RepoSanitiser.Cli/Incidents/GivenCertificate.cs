using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.Cli.Incidents;

/// <summary>A certificate with the key that its fingerprints were made with.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Key">The key of its incident.</param>
internal sealed record GivenCertificate(Certificate Certificate, FingerprintKey Key)
{
    /// <summary>One of an incident that is recorded here.</summary>
    public static GivenCertificate Of(Certificate certificate, FingerprintKey key) => new(certificate, key.ForIncident(certificate.Incident));

    /// <summary>Reads a file: a kit, which has the key in it, or a restricted certificate, for which the key has to be here.</summary>
    /// <exception cref="ReposanException">It can't be read or is neither (usage), is of another key, or was changed (refused).</exception>
    public static GivenCertificate Read(string file, CommandContext context)
    {
        var content = CertificateJson.Bytes(file);
        if (CertificateJson.KitIn(content, file) is { } kit) return new GivenCertificate(kit.Certificate, new FingerprintKey(Convert.FromBase64String(kit.Key)));
        return Of(new CertificateJson(context.Key).Read(content, file), context.Key);
    }
}
