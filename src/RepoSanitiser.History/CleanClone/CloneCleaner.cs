using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Transactions;
using RepoSanitiser.History.Purging;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.CleanClone;

/// <summary>What cleaning a clone would do.</summary>
/// <param name="Request">The purge that brings it to the very history that the certificate tells of.</param>
/// <param name="Plan">What that changes here.</param>
/// <param name="Known">Commits that become those which the certificate names.</param>
/// <param name="Own">Commits that only this clone has and that stand on the old history: they are made again on the new one.</param>
public sealed record CloneCleaning(PurgeRequest Request, PurgePlan Plan, int Known, int Own);

/// <summary>
/// Takes out of a clone what a certificate says was purged. The clone's history is rewritten here, and only where each old commit becomes
/// the very commit that the certificate names: one that became another would bring two histories into the world. Branches that only this
/// clone has, stashes, tags and linked work trees follow; nothing is fetched.
/// </summary>
/// <param name="repository">The clone.</param>
/// <param name="certificate">What was purged.</param>
/// <param name="safe">Masks what in a path or ref may identify somebody.</param>
/// <param name="progress">Where progress is shown.</param>
public sealed class CloneCleaner(Repository repository, Certificate certificate, Func<string, string> safe, IProgressSink progress)
{
    private const string Otherwise = "delete the clone and clone again";

    /// <summary>Works out how to clean it; nothing is written.</summary>
    /// <exception cref="ReposanException">It can't be cleaned, or not as it stands (refused), with the way out.</exception>
    public CloneCleaning Plan(CancellationToken cancellation)
    {
        RewriteSafety.Check(repository);
        RewriteSafety.CheckWorkTrees(repository);
        var reached = Reached();
        foreach (var request in Requests())
        {
            var plan = new PurgePlanner(repository, request, safe, progress).Plan(null, cancellation);
            if (IsSameHistory(plan, reached)) return new CloneCleaning(request, plan, Commits(plan, known: true), Commits(plan, known: false));
        }

        throw Refusal("This clone's history would not become the one that the purge made");
    }

    /// <summary>Cleans it. A copy is made before, in the incident's folder, which the caller destroys once the clone is proved clean.</summary>
    /// <param name="cleaning">The plan.</param>
    /// <param name="incident">Where it is recorded.</param>
    /// <param name="tools">What it is run with.</param>
    /// <param name="cancellation">Stops it while nothing was changed.</param>
    public void Apply(CloneCleaning cleaning, Incident incident, PurgeTools tools, CancellationToken cancellation)
    {
        var reached = Reached();
        new PurgeRun(repository, incident, tools).Apply(
            new PurgePlanner(repository, cleaning.Request, safe, progress),
            untouched: null,
            plan => IsSameHistory(plan, reached) ? true : throw Refusal("The clone was written to since the plan was made"),
            cancellation);
    }

    /// <summary>The ways in which the purge may have selected what it treated: by content, or by content at its paths.</summary>
    private IEnumerable<PurgeRequest> Requests()
    {
        var given = Given();
        var purged = Present(certificate.Purged, ObjectType.Blob);
        var all = new PurgeRequest { Treatment = Treatment.Given, Given = given };
        if (purged.Count > 0) yield return all with { Blobs = purged };
        var treated = Present([.. certificate.Treated.Select(t => t.Old).OfType<ObjectId>().Distinct()], ObjectType.Blob);
        var paths = certificate.Treated.Select(t => t.Path).OfType<string>().Distinct(StringComparer.Ordinal).Select(PathPattern.OfRaw).ToList();
        if (treated.Count > 0 && paths.Count > 0) yield return all with { Blobs = treated, Paths = paths, MatchAll = true };
        // Nothing but what no ref reaches: dropping that is all there is to do.
        if (purged.Count + treated.Count == 0) yield return all;
    }

    /// <summary>What takes the place of treated blobs. The new ones have to be here: a clone has them once it has fetched.</summary>
    private Dictionary<ObjectId, ObjectId> Given()
    {
        var given = new Dictionary<ObjectId, ObjectId>();
        foreach (var treated in certificate.Treated.Where(t => t is { Old: not null, New: not null })) given[treated.Old!.Value] = treated.New!.Value;
        var missing = given.Values.Distinct().Count() - Present([.. given.Values.Distinct()], ObjectType.Blob).Count;
        if (missing == 0) return given;
        throw new ReposanException(
            ExitCode.Refused,
            $"{missing} files that take the place of purged ones are not in this clone yet: run 'git fetch --all --prune --tags --force' in it and try again, or {Otherwise}; nothing was changed.");
    }

    private List<ObjectId> Present(IReadOnlyList<ObjectId> ids, ObjectType wanted)
    {
        var present = new List<ObjectId>();
        new CatFile(repository).Check(ids, (id, type, _) =>
        {
            if (type == wanted) present.Add(id);
        });
        return present;
    }

    /// <summary>Old commits that a ref, a HEAD or a stash reaches.</summary>
    private HashSet<ObjectId> Reached()
    {
        var old = certificate.Commits.Where(c => c.Old != c.New).Select(c => c.Old).ToHashSet();
        var table = RefTable.Read(repository);
        var tips = table.Refs.Select(r => r.Target).Concat(table.Stashes.Select(s => s.Commit)).Distinct();
        var listed = repository.Git.RunWithInput(string.Concat(tips.Select(t => t + "\n")), "rev-list", "--stdin", "--ignore-missing");
        if (listed.ExitCode != 0) throw Refusal("git can't walk this clone's history");
        return [.. listed.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => ObjectId.Parse(l)).Where(old.Contains)];
    }

    private bool IsSameHistory(PurgePlan plan, HashSet<ObjectId> reached)
    {
        var here = plan.Outcome.Commits.ToDictionary(c => c.Old, c => c.New);
        var there = certificate.Commits.Where(c => c.Old != c.New).ToDictionary(c => c.Old, c => c.New);
        return reached.All(here.ContainsKey) && here.All(c => !there.TryGetValue(c.Key, out var made) || made == c.Value);
    }

    private int Commits(PurgePlan plan, bool known)
    {
        var there = certificate.Commits.Select(c => c.Old).ToHashSet();
        return plan.Outcome.Commits.Count(c => there.Contains(c.Old) == known);
    }

    private static ReposanException Refusal(string why) => new(ExitCode.Refused, $"{why}: {Otherwise}; nothing was changed.");
}
