namespace RepoSanitiser.Core;

/// <summary>Exit codes of every command. Where several hold, the order of precedence is 5, 4, 2, 1, 3, 0.</summary>
public enum ExitCode
{
    /// <summary>Clean, or done.</summary>
    Clean = 0,

    /// <summary>There are findings at or above the severity asked for.</summary>
    Findings = 1,

    /// <summary>The command line, a file named on it or a configuration is wrong.</summary>
    Usage = 2,

    /// <summary>Something could not be read, so nothing can be said of it.</summary>
    Incomplete = 3,

    /// <summary>A precondition does not hold; nothing was changed.</summary>
    Refused = 4,

    /// <summary>Failed, or only partly done.</summary>
    Failed = 5,
}
