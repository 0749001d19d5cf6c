using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Disclosure.Rules;
using Serilog;

namespace RepoSanitiser.Cli.Running;

/// <summary>What the reports of commands that judge content have in common.</summary>
internal static class ReportParts
{
    /// <summary>One sentence on what was not read, for stderr.</summary>
    public static string Unread(Report report)
    {
        var items = report.Coverage.Items.Count(i => i.State == ReadState.Unread);
        return $"Incomplete: {items} item{(items == 1 ? "" : "s")} could not be read, so nothing can be said of {(items == 1 ? "it" : "them")}; see coverage in the report.";
    }

    /// <summary>The rules that findings name, of the tool and of the user's own.</summary>
    public static IReadOnlyList<RuleInfo> RulesOf(IEnumerable<Finding> findings, OwnRules own) =>
        [.. findings.Select(f => f.Rule).Distinct().Order(StringComparer.Ordinal).Select(id => own.Of(id).Info)];

    /// <summary>Reads the report that <c>--baseline</c> names.</summary>
    /// <exception cref="ReposanException">It can't be read, or is of another key.</exception>
    public static Baseline ReadBaseline(string path, string keyId)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Baseline.Read(file, path, keyId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The baseline {Printable.Escape(path)} can't be read: give a JSON report of an earlier run.", e);
        }
    }

    /// <summary>Logs counts and reasons only: neither paths nor names, which may hold what was found.</summary>
    public static void Note(ILogger log, Coverage coverage, IReadOnlyList<Finding> findings, string done, TimeSpan taken)
    {
        foreach (var (type, count) in coverage.Objects)
            log.Debug("{Type}: {Found} found, {Read} read, {Opaque} opaque, {Unread} unread", type, count.Found, count.Read, count.Opaque, count.Unread);
        foreach (var (reason, count) in coverage.Items.CountBy(i => i.Reason)) log.Debug("Not wholly read: {Count} times {Reason}", count, reason);
        foreach (var (rule, count) in findings.CountBy(f => f.Rule)) log.Debug("{Rule}: {Count} findings", rule, count);
        log.Information("{Done} in {Milliseconds} ms: {Findings} findings", done, (long)taken.TotalMilliseconds, findings.Count);
    }
}
