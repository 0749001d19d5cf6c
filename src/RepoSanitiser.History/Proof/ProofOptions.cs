using RepoSanitiser.Core;

namespace RepoSanitiser.History.Proof;

/// <summary>How a proof is made.</summary>
public sealed record ProofOptions
{
    /// <summary>Bytes of the largest object or file that is read; larger ones are said to be unread.</summary>
    public long MaxObjectBytes { get; init; } = 128L << 20;

    /// <summary>Threads to look on.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The git directory of the copy made before, from which nothing else lost is shown; null for none.</summary>
    public string? Backup { get; init; }

    /// <summary>The version of the tool, for the certificate.</summary>
    public string ToolVersion { get; init; } = "";

    /// <summary>Where progress is shown.</summary>
    public IProgressSink Progress { get; init; } = SilentProgress.Instance;
}
