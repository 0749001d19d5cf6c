using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Containment;

namespace RepoSanitiser.Cli.Containing;

/// <summary>How the result of a containment or a restoring is told.</summary>
internal static class ContainOutput
{
    /// <summary>Tells it, and gives the exit code.</summary>
    public static ExitCode Tell(this CommandContext context, ContainReport report, bool json)
    {
        if (json) context.WriteOutput(null, stream => ContainJson.Write(report, stream));
        else new ContainText(report).Write(context.Out);
        if (report.Refusal is { } refusal) context.Say(refusal);
        else if (report.Code == ExitCode.Failed) context.Say($"Only partly done: of {report.Steps.Count} steps {report.Steps.Count(s => !s.IsReached)} {(report.Steps.Count(s => !s.IsReached) == 1 ? "is" : "are")} not.");
        if (report.Unread.Count > 0) context.Say($"Incomplete: {report.Unread.Count} part{(report.Unread.Count == 1 ? "" : "s")} could not be read, so nothing can be said of {(report.Unread.Count == 1 ? "it" : "them")}.");
        return report.Code;
    }
}
