using RepoSanitiser.Cli.Running;
using RepoSanitiser.Cli.Scanning;
using RepoSanitiser.Core;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Release.Publishing;

namespace RepoSanitiser.Cli.Releasing;

/// <summary>One run of <c>reposan release publish</c>.</summary>
internal sealed class PublishSession(CommandContext context, ReleaseOptions options)
{
    /// <summary>Shows, or does it.</summary>
    public ExitCode Run(string id, bool apply)
    {
        var store = options.Store(context);
        var publisher = new Publisher(store, options.Signer(store.Trust), context.Clock, context.Progress);
        if (!apply) return Show(store.Status(id));
        var outcome = publisher.Publish(id, context.Cancelled);
        foreach (var (step, time) in publisher.Steps) context.Note(log => log.Information("{Step} took {Milliseconds} ms", step, (long)time.TotalMilliseconds));
        if (outcome.Commit is null) context.Out.WriteLine("Nothing to do: all that may leave is in the study repository, as it was approved.");
        else Tell(outcome);
        foreach (var file in outcome.Left) context.Out.WriteLine($"Not published: {Printable.Escape(file.File.Path)} ({(file.State == FileState.Approved ? "needs an exception" : file.State.ToString().ToLowerInvariant())})");
        if (outcome.LeftIndex) context.Out.WriteLine($"{ReleasePath.Index} is somebody's own and was left as it is.");
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

    private void Tell(PublishOutcome outcome)
    {
        var repository = ScanSource.WithoutCredentials(outcome.Request.Repository);
        context.Out.WriteLine($"Published {outcome.Published.Count} file(s) as {outcome.Commit![..12]}, read back and compared with what was approved.");
        context.Out.WriteLine(PullRequest(repository, outcome));
    }

    private static string PullRequest(string repository, PublishOutcome outcome)
    {
        var request = outcome.Request;
        var address = repository.EndsWith(".git", StringComparison.Ordinal) ? repository[..^4] : repository;
        var where = repository.StartsWith("http", StringComparison.Ordinal) ? $"Open a pull request at {Printable.Escape(address)}/compare/release-candidates?expand=1 with this text:" : "Open a pull request from release-candidates with this text:";
        return string.Join('\n', where, "", $"Release {request.Request}: {Printable.Escape(request.Message.Split('\n')[0])}", "", $"{outcome.Published.Count} file(s) from the workspace {Printable.Escape(request.Workspace)}:",
            string.Join('\n', outcome.Published.Select(p => $"- {Printable.Escape(p)}")), "", $"Who approved them, and when, is in {ReleasePath.Ledger}: check it with 'reposan release verify'.");
    }
}
