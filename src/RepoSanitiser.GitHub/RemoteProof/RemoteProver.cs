using System.Text.Json.Nodes;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Tracing;
using RepoSanitiser.History.Proof;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.GitHub.RemoteProof;

/// <summary>
/// Shows what GitHub still gives out of what was purged: a fresh mirror clone is proved like any repository, then every purged file, old
/// commit and old tag is asked for by its id, by REST and by git. A clean clone alone does not show a clean server: what no ref names is
/// kept until GitHub's support prunes it, and served to whoever has the id.
/// </summary>
/// <param name="github">GitHub.</param>
/// <param name="git">A repository on the server, for git.</param>
/// <param name="prove">Proves a clone.</param>
/// <param name="progress">Where progress is shown.</param>
public sealed class RemoteProver(IGitHub github, Func<RepositoryName, RemoteRepository> git, Func<Repository, ProofResult> prove, IProgressSink progress)
{
    /// <summary>The action by which the incident's record knows proofs of this kind.</summary>
    public const string Action = "prove.remote";

    /// <summary>Makes the proof.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="certificate">What was purged.</param>
    /// <param name="knownForks">Forks that are known from before; those that GitHub lists now are added.</param>
    /// <param name="cancelled">Ends it.</param>
    /// <exception cref="GitHubException">The repository itself can't be read.</exception>
    public async Task<RemoteProofResult> ProveAsync(RepositoryName name, Certificate certificate, IEnumerable<RepositoryName> knownForks, CancellationToken cancelled)
    {
        name = (await github.RepositoryAsync(name, cancelled)).FullNameParsed;
        var ids = new OldIds(certificate);
        var probe = new ServerProbe(github, git, progress);
        var problems = new List<string>();
        var clone = Cloned(name, problems, cancelled);
        var own = probe.ByRefs(name, ids, clean: null);
        // What the clone was shown to be free of, a fork that names the same is free of too.
        var clean = clone is { Remaining.Count: 0 } ? own.Tips.ToHashSet() : [];
        List<Probe> probes = [own.Probe, await probe.ByRestAsync(name, ids.All, own.Present, cancelled), probe.ByGit(name, ids.All, own.Present, cancelled)];
        foreach (var fork in await ForksAsync(name, knownForks, problems, cancelled)) probes.AddRange(await OfForkAsync(probe, fork, ids, clean, cancelled));
        return new RemoteProofResult(name, clone, probes, ids.PullRequests(own.Refs), [.. problems, .. probes.Select(p => p.Problem).OfType<string>()]);
    }

    /// <summary>Notes a proof in the incident's record: <see cref="Last"/> finds it there.</summary>
    public static void Record(Incident incident, RemoteProofResult result) => incident.Record.Result(Action, result.Repository.ToString(), null, new JsonObject
    {
        ["verdict"] = result.Verdict,
        ["clone"] = result.Fresh?.Summary.Verdict,
        ["served"] = result.Probes.Sum(p => p.Served.Count),
        ["unread"] = result.Probes.Sum(p => p.Unread) + result.Problems.Count,
        ["pullRequests"] = result.PullRequests.Count,
    });

    /// <summary>The verdict of the last proof of this kind: <c>gone</c>, <c>remains</c> or <c>incomplete</c>; null where there was none.</summary>
    /// <exception cref="ReposanException">The record is not as it was written.</exception>
    public static string? Last(Incident incident, RepositoryName name) => (string?)incident.Record.Read()
        .LastOrDefault(e => e.Step is { Action: Action, Phase: RecordPhase.Result } && RepositoryName.TryParse(e.Step.Target) == name)?.Step.After?["verdict"];

    /// <summary>Forks share what the server keeps, so the telling ids are enough there; their own refs show what is theirs.</summary>
    private static async Task<IReadOnlyList<Probe>> OfForkAsync(ServerProbe probe, RepositoryName fork, OldIds ids, IReadOnlySet<ObjectId> clean, CancellationToken cancelled)
    {
        var refs = probe.ByRefs(fork, ids, clean);
        return [refs.Probe, await probe.ByRestAsync(fork, ids.Telling, refs.Present, cancelled), probe.ByGit(fork, ids.Telling, refs.Present, cancelled)];
    }

    private ProofResult? Cloned(RepositoryName name, List<string> problems, CancellationToken cancelled)
    {
        progress.Report("cloning", 0, 0);
        using var folder = PassingFolder.Make();
        try
        {
            git(name).Mirror(folder.Path, cancelled);
            return prove(Repository.Open(folder.Path));
        }
        catch (GitFailedException)
        {
            problems.Add($"{name} could not be cloned: check the network and your access with git ls-remote.");
            return null;
        }
    }

    private async Task<IReadOnlyList<RepositoryName>> ForksAsync(RepositoryName name, IEnumerable<RepositoryName> known, List<string> problems, CancellationToken cancelled)
    {
        var forks = new HashSet<RepositoryName>(known);
        var walk = new ForkWalk(github, progress);
        await foreach (var fork in walk.AllAsync(name, forks.ToList(), cancelled)) forks.Add(fork.FullNameParsed);
        problems.AddRange(walk.Problems);
        var there = new List<RepositoryName>();
        foreach (var fork in forks.OrderBy(f => f.ToString(), StringComparer.OrdinalIgnoreCase))
        {
            // One that was deleted or hidden can't be asked; the list of copies keeps it.
            if (!walk.Gone.Contains(fork)) there.Add(fork);
        }

        return there;
    }
}
