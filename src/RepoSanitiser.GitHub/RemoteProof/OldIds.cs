using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.GitHub.RemoteProof;

/// <summary>An object that nobody may get any more.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id.</param>
public sealed record OldObject(GitObjectKind Kind, ObjectId Id);

/// <summary>The ids that a server is asked for after a purge.</summary>
public sealed class OldIds
{
    private readonly HashSet<ObjectId> _old;

    private OldIds() => (All, Telling, _old) = ([], [], []);

    /// <param name="certificate">What was purged.</param>
    public OldIds(Certificate certificate)
    {
        var blobs = certificate.Purged.Select(id => new OldObject(GitObjectKind.Blob, id));
        var first = certificate.FirstChanged.Select(id => new OldObject(GitObjectKind.Commit, id));
        var commits = certificate.Commits.Where(c => c.Old != c.New).Select(c => new OldObject(GitObjectKind.Commit, c.Old));
        var tags = certificate.Tags.Where(c => c.Old != c.New).Select(c => new OldObject(GitObjectKind.Tag, c.Old));
        Telling = [.. blobs.Concat(first).Distinct()];
        All = [.. Telling.Concat(commits).Concat(tags).Distinct()];
        _old = [.. All.Select(o => o.Id)];
    }

    /// <summary>Where nothing was purged yet.</summary>
    public static OldIds None { get; } = new();

    /// <summary>All of them, those that tell most first.</summary>
    public IReadOnlyList<OldObject> All { get; }

    /// <summary>The purged files and the first changed commits: every copy of the old history has these.</summary>
    public IReadOnlyList<OldObject> Telling { get; }

    /// <summary>Whether an id is one of them.</summary>
    public bool Has(ObjectId id) => _old.Contains(id);

    /// <summary>The pull requests among a server's refs that name old commits: what GitHub Support asks the number of.</summary>
    public IReadOnlyList<int> PullRequests(IReadOnlyDictionary<string, ObjectId> refs) =>
        [.. refs.Where(r => Has(r.Value)).Select(r => PullNumber(r.Key)).OfType<int>().Distinct().Order()];

    /// <summary>The number in <c>refs/pull/N/head</c>; null for other refs.</summary>
    public static int? PullNumber(string name) =>
        name.Split('/') is ["refs", "pull", var number, ..] && int.TryParse(number, out var parsed) ? parsed : null;
}
