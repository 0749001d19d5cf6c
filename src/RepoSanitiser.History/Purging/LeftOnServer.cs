using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.History.Purging;

/// <summary>Tells which refs of a server still name what a purge replaced, and of which nothing can be said from here.</summary>
public sealed class LeftOnServer
{
    private readonly Repository _repository;
    private readonly HashSet<ObjectId> _old = [];
    private readonly HashSet<ObjectId> _dropped = [];

    /// <param name="repository">The repository that was purged.</param>
    /// <param name="purges">Its purges.</param>
    public LeftOnServer(Repository repository, IEnumerable<RecordedPurge> purges)
    {
        _repository = repository;
        foreach (var (incident, journal) in purges)
        {
            var facts = journal.ReadFacts(incident);
            _old.UnionWith([.. journal.Refs.Where(r => r.New is not null && r.New != r.Old).Select(r => r.Old), .. facts.Commits.Select(c => c.Old), .. facts.Tags.Select(t => t.Old), .. facts.Purged]);
            _dropped.UnionWith(journal.Refs.Where(r => r.New is null).Select(r => r.Old));
        }
    }

    /// <summary>Names of refs, in order: those with an old id, and those with one that is neither old nor in this repository.</summary>
    public (List<string> Old, List<string> Unknown) Among(IReadOnlyDictionary<string, ObjectId> there)
    {
        var absent = NotIn(_repository, there.Values);
        // What only a dropped ref named went with it; what another ref names too was left as it is.
        bool IsOld(ObjectId id) => _old.Contains(id) || (_dropped.Contains(id) && absent.Contains(id));
        return (Names(there, IsOld), Names(there, id => absent.Contains(id) && !IsOld(id)));
    }

    /// <summary>Those of some objects that a repository does not have.</summary>
    public static IReadOnlySet<ObjectId> NotIn(Repository repository, IEnumerable<ObjectId> ids)
    {
        var absent = new HashSet<ObjectId>();
        new CatFile(repository).Check([.. ids.Distinct()], (id, type, _) =>
        {
            if (type == ObjectType.None) absent.Add(id);
        });
        return absent;
    }

    private static List<string> Names(IReadOnlyDictionary<string, ObjectId> there, Func<ObjectId, bool> isOne) =>
        [.. there.Where(r => isOne(r.Value)).Select(r => r.Key).Order(StringComparer.Ordinal)];
}
