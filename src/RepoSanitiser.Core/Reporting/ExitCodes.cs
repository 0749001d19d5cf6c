namespace RepoSanitiser.Core.Reporting;

/// <summary>How a finished scan or check ends its process.</summary>
public static class ExitCodes
{
    /// <summary>
    /// <see cref="ExitCode.Findings"/> where a finding is at or above <paramref name="failOn"/>; else
    /// <see cref="ExitCode.Incomplete"/> where anything stayed unread; else <see cref="ExitCode.Clean"/>.
    /// </summary>
    /// <param name="report">What was found and read.</param>
    /// <param name="failOn">The least severity that counts.</param>
    /// <param name="strict">Whether content that needs a person's eyes counts as unread.</param>
    public static ExitCode For(Report report, Severity failOn, bool strict = false)
    {
        if (report.Findings.Any(f => f.Severity >= failOn)) return ExitCode.Findings;
        return report.Coverage.Incomplete || (strict && Opaque(report.Coverage)) ? ExitCode.Incomplete : ExitCode.Clean;
    }

    private static bool Opaque(Coverage coverage) =>
        coverage.Items.Any(i => i.State == ReadState.Opaque) || coverage.Objects.Values.Any(c => c.Opaque > 0);
}
