using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Incidents;

namespace RepoSanitiser.History.Purging;

/// <summary>Tells which refs of a server still name what a purge replaced, and of which nothing can be said from here.</summary>
public sealed class LeftOnServer
{
    private readonly Repository _repository;
    private readonly HashSet<ObjectId> _old;

    /// <param name="repository">The repository that was purged.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="journal">The journal of the purge.</param>
    public LeftOnServer(Repository repository, Incident incident, PurgeJournal journal)
    {
        _repository = repository;
        var facts = PurgeJournal.ReadFacts(incident);
        _old = [.. journal.Refs.Select(r => r.Old), .. facts.Commits.Select(c => c.Old), .. facts.Tags.Select(t => t.Old), .. facts.Purged];
    }

    /// <summary>Names of refs, in order: those with an old id, and those with one that is neither old nor in this repository.</summary>
    public (List<string> Old, List<string> Unknown) Among(IReadOnlyDictionary<string, ObjectId> there)
    {
        var absent = new HashSet<ObjectId>();
        new CatFile(_repository).Check([.. there.Values.Distinct()], (id, type, _) =>
        {
            if (type == ObjectType.None) absent.Add(id);
        });
        return (Names(there, _old.Contains), Names(there, id => absent.Contains(id) && !_old.Contains(id)));
    }

    private static List<string> Names(IReadOnlyDictionary<string, ObjectId> there, Func<ObjectId, bool> isOne) =>
        [.. there.Where(r => isOne(r.Value)).Select(r => r.Key).Order(StringComparer.Ordinal)];
}
