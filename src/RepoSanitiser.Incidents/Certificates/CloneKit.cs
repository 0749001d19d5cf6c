namespace RepoSanitiser.Incidents.Certificates;

/// <summary>
/// The one file that the holder of a clone needs: the certificate and the key of its incident, with which its fingerprints were made and
/// receipts are signed. It has nothing of the leak, but its old ids: it is for those who have the leak already.
/// </summary>
public sealed record CloneKit
{
    /// <summary>The name of the form.</summary>
    public const string Form = "kit";

    /// <summary>The version of the form.</summary>
    public int SchemaVersion { get; init; } = Certificates.Certificate.Version;

    /// <summary>Which form this is.</summary>
    public string Kind { get; init; } = Form;

    /// <summary>The key of the incident, base64; it opens nothing but what this incident made.</summary>
    public required string Key { get; init; }

    /// <summary>That key's id.</summary>
    public required string KeyId { get; init; }

    /// <summary>The certificate.</summary>
    public required Certificate Certificate { get; init; }
}
