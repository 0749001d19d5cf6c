using RepoSanitiser.Core;

namespace RepoSanitiser.History.Checking;

/// <summary>How files are checked.</summary>
public sealed record CheckOptions
{
    /// <summary>Bytes of the largest file that is read; larger ones are said to be unread.</summary>
    public long MaxFileBytes { get; init; } = 128L << 20;

    /// <summary>Threads to read and judge on.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether findings keep their values, for a run that shows them on a terminal.</summary>
    public bool KeepValues { get; init; }

    /// <summary>What was asked to be released, as paths from the folder checked; null where nobody said.</summary>
    public IReadOnlySet<string>? Requested { get; init; }

    /// <summary>An earlier release to compare with; null for none.</summary>
    public string? Against { get; init; }

    /// <summary>A file that is not checked though it lies below a path, because the result takes its place; null for none.</summary>
    public string? Except { get; init; }

    /// <summary>Where progress is shown.</summary>
    public IProgressSink Progress { get; init; } = SilentProgress.Instance;
}
