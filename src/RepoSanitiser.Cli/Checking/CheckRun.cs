using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.History.Checking;

namespace RepoSanitiser.Cli.Checking;

/// <summary>What was asked of a check.</summary>
/// <param name="Paths">Files and folders.</param>
internal sealed record CheckRequest(IReadOnlyList<string> Paths)
{
    public long MaxFileBytes { get; init; }

    public required string Policy { get; init; }

    public string? Baseline { get; init; }

    public string? IgnoreFile { get; init; }

    public string? Requested { get; init; }

    public bool Restricted { get; init; }

    public bool KeepValues { get; init; }
}

/// <summary>Runs a check and makes its report.</summary>
internal sealed class CheckRun(CommandContext context)
{
    private const string AcceptedFile = ".reposanignore";

    /// <summary>Checks and reports.</summary>
    /// <exception cref="ReposanException">A file is wrong, or there is nothing at a path.</exception>
    public (Report Report, CheckResult Result) Run(CheckRequest request)
    {
        var started = context.Clock.GetUtcNow();
        var baseline = request.Baseline is null ? null : ReportParts.ReadBaseline(request.Baseline, context.Key.Id);
        var policy = PolicyCatalogue.Get(request.Policy);
        var judge = new ContentJudge(policy, new DocumentLimits());
        var options = new CheckOptions
        {
            MaxFileBytes = request.MaxFileBytes,
            KeepValues = request.KeepValues,
            Requested = request.Requested is null ? null : ReadRequested(request.Requested),
            Progress = context.Progress,
        };
        var result = new FileChecker(judge, context.Key, options).Check(request.Paths, context.Cancelled);
        context.Note(log => ReportParts.Note(log, result.Coverage, result.Findings, "Checked", context.Clock.GetUtcNow() - started));
        var ignore = ReadAccepted(request.IgnoreFile, result.Roots);
        var (findings, suppressions) = Suppressor.Apply(result.Findings, baseline, ignore, DateOnly.FromDateTime(started.UtcDateTime));
        var report = new Report
        {
            Command = "check",
            ToolVersion = ShowVersion.Version,
            KeyId = context.Key.Id,
            Repository = string.Join(' ', request.Paths),
            Policy = policy.Id,
            Started = started,
            Coverage = result.Coverage,
            Findings = findings,
            Rules = ReportParts.RulesOf(findings),
            Suppressions = suppressions,
            Restricted = request.Restricted,
        };
        return (report, result);
    }

    private IgnoreFile? ReadAccepted(string? named, IReadOnlyList<string> roots)
    {
        if (named is not null)
        {
            using var reader = new StringReader(ReadText(named, "give a file of accepted findings"));
            return IgnoreFile.Read(reader, named, context.Key.Id);
        }

        var entries = new List<IgnoreEntry>();
        foreach (var root in roots)
        {
            if (RootFile.Read(root, AcceptedFile) is not { } text) continue;
            using var reader = new StringReader(text);
            entries.AddRange(IgnoreFile.Read(reader, AcceptedFile, context.Key.Id).Entries);
        }

        return entries.Count == 0 ? null : new IgnoreFile(entries);
    }

    /// <summary>The paths of a list of requests: one a line, from the folder that is checked; remarks begin with <c>#</c>.</summary>
    private static HashSet<string> ReadRequested(string file) =>
        ReadText(file, "give a list of paths, one a line").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.StartsWith("./", StringComparison.Ordinal) ? l[2..] : l).ToHashSet(StringComparer.Ordinal);

    private static string ReadText(string file, string remedy)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The file {Printable.Escape(file)} can't be read: {remedy}.", e);
        }
    }
}
