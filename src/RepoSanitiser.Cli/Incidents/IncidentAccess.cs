using RepoSanitiser.Cli.Running;
using RepoSanitiser.Incidents;

namespace RepoSanitiser.Cli.Incidents;

/// <summary>How commands come to the incidents of the state folder.</summary>
internal static class IncidentAccess
{
    /// <summary>The incidents, written to in the name of whoever runs the command.</summary>
    public static IncidentStore Incidents(this CommandContext context) =>
        new(context.State, context.Key, context.Variable("USER") ?? context.Variable("LOGNAME") ?? "unknown", context.Clock, context.Random);
}
