using RepoSanitiser.Core;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>What a containment or a restoring came to, or would do.</summary>
public sealed record ContainReport
{
    /// <summary><c>contain</c> or <c>restore</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The repository.</summary>
    public required string Repository { get; init; }

    /// <summary>The incident.</summary>
    public required string Incident { get; init; }

    /// <summary>Whether it was done; else it is a plan.</summary>
    public required bool Applied { get; init; }

    /// <summary>The address of GitHub's interface, where the command named one; null for none.</summary>
    public string? Api { get; init; }

    /// <summary>What the repository was like.</summary>
    public required Snapshot Snapshot { get; init; }

    /// <summary>The steps: of a plan, none was tried.</summary>
    public IReadOnlyList<StepResult> Steps { get; init; } = [];

    /// <summary>How many files are to be scanned (of a plan), or were.</summary>
    public int Scanned { get; init; }

    /// <summary>What can't be put back.</summary>
    public IReadOnlyList<string> Losses { get; init; } = [];

    /// <summary>What stays as it is, and what to do about it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<UnreadPart> Unread { get; init; } = [];

    /// <summary>Why nothing more was done; null where all was tried.</summary>
    public string? Refusal { get; init; }

    /// <summary>The exit code: partly done, refused, incomplete or done.</summary>
    public ExitCode Code
    {
        get
        {
            var changed = Steps.Any(s => s.Outcome == StepOutcome.Done);
            if (Refusal is not null) return changed || Steps.Any(s => s.Outcome == StepOutcome.Failed) ? ExitCode.Failed : ExitCode.Refused;
            if (Applied && Steps.Any(s => !s.IsReached)) return ExitCode.Failed;
            return Unread.Count > 0 ? ExitCode.Incomplete : ExitCode.Clean;
        }
    }
}
