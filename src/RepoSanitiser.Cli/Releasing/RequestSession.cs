using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.History.Figures;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Release.Requesting;

namespace RepoSanitiser.Cli.Releasing;

/// <summary>What was asked of <c>reposan release request</c>.</summary>
/// <param name="Workspace">The folder.</param>
internal sealed record RequestAsked(string Workspace)
{
    public IReadOnlyList<string> Files { get; init; } = [];

    public string? Form { get; init; }

    public string? Message { get; init; }

    public string? About { get; init; }

    public string? Controls { get; init; }

    public string? Id { get; init; }

    public bool DeleteUnintended { get; init; }

    public bool Apply { get; init; }
}

/// <summary>One run of <c>reposan release request</c>.</summary>
internal sealed class RequestSession(CommandContext context, ReleaseOptions options)
{
    /// <summary>Asks.</summary>
    public ExitCode Run(RequestAsked asked)
    {
        if (asked.Apply && !asked.DeleteUnintended) throw new ReposanException(ExitCode.Usage, "--apply goes with --delete-unintended.");
        var workspace = Workspace.Open(asked.Workspace);
        var store = options.Store(context, workspace.Folder);
        var form = FormOf(asked, workspace);
        var check = new OutputCheck(store.Trust.Policy, workspace.Folder, InstalledReaders.Find(context.Variable("PATH")));
        var writer = new RequestWriter(store, options.Signer(store.Trust), context.Clock, context.Random);
        var outcome = writer.Write(workspace, form, asked.Id, check, context.Progress, context.Cancelled);
        if (outcome.Request is not { } request) return Refuse(outcome);
        context.Out.WriteLine($"Request {request.Request}, revision {request.Revision}: {request.Outputs.Count()} file(s) for {Printable.Escape(request.Repository)}.");
        foreach (var file in request.Outputs.Where(f => f.Stripped.Count > 0)) context.Out.WriteLine($"  {Printable.Escape(file.Path)}: taken out before it was hashed: {string.Join(", ", file.Stripped)}");
        foreach (var file in request.Outputs.Where(f => f.Exception is not null)) context.Out.WriteLine($"  {Printable.Escape(file.Path)}: needs an exception from {string.Join(", ", file.Rules)}");
        if (store.Trust.ReleaseAddress is not null) context.Out.WriteLine($"To tell those who release, open {Printable.Escape(outcome.Folder!.PathOf($"request-{request.Revision:000}.eml"))} in your mail program.");
        Unintended(workspace, form, asked);
        return ExitCode.Clean;
    }

    private ExitCode Refuse(RequestOutcome outcome)
    {
        context.Out.WriteLine($"{outcome.Refused.Count} file(s) can't be asked for as they are, so nothing was written:");
        foreach (var (path, reason) in outcome.Refused) context.Out.WriteLine($"  {Printable.Escape(path)}: {reason}");
        return ExitCode.Refused;
    }

    private static RequestForm FormOf(RequestAsked asked, Workspace workspace)
    {
        if (asked.Form is { } file)
        {
            if (asked.Files.Count > 0 || (asked.Message ?? asked.About ?? asked.Controls) is not null)
                throw new ReposanException(ExitCode.Usage, "--form says all: leave FILE, --message, --context and --controls out.");
            return RequestForm.Read(file);
        }

        if (asked.Message is not { Length: > 0 } message || asked.About is not { Length: > 0 } about || asked.Controls is not { Length: > 0 } controls)
            throw new ReposanException(ExitCode.Usage, "Give --form FILE, or --message, --context and --controls: reviewers can't decide without.");
        var files = asked.Files.Count > 0 ? [.. asked.Files.Select(f => f.StartsWith("./", StringComparison.Ordinal) ? f[2..] : f)] : workspace.Committed;
        if (files.Count == 0) throw new ReposanException(ExitCode.Usage, $"Nothing is committed in {Printable.Escape(asked.Workspace)}: name the files to be released, or commit them.");
        return new RequestForm(message, [new FormGroup("Outputs", about, controls, files, [])], new Dictionary<string, ExceptionReason>(StringComparer.Ordinal));
    }

    private void Unintended(Workspace workspace, RequestForm form, RequestAsked asked)
    {
        var meant = form.Groups.SelectMany(g => g.Files.Concat(g.Supporting)).ToHashSet(StringComparer.Ordinal);
        var others = workspace.Files().Where(f => !meant.Contains(f)).ToList();
        if (others.Count == 0) return;
        var delete = asked is { DeleteUnintended: true, Apply: true };
        context.Out.WriteLine($"{others.Count} file(s) of the folder are not meant to be released{(delete ? ", and were deleted" : "")}:");
        foreach (var other in others)
        {
            if (delete) File.Delete(Path.Combine(workspace.Folder, other));
            context.Out.WriteLine($"  {Printable.Escape(other)}");
        }

        if (!delete) context.Out.WriteLine($"To delete them, run it again with {(asked.Id is null ? "--id ID " : "")}--delete-unintended --apply, or delete them yourself.");
    }
}
