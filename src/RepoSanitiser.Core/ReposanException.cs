namespace RepoSanitiser.Core;

/// <summary>An end of a command that its user can act on: one sentence (what, where, what to do) and an exit code.</summary>
/// <param name="code">The exit code the process ends with.</param>
/// <param name="message">One sentence without sensitive values.</param>
/// <param name="inner">The cause, for the debug log; its text is never shown by default.</param>
public sealed class ReposanException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code the process ends with.</summary>
    public ExitCode Code { get; } = code;
}
