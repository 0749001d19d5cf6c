using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.History.Caching;
using RepoSanitiser.History.Scanning;

namespace RepoSanitiser.Cli.Scanning;

/// <summary>What was asked of a scan.</summary>
/// <param name="Repository">A path or a URL.</param>
internal sealed record ScanRequest(string Repository)
{
    public IReadOnlyList<string> Refs { get; init; } = [];

    public long MaxObjectBytes { get; init; }

    public bool UseKnownResults { get; init; }

    public required string Policy { get; init; }

    public string? Baseline { get; init; }

    public string? IgnoreFile { get; init; }

    public bool Restricted { get; init; }

    public bool KeepValues { get; init; }
}

/// <summary>Runs a scan and makes its report.</summary>
internal sealed class ScanRun(CommandContext context)
{
    /// <summary>One sentence on what was not read, for stderr.</summary>
    public static string Unread(Report report)
    {
        var items = report.Coverage.Items.Count(i => i.State == ReadState.Unread);
        return $"Incomplete: {items} item{(items == 1 ? "" : "s")} could not be read, so nothing can be said of {(items == 1 ? "it" : "them")}; see coverage in the report.";
    }

    /// <summary>Scans and reports.</summary>
    /// <exception cref="ReposanException">A file is wrong, or the repository can't be opened.</exception>
    public Report Run(ScanRequest request)
    {
        var started = context.Clock.GetUtcNow();
        var policy = PolicyCatalogue.Get(request.Policy);
        var baseline = request.Baseline is { } path ? ReadBaseline(path) : null;
        using var source = ScanSource.Open(request.Repository, context);
        var ignore = Acceptances.Read(request.IgnoreFile, source, context.Key.Id);
        var judge = new ContentJudge(policy, new DocumentLimits());
        var options = new ScanOptions
        {
            Refs = request.Refs,
            MaxObjectBytes = request.MaxObjectBytes,
            Progress = context.Progress,
            KeepValues = request.KeepValues,
        };
        using var known = request.UseKnownResults && !source.IsTemporary
            ? KnownResults.Open(context.State.PathOf("cache.db"), context.Key.Id)
            : null;
        var result = new RepositoryScanner(judge, context.Key, options, known).Scan(source.Repository, context.Cancelled);
        if (known is { Failed: true })
            context.Say($"The cache {context.State.PathOf("cache.db")} is damaged, full or locked: the scan did without it. Delete it if this is said again.");
        var (findings, suppressions) = Suppressor.Apply(result.Findings, baseline, ignore, DateOnly.FromDateTime(started.UtcDateTime));
        return new Report
        {
            Command = "scan",
            ToolVersion = ShowVersion.Version,
            KeyId = context.Key.Id,
            Repository = source.Name,
            ObjectFormat = source.Repository.Format == ObjectFormat.Sha1 ? "sha1" : "sha256",
            Policy = policy.Id,
            Started = started,
            Coverage = result.Coverage,
            Findings = findings,
            Rules = [.. findings.Select(f => f.Rule).Distinct().Order(StringComparer.Ordinal).Select(Info)],
            Suppressions = suppressions,
            Restricted = request.Restricted,
        };
    }

    private static RuleInfo Info(string id)
    {
        var rule = RuleCatalogue.Get(id);
        return new RuleInfo(rule.Id, rule.Title, rule.Description, rule.Remedy, rule.Source);
    }

    private Baseline ReadBaseline(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Baseline.Read(file, path, context.Key.Id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The baseline {Printable.Escape(path)} can't be read: give a JSON report of an earlier scan.", e);
        }
    }
}
