using System.Runtime.CompilerServices;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.GitHub.Tracing;

/// <summary>Finds the forks of a repository, and theirs, as deep as they go.</summary>
/// <param name="github">GitHub.</param>
/// <param name="progress">Where progress is shown.</param>
public sealed class ForkWalk(IGitHub github, IProgressSink progress)
{
    private readonly List<string> _problems = [];
    private readonly HashSet<RepositoryName> _gone = [];

    /// <summary>What could not be read, a sentence each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Forks known from before that are not there any more, or can't be seen.</summary>
    public IReadOnlySet<RepositoryName> Gone => _gone;

    /// <summary>Reads them.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="known">Forks known from before: going private detaches forks, and then no list names them.</param>
    /// <param name="cancelled">Ends it.</param>
    public async IAsyncEnumerable<GitHubRepository> AllAsync(RepositoryName name, IReadOnlyList<RepositoryName> known, [EnumeratorCancellation] CancellationToken cancelled)
    {
        var seen = new HashSet<RepositoryName> { name };
        var waiting = new Queue<RepositoryName>([name]);
        foreach (var fork in known)
        {
            if (await KnownAsync(fork, cancelled) is not { } there || !seen.Add(there.FullNameParsed)) continue;
            yield return there;
            if (there.ForksCount > 0) waiting.Enqueue(there.FullNameParsed);
        }

        while (waiting.TryDequeue(out var next))
        {
            var forks = github.ForksAsync(next, cancelled).GetAsyncEnumerator(cancelled);
            await using (forks)
            {
                while (await NextAsync(forks, $"the forks of {next}"))
                {
                    if (!seen.Add(forks.Current.FullNameParsed)) continue;
                    progress.Report("reading forks", seen.Count, 0);
                    yield return forks.Current;
                    if (forks.Current.ForksCount > 0) waiting.Enqueue(forks.Current.FullNameParsed);
                }
            }
        }
    }

    private async Task<GitHubRepository?> KnownAsync(RepositoryName fork, CancellationToken cancelled)
    {
        try
        {
            return await github.RepositoryAsync(fork, cancelled);
        }
        catch (GitHubException e)
        {
            if (e.Failure == GitHubFailure.NotFound) _gone.Add(fork);
            else _problems.Add(e.Message);
            return null;
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<GitHubRepository> forks, string what)
    {
        try
        {
            return await forks.MoveNextAsync();
        }
        catch (GitHubException e)
        {
            _problems.Add($"Not all of {what} could be read: {e.Message}");
            return false;
        }
    }
}
