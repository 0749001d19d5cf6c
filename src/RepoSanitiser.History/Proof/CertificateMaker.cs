using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Refs;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.Proof;

/// <summary>What a rewrite says that it did.</summary>
public sealed record PurgeFacts
{
    /// <summary>The repository as it was: the copy made before, or the repository itself while it still has the old objects.</summary>
    public required Repository Before { get; init; }

    /// <summary>The rewritten repository.</summary>
    public required Repository After { get; init; }

    /// <summary>How it was removed, in a sentence without names, values or ids.</summary>
    public required string Method { get; init; }

    /// <summary>The policy's name.</summary>
    public required string Policy { get; init; }

    /// <summary>Commits that got another id; null for those pruned.</summary>
    public required IReadOnlyDictionary<ObjectId, ObjectId?> Commits { get; init; }

    /// <summary>Tag objects that got another id; null for those that went.</summary>
    public IReadOnlyDictionary<ObjectId, ObjectId?> Tags { get; init; } = new Dictionary<ObjectId, ObjectId?>();

    /// <summary>Entries of trees that were treated: each path with each version that was there.</summary>
    public required IReadOnlyList<TreatedEntry> Treated { get; init; }

    /// <summary>Objects that must be nowhere. A version that a selection by path leaves at another path is not one of them.</summary>
    public required IReadOnlyList<ObjectId> Purged { get; init; }

    /// <summary>Commits and tags, by old id, whose message or people were treated.</summary>
    public IReadOnlyList<ObjectId> TreatedTexts { get; init; } = [];

    /// <summary>Names of files and folders that were replaced, one character a byte.</summary>
    public IReadOnlyList<NameChange> RenamedEntries { get; init; } = [];

    /// <summary>Refs that are called otherwise since.</summary>
    public IReadOnlyList<NameChange> RenamedRefs { get; init; } = [];

    /// <summary>Refs before and after; null to take them from the two repositories.</summary>
    public IReadOnlyList<RefChange>? Refs { get; init; }

    /// <summary>Whether what a rule saw in a purged blob was chosen; where only cells are redacted, the others stay.</summary>
    public Func<ObjectId, RuleHit, bool> IsChosen { get; init; } = static (_, _) => true;
}

/// <summary>Makes the certificate of a purge: all that is needed to prove later, in any clone, that what was purged is gone.</summary>
/// <param name="judge">The rules.</param>
/// <param name="key">Keys the fingerprints.</param>
/// <param name="clock">The clock.</param>
/// <param name="toolVersion">The version of the tool.</param>
public sealed class CertificateMaker(ContentJudge judge, FingerprintKey key, TimeProvider clock, string toolVersion)
{
    private const long MostBytes = 1L << 30;

    /// <summary>Makes the certificate; <see cref="CertificateFiles"/> writes it.</summary>
    /// <exception cref="ReposanException">A purged object is not in the repository as it was (refused).</exception>
    public Certificate Make(PurgeFacts facts, string incident, CancellationToken cancellation)
    {
        var marker = new ContentMarker(judge, key, facts);
        var pointers = marker.MarkAll(cancellation);
        var refs = facts.Refs ?? RefsOf(facts);
        facts = facts with { Tags = WithTagsOf(refs, facts) };
        return new Certificate
        {
            Incident = incident,
            Made = clock.GetUtcNow(),
            ToolVersion = toolVersion,
            KeyId = key.Id,
            Repository = facts.After.CommonDirectory,
            ObjectFormat = facts.After.Format == ObjectFormat.Sha1 ? "sha1" : "sha256",
            Policy = facts.Policy,
            Method = facts.Method,
            Refs = refs,
            Commits = Sorted(facts.Commits),
            Tags = Sorted(facts.Tags),
            FirstChanged = FirstChanged(facts),
            SignaturesLost = SignaturesLost(facts),
            OrphanedLfs = pointers.Count == 0 ? [] : [.. pointers.Except(Pointers(facts.After), StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Treated = [.. facts.Treated.Distinct().OrderBy(t => t.Path, StringComparer.Ordinal).ThenBy(t => t.Old).ThenBy(t => t.New)],
            RenamedEntries = [.. facts.RenamedEntries.OrderBy(n => n.Old, StringComparer.Ordinal)],
            RenamedRefs = [.. facts.RenamedRefs.OrderBy(n => n.Old, StringComparer.Ordinal)],
            TreatedTexts = [.. facts.TreatedTexts.Order()],
            Purged = [.. facts.Purged.Distinct().Order()],
            Marks = marker.Marks,
        };
    }

    private static List<ObjectChange> Sorted(IReadOnlyDictionary<ObjectId, ObjectId?> changes) =>
        [.. changes.Where(c => c.Key != c.Value).OrderBy(c => c.Key).Select(c => new ObjectChange(c.Key, c.Value))];

    private static List<RefChange> RefsOf(PurgeFacts facts)
    {
        var old = Refs(facts.Before);
        var now = Refs(facts.After);
        return [.. old.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(n => new RefChange(n, Target(old, n), Target(now, n)))];
    }

    /// <summary>The tags that the rewrite tells of, and those that refs show to have got another id.</summary>
    private static Dictionary<ObjectId, ObjectId?> WithTagsOf(IReadOnlyList<RefChange> refs, PurgeFacts facts)
    {
        var tags = new Dictionary<ObjectId, ObjectId?>(facts.Tags);
        var now = refs.Where(r => r.Old is not null && r.Old != r.New).ToLookup(r => r.Old!.Value, r => r.New);
        new CatFile(facts.Before).Check([.. now.Select(r => r.Key)], (id, type, _) =>
        {
            if (type == ObjectType.Tag) tags.TryAdd(id, now[id].First());
        });
        return tags;
    }

    private static ObjectId? Target(Dictionary<string, ObjectId> refs, string name) => refs.TryGetValue(name, out var id) ? id : null;

    private static Dictionary<string, ObjectId> Refs(Repository repository) =>
        RepositorySnapshot.Of(repository).Roots.Where(r => r.Kind == RootKind.Ref).ToDictionary(r => r.Name, r => r.Target, StringComparer.Ordinal);

    private static List<ObjectId> FirstChanged(PurgeFacts facts)
    {
        var first = new List<ObjectId>();
        new CatFile(facts.Before).Read(
            [.. facts.Commits.Where(c => c.Key != c.Value).Select(c => c.Key).Order()],
            MostBytes,
            (id, _, content) =>
            {
                var parents = RawObject.Parse(content.Span).Headers.Where(h => h.Name == "parent").Select(h => ObjectId.Parse(h.Value));
                if (!parents.Any(p => facts.Commits.TryGetValue(p, out var now) && now != p)) first.Add(id);
            },
            (id, _, _) => first.Add(id));
        return first;
    }

    private static List<ObjectId> SignaturesLost(PurgeFacts facts)
    {
        var changes = facts.Commits.Concat(facts.Tags).Where(c => c.Key != c.Value && c.Value is not null).ToDictionary(c => c.Key, c => c.Value!.Value);
        var signed = Signed(facts.Before, changes.Keys);
        var still = Signed(facts.After, signed.Select(s => changes[s])).ToHashSet();
        return [.. signed.Where(s => !still.Contains(changes[s])).Order()];
    }

    private static List<ObjectId> Signed(Repository repository, IEnumerable<ObjectId> ids)
    {
        var signed = new List<ObjectId>();
        new CatFile(repository).Read(
            [.. ids.Order()],
            MostBytes,
            (id, type, content) =>
            {
                var has = type == ObjectType.Tag
                    ? content.Span.IndexOf("-----BEGIN PGP SIGNATURE-----"u8) >= 0 || content.Span.IndexOf("-----BEGIN SSH SIGNATURE-----"u8) >= 0 || content.Span.IndexOf("-----BEGIN SIGNED MESSAGE-----"u8) >= 0
                    : RawObject.Parse(content.Span).Headers.Exists(h => h.Name is "gpgsig" or "gpgsig-sha256");
                if (has) signed.Add(id);
            },
            (_, _, _) => { });
        return signed;
    }

    /// <summary>The LFS objects that the pointers of a repository name.</summary>
    private static HashSet<string> Pointers(Repository repository)
    {
        const int longest = 1024;
        var listed = repository.Git.Run("cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectsize) %(objectname)", "--unordered", "--buffer");
        var small = listed.Text.Split('\n').Select(l => l.Split(' '))
            .Where(w => w is ["blob", _, _] && int.TryParse(w[1], out var size) && size <= longest).Select(w => ObjectId.Parse(w[2])).ToList();
        var pointers = new LfsPointers();
        new CatFile(repository).Read(small, longest, (_, _, content) => pointers.Look(0, content.Span), (_, _, _) => { });
        return [.. pointers.Blobs.Keys];
    }
}
