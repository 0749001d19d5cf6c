using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.GitHub.RemoteProof;

/// <summary>Asks repositories on GitHub for old objects by their ids. A wrong answer is never taken for "gone": only 404, or git's own "not our
/// ref", is.</summary>
/// <param name="github">GitHub.</param>
/// <param name="git">A repository on the server, for git.</param>
/// <param name="progress">Where progress is shown.</param>
public sealed class ServerProbe(IGitHub github, Func<RepositoryName, RemoteRepository> git, IProgressSink progress)
{
    // What goes wrong for one goes wrong for all, unless it passes.
    private const int MostProblems = 3;

    /// <summary>Asks by the REST interface.</summary>
    public async Task<Probe> ByRestAsync(RepositoryName name, IReadOnlyList<OldObject> objects, CancellationToken cancelled)
    {
        var served = new List<OldObject>();
        var (answered, problems) = (0, 0);
        string? problem = null;
        foreach (var old in objects)
        {
            progress.Report("asking GitHub for old objects", answered, objects.Count);
            try
            {
                if (await github.ServesAsync(name, old.Kind, old.Id, cancelled)) served.Add(old);
                answered++;
            }
            catch (GitHubException e)
            {
                problem ??= e.Message;
                if (e.Failure is GitHubFailure.Unauthorised or GitHubFailure.Limited || ++problems == MostProblems) break;
            }
        }

        return new Probe(name, ProbeWay.Rest, objects.Count, served, objects.Count - answered, problem);
    }

    /// <summary>Asks by <c>git fetch</c>.</summary>
    public Probe ByGit(RepositoryName name, IReadOnlyList<OldObject> objects, CancellationToken cancelled)
    {
        var served = new List<OldObject>();
        var unread = 0;
        var kinds = objects.ToDictionary(o => o.Id);
        var asked = 0;
        git(name).Ask([.. kinds.Keys], (id, answer) =>
        {
            progress.Report("fetching old objects by their ids", ++asked, kinds.Count);
            if (answer is true) served.Add(kinds[id]);
            else if (answer is null) unread++;
        }, cancelled);
        return new Probe(name, ProbeWay.Git, kinds.Count, served, unread, unread > 0 ? $"git could not ask {name} for {unread} old objects: check the network and your access with git ls-remote." : null);
    }

    /// <summary>Looks through the refs that the server lists.</summary>
    /// <returns>What was found, and the refs; none where they could not be listed.</returns>
    public (Probe Probe, IReadOnlyDictionary<string, ObjectId> Refs) ByRefs(RepositoryName name, OldIds ids)
    {
        try
        {
            var refs = git(name).Refs();
            var old = ids.All.ToDictionary(o => o.Id);
            var served = refs.Values.Distinct().Where(ids.Has).Select(id => old[id]).ToList();
            return (new Probe(name, ProbeWay.Refs, refs.Count, served, 0, null), refs);
        }
        catch (GitFailedException)
        {
            return (new Probe(name, ProbeWay.Refs, 0, [], 1, $"The refs of {name} could not be listed: check the network and your access with git ls-remote."), new Dictionary<string, ObjectId>());
        }
    }
}
