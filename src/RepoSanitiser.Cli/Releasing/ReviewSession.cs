using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Cli.Releasing;

/// <summary>What was asked of <c>reposan release review</c>.</summary>
internal sealed record ReviewAsked
{
    public IReadOnlyList<string> Approve { get; init; } = [];

    public IReadOnlyList<string> RequestChanges { get; init; } = [];

    public IReadOnlyList<string> Reject { get; init; } = [];

    public string Comment { get; init; } = "";

    public bool Submit { get; init; }

    public bool Resolve { get; init; }

    public IReadOnlyList<string> Exceptions { get; init; } = [];

    public string? Extract { get; init; }
}

/// <summary>One run of <c>reposan release review</c>.</summary>
internal sealed class ReviewSession(CommandContext context, ReleaseOptions options)
{
    /// <summary>Decides, or shows what is to be decided.</summary>
    public ExitCode Run(string id, ReviewAsked asked)
    {
        var store = options.Store(context);
        var desk = new ReviewDesk(store, options.Signer(store.Trust), context.State, context.Clock, context.Random);
        if (asked.Resolve && asked.Submit) throw new ReposanException(ExitCode.Usage, "--submit fixes a decision unseen and --resolve decides in the open: give one of them.");
        if (asked.Extract is { } folder) Extract(store, id, folder);
        foreach (var path in asked.Exceptions) desk.AllowException(id, path);
        var verdicts = Verdicts(desk, id, asked);
        if (asked.Resolve) desk.Resolve(id, verdicts.Count > 0 ? verdicts : throw new ReposanException(ExitCode.Usage, "--resolve needs --approve, --request-changes or --reject."));
        else if (verdicts.Count > 0) desk.Decide(id, verdicts, null);
        var isOpen = asked.Submit ? desk.Submit(id) : desk.TryOpen(id);
        var status = store.Examine(id);
        StatusSession.Write(context, status);
        if (asked.Submit && !isOpen) context.Out.WriteLine("Your decision is fixed. Once another reviewer has fixed theirs, run this again to open it.");
        else if (!status.Reviewers.Any(r => r.Principal == desk.Signer.Principal) && desk.WhyNot(status) is null) Mine(desk, id, status);
        return status.Problems.Count > 0 ? ExitCode.Refused : ExitCode.Clean;
    }

    private static List<(string Path, Verdict Verdict, string Comment)> Verdicts(ReviewDesk desk, string id, ReviewAsked asked)
    {
        var named = asked.RequestChanges.Select(p => (p, Verdict.RequestChanges, asked.Comment))
            .Concat(asked.Reject.Select(p => (p, Verdict.Reject, asked.Comment)))
            .Concat(asked.Approve.Where(p => p != "*").Select(p => (p, Verdict.Approve, asked.Comment))).ToList();
        if (named.GroupBy(n => n.p, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ReposanException(ExitCode.Usage, $"'{Printable.Escape(twice.Key)}' is decided twice: decide each file once.");
        if (!asked.Approve.Contains("*", StringComparer.Ordinal)) return named;
        var status = desk.Store.Status(id);
        var open = asked.Resolve
            ? status.Files.Where(f => f.State == FileState.Conflict).Select(f => f.File.Path)
            : status.ToDecide.Select(f => f.Path).Except(desk.Draft(id).Files.Select(f => f.Path), StringComparer.Ordinal);
        return [.. named, .. open.Except(named.Select(n => n.p), StringComparer.Ordinal).Select(p => (p, Verdict.Approve, asked.Comment))];
    }

    private void Mine(ReviewDesk desk, string id, ReviewStatus status)
    {
        var draft = desk.Draft(id);
        foreach (var file in draft.Files) context.Out.WriteLine($"You so far, seen by nobody else: {file.Verdict} {Printable.Escape(file.Path)}{(file.Comment.Length > 0 ? $", {Printable.Escape(file.Comment)}" : "")}");
        if (status.ToDecide.Count > 0) context.Out.WriteLine($"{draft.Files.Count} of {status.ToDecide.Count} file(s) decided. When all are, add --submit.");
    }

    /// <summary>Puts the files, checked against their hashes, where a person can look at them.</summary>
    private void Extract(RequestStore store, string id, string folder)
    {
        if (Path.Exists(folder)) throw new ReposanException(ExitCode.Usage, $"'{Printable.Escape(folder)}' is there already: name a new folder.");
        var status = store.Status(id);
        foreach (var file in status.Files.Select(f => f.File))
        {
            if (ReleasePath.Problem(file.Path) is { } problem) throw new ReposanException(ExitCode.Refused, $"'{Printable.Escape(file.Path)}' of request {id} can't be put anywhere: {problem}; have its author rename it and ask anew.");
            var content = store.ReadFile(id, file);
            var target = Path.GetFullPath(Path.Combine(folder, file.Path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!, PrivateFiles.FolderMode);
            using var written = PrivateFiles.CreateNew(target);
            written.Write(content);
        }

        context.Out.WriteLine($"{status.Files.Count} file(s) are in {Printable.Escape(folder)}: delete them when you have decided.");
    }
}
