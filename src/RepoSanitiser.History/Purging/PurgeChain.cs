using RepoSanitiser.Core;
using RepoSanitiser.Git.Rewriting;
using RepoSanitiser.Git.Transactions;

namespace RepoSanitiser.History.Purging;

/// <summary>
/// The purges of one repository, one after the other, as one change to a server: each ref goes from whatever the server has of what a purge
/// found or made there, to what the last purge made of it. A ref that a purge renamed is followed.
/// </summary>
public sealed class PurgeChain
{
    private readonly List<Line> _lines = [];
    private readonly List<string> _names = [];
    private readonly HashSet<string> _awaited = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ObjectId>> _states = new(StringComparer.Ordinal);

    /// <param name="purges">The purges, oldest first.</param>
    /// <param name="brought">How many of the first of them the server has been brought already: since then its refs may well have moved.</param>
    public PurgeChain(IReadOnlyList<PurgeJournal> purges, int brought)
    {
        foreach (var change in purges.SelectMany(p => p.Refs)) Add(change);
        foreach (var change in purges.Skip(brought).SelectMany(p => p.Refs)) _awaited.UnionWith([change.Name, change.NewName]);
    }

    /// <summary>Whether a purge found or made an object under a name.</summary>
    public bool Knows(string name, ObjectId id) => _states.GetValueOrDefault(name)?.Contains(id) == true;

    /// <summary>What a ref is to name in the end; null where it goes, or no purge changed it.</summary>
    public ObjectId? NewOf(string name) => _lines.FindLast(l => l.Name == name)?.Id;

    /// <summary>What a push changes: of branches, tags and notes only those that the server has, under this or an earlier name.</summary>
    /// <param name="there">The refs of the server.</param>
    /// <param name="hasGrown">Whether what the server has (last) goes on from what was made of a ref (first).</param>
    public IReadOnlyList<PushedRef> Against(IReadOnlyDictionary<string, ObjectId> there, Func<ObjectId, ObjectId, bool> hasGrown)
    {
        var refs = new List<PushedRef>();
        foreach (var name in _names.Where(n => IsPushed(n) && there.ContainsKey(n)))
        {
            var (now, made) = (there[name], NewOf(name));
            if (now == made) continue;
            if (Knows(name, now)) refs.Add(new PushedRef(name, now, made));
            else if (_awaited.Contains(name) && !(made is { } id && hasGrown(id, now))) refs.Add(new PushedRef(name, _states[name][0], made));
        }

        foreach (var line in _lines.Where(l => l.Id is not null && IsPushed(l.Name) && !there.ContainsKey(l.Name) && l.Names.Any(there.ContainsKey)))
            refs.Add(new PushedRef(line.Name, null, line.Id));
        return refs;
    }

    /// <summary>Branches, tags and notes that are to have something new, and of which the server has nothing under any name: one that
    /// somebody deleted there is not to come back.</summary>
    public IReadOnlyList<string> MissingFrom(IReadOnlyDictionary<string, ObjectId> there) =>
        [.. _lines.Where(l => l.Id is not null && IsPushed(l.Name) && !l.Names.Any(there.ContainsKey)).Select(l => l.Names[0])];

    /// <summary>Whether a push brings refs of this name.</summary>
    public static bool IsPushed(string name) => RefState.KindOf(name) is RefKind.Branch or RefKind.Tag or RefKind.Note;

    private void Add(ChangedRef change)
    {
        var line = _lines.FindLast(l => l.Name == change.Name);
        if (line is null) _lines.Add(line = new Line(change.Name));
        Note(change.Name, change.Old);
        if (change.New is { } made)
        {
            if (change.NewName != line.Name) line.Names.Add(change.NewName);
            Note(change.NewName, made);
        }

        line.Id = change.New;
    }

    private void Note(string name, ObjectId id)
    {
        if (!_states.TryGetValue(name, out var states))
        {
            _states[name] = states = [];
            _names.Add(name);
        }

        if (!states.Contains(id)) states.Add(id);
    }

    /// <summary>One ref through all purges.</summary>
    private sealed class Line(string name)
    {
        /// <summary>What it was called, the last name last.</summary>
        public List<string> Names { get; } = [name];

        /// <summary>What it is called in the end.</summary>
        public string Name => Names[^1];

        /// <summary>What it names in the end; null where it goes.</summary>
        public ObjectId? Id { get; set; }
    }
}
