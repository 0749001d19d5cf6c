using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.RemoteProof;

namespace RepoSanitiser.GitHub.Tracing;

/// <summary>What was known before a trace.</summary>
/// <param name="Forks">Forks that an earlier look has seen: going private detaches them, and then nothing leads to them.</param>
/// <param name="People">Logins of people who had access: containment may have taken it away, not their clones.</param>
public sealed record KnownBefore(IReadOnlyList<RepositoryName> Forks, IReadOnlyList<string> People);

/// <summary>What a trace found.</summary>
/// <param name="Repository">The repository, by its present name.</param>
/// <param name="Copies">The copies.</param>
/// <param name="Notes">What people may want to know, a sentence each.</param>
/// <param name="Problems">What could not be read, a sentence each: nothing can be said of it.</param>
public sealed record Trace(RepositoryName Repository, IReadOnlyList<Copy> Copies, IReadOnlyList<string> Notes, IReadOnlyList<string> Problems);

/// <summary>
/// Looks for every copy of a repository: what GitHub knows of, and a list of what it doesn't. Only reads. What can't be read is said, and the
/// rest goes on.
/// </summary>
/// <param name="github">GitHub.</param>
/// <param name="git">A repository on the server, for git.</param>
/// <param name="ids">What must not be found; null where nothing was purged yet, so that nothing can be asked for by id.</param>
/// <param name="progress">Where progress is shown.</param>
public sealed class Tracer(IGitHub github, Func<RepositoryName, RemoteRepository> git, OldIds? ids, IProgressSink progress)
{
    private readonly List<Copy> _copies = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _problems = [];
    private readonly ServerProbe _probe = new(github, git, progress);
    private RefProbe? _own;
    private HashSet<ObjectId> _clean = [];

    /// <summary>Looks.</summary>
    /// <exception cref="GitHubException">The repository itself can't be read.</exception>
    public async Task<Trace> FindAsync(RepositoryName name, KnownBefore known, CancellationToken cancelled)
    {
        var repository = await github.RepositoryAsync(name, cancelled);
        name = repository.FullNameParsed;
        LookAtRefs(name);
        await ForksAsync(name, known, cancelled);
        await PeopleAsync(repository, known, cancelled);
        await TryAsync(() => PullRequestsAsync(name, cancelled));
        await TryAsync(() => ReplacedAsync(name, cancelled));
        var published = new PublishedCopies(github, git, _copies);
        await TryAsync(() => published.ReleasesAsync(name, cancelled));
        await TryAsync(() => published.ActionsAsync(name, cancelled));
        await TryAsync(() => published.PagesAsync(name, cancelled));
        await TryAsync(() => published.PackagesAsync(repository, cancelled));
        await TryAsync(() => published.SubmodulesAsync(name, cancelled));
        if (repository.HasWiki && published.Wiki(name) is { } problem) _problems.Add(problem);
        await TryAsync(() => TrafficAsync(name, cancelled));
        _copies.AddRange(Outside.Of(github.Address.PageUrl(name)));
        return new Trace(name, _copies, _notes, _problems);
    }

    private async Task TryAsync(Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (GitHubException e)
        {
            _problems.Add(e.Message);
        }
    }

    private async Task ForksAsync(RepositoryName name, KnownBefore known, CancellationToken cancelled)
    {
        var walk = new ForkWalk(github, progress);
        await foreach (var fork in walk.AllAsync(name, known.Forks, cancelled))
            _copies.Add(new Copy($"fork:{fork.FullNameParsed}", CopyKind.Fork, $"{fork.Seen} fork, {github.Address.PageUrl(fork.FullNameParsed)}", fork.Owner.Login, await HoldingAsync(fork.FullNameParsed, cancelled)));
        foreach (var gone in walk.Gone)
            _copies.Add(new Copy($"fork:{gone}", CopyKind.Fork, "a fork that is not there any more, or can't be seen; clones of it may be", gone.Owner));
        _problems.AddRange(walk.Problems);
    }

    private async Task<Holding> HoldingAsync(RepositoryName fork, CancellationToken cancelled)
    {
        if (ids is null) return Holding.Unknown;
        var refs = _probe.ByRefs(fork, ids, _clean);
        if (refs.Probe.Served.Count > 0) return Holding.Named;
        var served = await _probe.ByRestAsync(fork, ids.Telling, refs.Present, cancelled);
        foreach (var problem in new[] { refs.Probe.Problem, served.Problem }.OfType<string>()) _problems.Add(problem);
        return served.Served.Count > 0 ? Holding.Served : refs.Probe.Unread + served.Unread == 0 ? Holding.None : Holding.Unknown;
    }

    private async Task PeopleAsync(GitHubRepository repository, KnownBefore known, CancellationToken cancelled)
    {
        var name = repository.FullNameParsed;
        var people = new SortedSet<string>(known.People, StringComparer.OrdinalIgnoreCase);
        if (!repository.Owner.IsOrganisation) people.Add(repository.Owner.Login);
        await TryAsync(async () =>
        {
            await foreach (var person in github.CollaboratorsAsync(name, Affiliation.All, cancelled)) people.Add(person.Login);
        });
        // The list of collaborators leaves members of teams out where the token may not see the organisation.
        if (repository.Owner.IsOrganisation)
        {
            await TryAsync(async () =>
            {
                await foreach (var team in github.TeamsAsync(name, cancelled))
                {
                    await foreach (var member in github.TeamMembersAsync(name.Owner, team.Slug, cancelled)) people.Add(member.Login);
                }
            });
        }

        _copies.AddRange(people.Select(p => new Copy($"clone:{p}", CopyKind.Clone, "had access, and may have clones: send them the kit (reposan incident kit)", p)));
    }

    /// <summary>The refs of pull requests, which a push can't change and which outlive their branches.</summary>
    private async Task PullRequestsAsync(RepositoryName name, CancellationToken cancelled)
    {
        var heads = new Dictionary<int, HashSet<ObjectId>>();
        var authors = new Dictionary<int, string?>();
        var unnamed = new List<(int Number, ObjectId Head)>();
        await foreach (var pull in github.PullRequestsAsync(name, "all", cancelled))
        {
            authors[pull.Number] = pull.User?.Login;
            if (!ObjectId.TryParse(pull.Head.Sha, out var head)) continue;
            // The page of a request goes on naming a commit after support has taken its ref away.
            if (_own?.Present is not null && !_own.Refs.ContainsKey($"refs/pull/{pull.Number}/head")) unnamed.Add((pull.Number, head));
            else heads[pull.Number] = [head];
        }

        foreach (var (reference, id) in _own?.Refs ?? new Dictionary<string, ObjectId>())
        {
            if (OldIds.PullNumber(reference) is not { } number) continue;
            if (!heads.TryGetValue(number, out var of)) heads[number] = of = [];
            of.Add(id);
        }

        // Most are clean: one question for all of them saves one for each.
        var others = heads.Values.SelectMany(h => h).Distinct().Where(h => ids?.Has(h) == false).ToList();
        var areClean = ids is not null && Reach(name, others) == Holding.None;
        foreach (var (number, of) in heads.OrderBy(h => h.Key))
            AddPull(name, number, authors, areClean ? of.Any(ids!.Has) ? Holding.Named : Holding.None : Reach(name, of));
        foreach (var (number, head) in unnamed) AddPull(name, number, authors, ids is null ? Holding.Unknown : await ReplacedAsync(name, head, cancelled));
    }

    private void AddPull(RepositoryName name, int number, Dictionary<int, string?> authors, Holding holds)
    {
        if (holds == Holding.None) return;
        _copies.Add(new Copy($"pull:{number}", CopyKind.PullRequest, $"refs/pull/{number}, {github.Address.PageUrl(name)}/pull/{number}: only GitHub Support can change it", authors.GetValueOrDefault(number), holds));
    }

    private void LookAtRefs(RepositoryName name)
    {
        var looked = _probe.ByRefs(name, ids ?? OldIds.None, clean: null);
        _own = looked;
        if (looked.Probe.Problem is { } problem) _problems.Add(problem);
        if (ids is null) return;
        progress.Report("looking at what branches reach", 0, 0);
        if (git(name).Reaches(looked.Tips, ids.Has) == false) _clean = looked.Tips.ToHashSet();
    }

    /// <summary>Whether what some ids name, or what those reach, is old.</summary>
    private Holding Reach(RepositoryName name, IEnumerable<ObjectId> tips)
    {
        if (ids is null) return Holding.Unknown;
        var unknown = tips.Where(t => !_clean.Contains(t)).ToList();
        if (unknown.Exists(ids.Has)) return Holding.Named;
        return git(name).Reaches(unknown, ids.Has) switch { true => Holding.Named, false => Holding.None, null => Holding.Unknown };
    }

    /// <summary>Old commits that GitHub keeps since a push replaced them, and names in the repository's activity.</summary>
    private async Task ReplacedAsync(RepositoryName name, CancellationToken cancelled)
    {
        await foreach (var push in github.ForcePushesAsync(name, cancelled))
        {
            if (!ObjectId.TryParse(push.Before, out var before)) continue;
            var holds = ids is null ? Holding.Unknown : await ReplacedAsync(name, before, cancelled);
            var day = push.Timestamp.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            _copies.Add(new Copy($"push:{push.Id}", CopyKind.Replaced, $"what a push of {day} replaced: GitHub serves it by id until its support prunes it", push.Actor?.Login, holds));
        }
    }

    /// <summary>What a replaced commit reaches, if GitHub serves it still: it may be older than the clone that was purged.</summary>
    private async Task<Holding> ReplacedAsync(RepositoryName name, ObjectId before, CancellationToken cancelled)
    {
        var asked = await _probe.ByRestAsync(name, [new OldObject(GitObjectKind.Commit, before)], _own?.Present, cancelled);
        if (asked.Problem is { } problem) _problems.Add(problem);
        if (asked.Unread > 0) return Holding.Unknown;
        if (asked.Served.Count == 0) return Holding.None;
        return Reach(name, [before]) switch { Holding.Named => Holding.Served, var other => other };
    }

    private async Task TrafficAsync(RepositoryName name, CancellationToken cancelled)
    {
        var clones = await github.ClonesAsync(name, cancelled);
        var views = await github.ViewsAsync(name, cancelled);
        _notes.Add($"In the last 14 days it was cloned {clones.Count} times by {clones.Uniques} and looked at {views.Count} times by {views.Uniques}: GitHub does not say by whom.");
    }
}
