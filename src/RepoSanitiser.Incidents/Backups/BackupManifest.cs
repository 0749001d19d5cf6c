namespace RepoSanitiser.Incidents.Backups;

/// <summary>What lies at a place of a copy.</summary>
public enum BackupEntryKind
{
    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A file.</summary>
    File,

    /// <summary>A symbolic link that led nowhere; one that led somewhere is a file or a folder in the copy.</summary>
    Link,
}

/// <summary>One thing in a copy.</summary>
/// <param name="Path">Its path from the git directory.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Its permissions, as a number.</param>
/// <param name="Length">Bytes of a file.</param>
/// <param name="Sha256">A file's SHA-256 in hex, or where a link leads; else null.</param>
public sealed record BackupEntry(string Path, BackupEntryKind Kind, int Mode, long Length, string? Sha256);

/// <summary>What a copy holds: by it a copy is checked before anything is made of it.</summary>
public sealed record BackupManifest
{
    /// <summary>The version of the form.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The git directory that was copied, absolute.</summary>
    public required string Repository { get; init; }

    /// <summary>When it was copied.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>The fingerprint of the OpenPGP key it is encrypted for; null where it is not.</summary>
    public string? Recipient { get; init; }

    /// <summary>Everything in it; folders before what lies in them.</summary>
    public required IReadOnlyList<BackupEntry> Entries { get; init; }

    /// <summary>Bytes of all files.</summary>
    public long Bytes => Entries.Sum(e => e.Length);

    /// <summary>Files.</summary>
    public int Files => Entries.Count(e => e.Kind == BackupEntryKind.File);
}
