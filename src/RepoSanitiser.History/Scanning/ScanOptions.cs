using RepoSanitiser.Core;

namespace RepoSanitiser.History.Scanning;

/// <summary>How a repository is scanned.</summary>
public sealed record ScanOptions
{
    /// <summary>Globs of refs to narrow the scan to; empty for every object in the store.</summary>
    public IReadOnlyList<string> Refs { get; init; } = [];

    /// <summary>Bytes of the largest object that is read; larger ones are said to be unread. GitHub takes no file above 100 MiB.</summary>
    public long MaxObjectBytes { get; init; } = 128L << 20;

    /// <summary>Threads to read and judge on.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether findings keep their values, for a run that shows them on a terminal; then nothing is kept for later scans.</summary>
    public bool KeepValues { get; init; }

    /// <summary>Whether each version of an output is compared with the one before it: it reads all of them once more.</summary>
    public bool CompareVersions { get; init; }

    /// <summary>The ledger of releases that outputs have to be covered by; null where none is asked.</summary>
    public OutputLedger? Ledger { get; init; }

    /// <summary>Where progress is shown.</summary>
    public IProgressSink Progress { get; init; } = SilentProgress.Instance;
}
