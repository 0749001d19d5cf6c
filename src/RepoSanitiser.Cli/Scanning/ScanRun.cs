using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.History.Caching;
using RepoSanitiser.History.Figures;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.Release.Publishing;

namespace RepoSanitiser.Cli.Scanning;

/// <summary>What was asked of a scan.</summary>
/// <param name="Repository">A path or a URL.</param>
internal sealed record ScanRequest(string Repository)
{
    public IReadOnlyList<string> Refs { get; init; } = [];

    public long MaxObjectBytes { get; init; }

    public bool UseKnownResults { get; init; }

    /// <summary>Whether each version of an output is compared with the one before it.</summary>
    public bool CompareVersions { get; init; }

    /// <summary>The trust file that the ledger of releases is read by; null where none is asked.</summary>
    public string? Trust { get; init; }

    /// <summary>Whether the text of images and PDF files is read, which takes long.</summary>
    public bool ReadFigures { get; init; }

    public required string Policy { get; init; }

    /// <summary>Whether each finding is judged by the policy of the day on which a commit brought it in, whatever <see cref="Policy"/> says.</summary>
    public bool ByDate { get; init; }

    /// <summary>A file of the user's own rules.</summary>
    public string? OwnRules { get; init; }

    public string? Baseline { get; init; }

    public string? IgnoreFile { get; init; }

    public bool Restricted { get; init; }

    public bool KeepValues { get; init; }
}

/// <summary>Runs a scan and makes its report.</summary>
internal sealed class ScanRun(CommandContext context)
{
    /// <summary>What to do now, where something was found that could identify a patient or opens a system; else null.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="policy">The policy, as the command line names it: it says whom to tell.</param>
    public static string? NextStep(Report report, string policy)
    {
        if (!report.Findings.Any(f => f.Severity >= Severity.High)) return null;
        var contacts = PolicyCatalogue.Get(policy).Contacts.Select(c => $"{c.Name} <{c.Address}>");
        return "Next: deleting a file in a new commit does not remove it, so change nothing yet. runbooks/leak-found.md says what to do, in which order. "
            + $"Tell {string.Join(", ", contacts)}.";
    }

    /// <summary>Scans and reports.</summary>
    /// <exception cref="ReposanException">A file is wrong, or the repository can't be opened.</exception>
    public Report Run(ScanRequest request)
    {
        var started = context.Clock.GetUtcNow();
        // Reading the rules takes as long as looking at a small repository: they go side by side.
        var own = JudgingOptions.ReadRules(request.OwnRules);
        var rules = Task.Run(() => MakeJudges(request, own));
        var baseline = request.Baseline is null ? null : ReportParts.ReadBaseline(request.Baseline, context.Key.Id);
        using var source = ScanSource.Open(request.Repository, context);
        var ignore = Acceptances.Read(request.IgnoreFile, source, context.Key.Id);
        var snapshot = RepositorySnapshot.Of(source.Repository);
        var judges = rules.GetAwaiter().GetResult();
        var policies = string.Join(", ", judges.Select(j => j.Policy.Id));
        var format = source.Repository.Format == ObjectFormat.Sha1 ? "sha1" : "sha256";
        context.Note(log => log.Information(
            "Policy {Policy}, key {Key}, {Format} objects in {Stores} store(s), {WorkTrees} work tree(s), {Accepted} accepted findings",
            policies, context.Key.Id, format, source.Repository.ObjectDirectories.Count, source.Repository.WorkTrees.Count, ignore?.Entries.Count ?? 0));
        var options = new ScanOptions
        {
            Refs = request.Refs,
            MaxObjectBytes = request.MaxObjectBytes,
            CompareVersions = request.CompareVersions,
            Progress = context.Progress,
            KeepValues = request.KeepValues,
        };
        if (request.Trust is { } trust)
        {
            context.Progress.Report("reading the ledger", 0, 0);
            options = options with { Ledger = LedgerVersions.Read(source.Repository, Release.Approval.Trust.Load(trust, source.IsTemporary ? [] : [request.Repository])) };
        }

        using var known = request.UseKnownResults && !source.IsTemporary
            ? KnownResults.Open(context.State.PathOf("cache.db"), context.Key.Id)
            : null;
        var day = DateOnly.FromDateTime(started.UtcDateTime);
        var results = judges.ConvertAll(j => (j.Policy, new RepositoryScanner(j, context.Key, options, known).Scan(snapshot, context.Cancelled)));
        var result = request.ByDate ? DatedFindings.Merge(results, day) : results[0].Item2;
        context.Note(log => ReportParts.Note(log, result.Coverage, result.Findings, "Scanned", context.Clock.GetUtcNow() - started));
        if (known is { Failed: true })
            context.Say($"The cache {context.State.PathOf("cache.db")} is damaged, full or locked: the scan did without it. Delete it if this is said again.");
        var (findings, suppressions) = Suppressor.Apply(result.Findings, baseline, ignore, day);
        return new Report
        {
            Command = "scan",
            ToolVersion = ShowVersion.Version,
            KeyId = context.Key.Id,
            Repository = source.Name,
            ObjectFormat = format,
            Policy = request.ByDate ? $"{policies}, by the day of each commit" : policies,
            Started = started,
            Coverage = result.Coverage,
            Findings = findings,
            Rules = ReportParts.RulesOf(findings, own),
            OwnRules = own.Rules.Count,
            Suppressions = suppressions,
            Restricted = request.Restricted,
        };
    }

    private List<ContentJudge> MakeJudges(ScanRequest request, OwnRules own)
    {
        var figures = request.ReadFigures ? InstalledReaders.Find(context.Variable("PATH")) : null;
        if (request.ReadFigures && figures is null)
            throw new ReposanException(ExitCode.Refused, "--ocr needs pdftotext (package poppler-utils) or tesseract (package tesseract-ocr): install one of them.");
        IReadOnlyList<Policy> policies = request.ByDate ? PolicyCatalogue.Dated : [PolicyCatalogue.Get(request.Policy)];
        return [.. policies.Select(p => new ContentJudge(p, new DocumentLimits(), figures, own))];
    }
}
