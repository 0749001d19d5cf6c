using RepoSanitiser.Incidents.Ledger;

namespace RepoSanitiser.Release.Approval;

/// <summary>Reads ledgers by a trust file.</summary>
/// <param name="trust">The trust file.</param>
public sealed class TrustedLedger(Trust trust) : ILedgerTrust
{
    private readonly Dictionary<(string, string), string?> _known = [];

    /// <inheritdoc/>
    public string? Verify(string principal, string signatureNamespace, string signature, byte[] content, DateTimeOffset at)
    {
        // The same line stands in every later version of the file.
        var key = (signature, $"{principal}\n{signatureNamespace}\n{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))}\n{at.UtcTicks}");
        if (!_known.TryGetValue(key, out var problem))
            _known[key] = problem = SshKeygen.Verify(trust.AllowedSigners, principal, signatureNamespace, signature, content, at);
        return problem;
    }

    /// <inheritdoc/>
    public bool MayPublish(string principal) => trust.Signer(principal)?.Roles.Contains(ReleaseRole.Publisher) == true;

    /// <inheritdoc/>
    public bool MayReview(string principal) => trust.Signer(principal)?.Roles.Contains(ReleaseRole.Reviewer) == true;

    /// <inheritdoc/>
    public string? PersonOf(string principal) => trust.Signer(principal)?.Principals[0];
}
