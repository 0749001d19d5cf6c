using System.Text;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Staging;
using RepoSanitiser.History.Checking;
using RepoSanitiser.History.Figures;

namespace RepoSanitiser.Cli.Checking;

/// <summary>What was asked of a check.</summary>
/// <param name="Paths">Files and folders; for what is staged or pushed, the repository, or nothing for the one around.</param>
internal sealed record CheckRequest(IReadOnlyList<string> Paths)
{
    public CheckSource Source { get; init; }

    /// <summary>The remote that is pushed to, by name or URL.</summary>
    public string? Remote { get; init; }

    public long MaxFileBytes { get; init; }

    public required string Policy { get; init; }

    /// <summary>A file of the user's own rules.</summary>
    public string? OwnRules { get; init; }

    public string? Baseline { get; init; }

    public string? IgnoreFile { get; init; }

    public string? Requested { get; init; }

    /// <summary>Where the result goes; an earlier one there is not checked.</summary>
    public string? Output { get; init; }

    /// <summary>An earlier release to compare with.</summary>
    public string? Against { get; init; }

    public bool Restricted { get; init; }

    public bool KeepValues { get; init; }
}

/// <summary>Where the content to check comes from.</summary>
internal enum CheckSource
{
    /// <summary>Files on disk.</summary>
    Files,

    /// <summary>The index of a repository.</summary>
    Staged,

    /// <summary>The commits that a push would send.</summary>
    Pushed,
}

/// <summary>Runs a check and makes its report.</summary>
internal sealed class CheckRun(CommandContext context)
{
    /// <summary>Checks and reports.</summary>
    /// <exception cref="ReposanException">A file is wrong, or there is nothing at a path.</exception>
    public (Report Report, CheckResult Result) Run(CheckRequest request)
    {
        var started = context.Clock.GetUtcNow();
        var baseline = request.Baseline is null ? null : ReportParts.ReadBaseline(request.Baseline, context.Key.Id);
        var policy = PolicyCatalogue.Get(request.Policy);
        var own = JudgingOptions.ReadRules(request.OwnRules);
        var judge = new ContentJudge(policy, new DocumentLimits(), InstalledReaders.Find(context.Variable("PATH")), own);
        var options = new CheckOptions
        {
            MaxFileBytes = request.MaxFileBytes,
            KeepValues = request.KeepValues,
            Requested = request.Requested is null ? null : ReadRequested(request.Requested),
            Against = request.Against,
            Except = request.Output,
            Progress = context.Progress,
        };
        var (result, accepted, name, format) = request.Source switch
        {
            CheckSource.Staged => Staged(request, judge, options),
            CheckSource.Pushed => Pushed(request, judge, options),
            _ => Files(request, judge, options),
        };
        context.Note(log => ReportParts.Note(log, result.Coverage, result.Findings, "Checked", context.Clock.GetUtcNow() - started));
        var ignore = AcceptedFindings.Read(request.IgnoreFile, accepted, () => context.Key);
        var (findings, suppressions) = Suppressor.Apply(result.Findings, baseline, ignore, DateOnly.FromDateTime(started.UtcDateTime));
        var report = new Report
        {
            Command = "check",
            ToolVersion = ShowVersion.Version,
            KeyId = context.Key.Id,
            Repository = name,
            ObjectFormat = format,
            Policy = policy.Id,
            Started = started,
            Coverage = result.Coverage,
            Findings = findings,
            Rules = ReportParts.RulesOf(findings, own),
            OwnRules = own.Rules.Count,
            Suppressions = suppressions,
            Restricted = request.Restricted,
        };
        return (report, result);
    }

    private Checked Files(CheckRequest request, ContentJudge judge, CheckOptions options)
    {
        var result = new FileChecker(judge, context.Key, options).Check(request.Paths, context.Cancelled);
        return new Checked(result, AcceptedFindings.At(result.Roots), string.Join(' ', request.Paths), null);
    }

    private Checked Staged(CheckRequest request, ContentJudge judge, CheckOptions options)
    {
        var (repository, path) = OpenRepository(request);
        var index = context.Variable("GIT_INDEX_FILE") is { Length: > 0 } other ? Path.GetFullPath(other) : null;
        var staged = StagedContent.Open(repository, index, context.State.PathOf("libgit2"), s => context.Note(log => log.Information("{Sentence}", s)));
        context.Closes(staged);
        var result = new StagedChecker(judge, context.Key, options).Check(staged, context.Cancelled);
        var accepted = staged.Find(AcceptedFindings.File) is { } file && staged.Read(file.Id, options.MaxFileBytes) is { } text ? Encoding.UTF8.GetString(text) : null;
        return new Checked(result, accepted is null ? [] : [accepted], $"what is staged in {path}", FormatOf(repository));
    }

    private Checked Pushed(CheckRequest request, ContentJudge judge, CheckOptions options)
    {
        var (repository, path) = OpenRepository(request);
        var refs = new List<PushedRef>();
        while (context.In.ReadLine() is { } line)
        {
            if (line.Length > 0) refs.Add(PushedRef.Parse(line) ?? throw new ReposanException(ExitCode.Usage, "Standard input is not what git gives a pre-push hook: a line 'ref id ref id' for each ref."));
        }

        var result = new PushedChecker(judge, context.Key, options).Check(repository, refs, request.Remote, context.Cancelled);
        var accepted = refs.Where(r => !r.Local.IsZero).Select(r => repository.Git.Run("cat-file", "blob", $"{r.Local}:{AcceptedFindings.File}"))
            .Where(r => r.ExitCode == 0).Select(r => r.Text).Distinct(StringComparer.Ordinal).ToList();
        return new Checked(result, accepted, $"what is pushed from {path}", FormatOf(repository));
    }

    private (Repository Repository, string Path) OpenRepository(CheckRequest request)
    {
        if (request.Paths.Count > 1) throw new ReposanException(ExitCode.Usage, "--staged and --pushed take one repository at most.");
        // git tells a hook by this variable where the repository is, if that is not where the hook runs.
        var path = request.Paths.Count == 1 ? request.Paths[0] : context.Variable("GIT_DIR") is { Length: > 0 } directory ? directory : ".";
        return (Repository.Open(path), path);
    }

    private static string FormatOf(Repository repository) => repository.Format == ObjectFormat.Sha1 ? "sha1" : "sha256";

    /// <summary>The paths of a list of requests: one a line, from the folder that is checked; remarks begin with <c>#</c>.</summary>
    private static HashSet<string> ReadRequested(string file) =>
        AcceptedFindings.ReadText(file, "give a list of paths, one a line").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.StartsWith("./", StringComparison.Ordinal) ? l[2..] : l).ToHashSet(StringComparer.Ordinal);

    /// <summary>What came of it.</summary>
    /// <param name="Result">The result.</param>
    /// <param name="Accepted">Texts of files of accepted findings that lie beside what was checked.</param>
    /// <param name="Name">What was checked, for people.</param>
    /// <param name="Format">The hash that names objects; null for files.</param>
    private sealed record Checked(CheckResult Result, IReadOnlyList<string> Accepted, string Name, string? Format);
}
