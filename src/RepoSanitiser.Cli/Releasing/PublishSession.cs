using RepoSanitiser.Cli.Running;
using RepoSanitiser.Cli.Scanning;
using RepoSanitiser.Core;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Release.Publishing;

namespace RepoSanitiser.Cli.Releasing;

/// <summary>One run of <c>reposan release publish</c>.</summary>
internal sealed class PublishSession(CommandContext context, ReleaseOptions options)
{
    /// <summary>Whether the pull request is to be opened too.</summary>
    public bool OpensPullRequest { get; init; }

    /// <summary>GitHub's interface; null for the usual one.</summary>
    public string? Api { get; init; }

    /// <summary>Shows, or does it.</summary>
    public ExitCode Run(string id, bool apply)
    {
        var store = options.Store(context);
        var publisher = new Publisher(store, options.Signer(store.Trust), context.Clock, context.Progress);
        if (!apply) return Show(store.Examine(id));
        // What it needs is looked for first: without, nothing is published.
        using var pullRequest = OpensPullRequest ? ReleasePullRequest.Prepare(context, Api, store.Status(id).Request.Repository) : null;
        var outcome = publisher.Publish(id, context.Cancelled);
        foreach (var (step, time) in publisher.Steps) context.Note(log => log.Information("{Step} took {Milliseconds} ms", step, (long)time.TotalMilliseconds));
        if (outcome.Commit is null) context.Out.WriteLine("Nothing to do: all that may leave is in the study repository, as it was approved.");
        else Tell(outcome);
        foreach (var file in outcome.Left) context.Out.WriteLine($"Not published: {Printable.Escape(file.File.Path)} ({(file.State == FileState.Approved ? "needs an exception" : file.State.ToString().ToLowerInvariant())})");
        if (outcome.LeftIndex) context.Out.WriteLine($"{ReleasePath.Index} is somebody's own and was left as it is.");
        if (pullRequest is not null) return pullRequest.Open(outcome);
        if (outcome.Commit is not null) context.Out.WriteLine(ReleasePullRequest.Advice(outcome));
        return ExitCode.Clean;
    }

    private ExitCode Show(ReviewStatus status)
    {
        StatusSession.Write(context, status);
        var leaving = status.Files.Where(f => f.MayLeave).ToList();
        if (status.Problems.Count > 0 || status.State == RequestState.Withdrawn || leaving.Count == 0)
        {
            context.Say($"Nothing of request {status.Request.Request} may be published.");
            return ExitCode.Refused;
        }

        context.Out.WriteLine($"Would publish {leaving.Count} file(s) to the branch release-candidates of {Printable.Escape(ScanSource.WithoutCredentials(status.Request.Repository))}:");
        foreach (var file in leaving) context.Out.WriteLine($"  {Printable.Escape(ReleasePath.InStudy(file.File.Path))}  {file.File.Sha256}");
        context.Out.WriteLine("To do it, add --apply.");
        return ExitCode.Clean;
    }

    private void Tell(PublishOutcome outcome) =>
        context.Out.WriteLine($"Published {outcome.Published.Count} file(s) as {outcome.Commit![..12]}, read back and compared with what was approved.");
}
