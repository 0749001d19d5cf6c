using RepoSanitiser.Cli.Remote;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Cli.Scanning;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Release.Publishing;

namespace RepoSanitiser.Cli.Releasing;

/// <summary>The pull request by which a release is merged: what it says, and opening it on GitHub.</summary>
internal sealed class ReleasePullRequest : IDisposable
{
    private readonly CommandContext _context;
    private readonly Connection _connection;
    private readonly RepositoryName _repository;

    private ReleasePullRequest(CommandContext context, Connection connection, RepositoryName repository) =>
        (_context, _connection, _repository) = (context, connection, repository);

    /// <summary>Finds what opening takes. Nothing is sent yet.</summary>
    /// <exception cref="ReposanException">There is no token, or the study repository is not on that GitHub (refused).</exception>
    public static ReleasePullRequest Prepare(CommandContext context, string? api, string study)
    {
        var connection = Connection.Open(context, api);
        if (NameOf(study, connection.Address) is { } name) return new ReleasePullRequest(context, connection, name);
        connection.Dispose();
        throw new ReposanException(
            ExitCode.Refused, $"The study repository {Printable.Escape(ScanSource.WithoutCredentials(study))} is not on {connection.Address.Host}, so nothing was published: leave --open-pull-request out, or name its GitHub with --api or GH_HOST.");
    }

    /// <summary>What to open, and where, for whoever opens it by hand.</summary>
    public static string Advice(PublishOutcome outcome)
    {
        var repository = ScanSource.WithoutCredentials(outcome.Request.Repository);
        var address = repository.EndsWith(".git", StringComparison.Ordinal) ? repository[..^4] : repository;
        var where = repository.StartsWith("http", StringComparison.Ordinal) ? $"Open a pull request at {Printable.Escape(address)}/compare/{StudyBranchName}?expand=1 with this text:" : $"Open a pull request from {StudyBranchName} with this text:";
        return string.Join('\n', where, "", Title(outcome), "", Text(outcome));
    }

    /// <summary>Opens it, or tells of the one that is open: what was published is in that already.</summary>
    /// <returns>Done, or failed where GitHub would not: the release itself stands.</returns>
    public ExitCode Open(PublishOutcome outcome)
    {
        try
        {
            var (pull, isNew) = OpenAsync(outcome).GetAwaiter().GetResult();
            if (pull is null) _context.Out.WriteLine("There is no pull request to open: all of it was merged.");
            else _context.Out.WriteLine($"{(isNew ? "Opened" : "It is in the open")} pull request {pull.Number}: {Printable.Escape(pull.HtmlUrl ?? "")}");
            return ExitCode.Clean;
        }
        catch (GitHubException e)
        {
            _context.Say($"The release is published, but its pull request could not be opened: {e.Message}");
            _context.Out.WriteLine(Advice(outcome));
            return ExitCode.Failed;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private const string StudyBranchName = "release-candidates";

    private async Task<(PullRequest? Pull, bool IsNew)> OpenAsync(PublishOutcome outcome)
    {
        var gitHub = _connection.GitHub;
        var repository = await gitHub.RepositoryAsync(_repository, _context.Cancelled);
        await foreach (var open in gitHub.PullRequestsAsync(_repository, "open", _context.Cancelled))
        {
            if (open.Head.Ref == StudyBranchName && open.Head.Repo?.Id == repository.Id) return (open, false);
        }

        try
        {
            return (await gitHub.OpenPullRequestAsync(_repository, StudyBranchName, repository.DefaultBranch ?? "main", Title(outcome), Text(outcome), _context.Cancelled), true);
        }
        catch (GitHubException e) when (outcome.Commit is null && e.Status == 422 && e.Message.Contains("No commits between", StringComparison.OrdinalIgnoreCase))
        {
            return (null, false);
        }
    }

    private static string Title(PublishOutcome outcome) => $"Release {outcome.Request.Request}: {Printable.Escape(outcome.Request.Message.Split('\n')[0])}";

    private static string Text(PublishOutcome outcome)
    {
        var files = outcome.Published.Concat(outcome.Before).Order(StringComparer.Ordinal).ToList();
        return string.Join(
            '\n',
            [$"{files.Count} file(s) from the workspace {Printable.Escape(outcome.Request.Workspace)}:", .. files.Select(p => $"- {Printable.Escape(p)}"), "", $"Who approved them, and when, is in {ReleasePath.Ledger}: check it with 'reposan release verify'."]);
    }

    /// <summary>The repository's name, where its address leads to that GitHub, by https or ssh.</summary>
    private static RepositoryName? NameOf(string study, GitHubAddress address)
    {
        var git = address.GitUrl(new RepositoryName("owner", "name"));
        var path = Uri.TryCreate(study, UriKind.Absolute, out var url)
            ? (url.Scheme == "ssh" ? url.Host == git.Host : url.Scheme == git.Scheme && url.Authority == git.Authority) ? url.AbsolutePath : null
            : study.Split('@', 2) is [_, var rest] && rest.StartsWith(git.Host + ":", StringComparison.OrdinalIgnoreCase) ? rest[(git.Host.Length + 1)..] : null;
        path = path?.Trim('/');
        return path is null ? null : RepositoryName.TryParse(path.EndsWith(".git", StringComparison.Ordinal) ? path[..^4] : path);
    }
}
