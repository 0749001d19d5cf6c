using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Rewriting;
using RepoSanitiser.Git.Transactions;

namespace RepoSanitiser.History.Purging;

/// <summary>
/// What was done in a repository since its purge, and would be lost by going back. A ref may name what it named before or what the purge
/// made of it: a purge, or a way back, that was killed leaves some of each.
/// </summary>
internal sealed class SincePurge
{
    private readonly PurgeJournal _journal;
    private readonly RefTable _now;
    private readonly Dictionary<string, RefState> _before;
    private readonly Dictionary<string, ChangedRef> _changed;
    private readonly Dictionary<string, ChangedRef> _renamed;

    /// <param name="repository">The repository as it is.</param>
    /// <param name="journal">What the purge found and made.</param>
    public SincePurge(Repository repository, PurgeJournal journal)
    {
        _journal = journal;
        _now = RefTable.Read(repository);
        _before = journal.RefsBefore.ToDictionary(r => r.Name, StringComparer.Ordinal);
        _changed = journal.Refs.ToDictionary(r => r.Name, StringComparer.Ordinal);
        _renamed = journal.Refs.Where(r => r.New is not null && r.NewName != r.Name).ToDictionary(r => r.NewName, StringComparer.Ordinal);
    }

    /// <summary>Whether any ref names what the purge made of it.</summary>
    public bool AnyMoved => _now.Refs.Any(r => r.Symbolic is null && Made(r.Name) == r.Target);

    /// <summary>Names of refs, heads and stashes that are neither as they were before nor as the purge left them.</summary>
    public IReadOnlyList<string> Changed()
    {
        var changed = _now.Refs.Where(r => !IsKnown(r)).Select(r => r.Name).ToList();
        var present = _now.Refs.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        // A HEAD whose branch is gone names nothing and holds nothing.
        changed.AddRange(_before.Values.Where(r => r.Kind != RefKind.Head && !present.Contains(r.Name) && !MayBeGone(r)).Select(r => r.Name));
        var stashes = _journal.StashesBefore.Concat(_journal.Stashes.Select(s => s.Commit)).ToHashSet();
        changed.AddRange(_now.Stashes.Index().Where(s => !stashes.Contains(s.Item.Commit)).Select(s => $"stash@{{{s.Index}}}"));
        return changed;
    }

    private ObjectId? Made(string name) =>
        _renamed.TryGetValue(name, out var renamed) ? renamed.New : _changed.TryGetValue(name, out var changed) && changed.NewName == name ? changed.New : null;

    private bool IsKnown(RefState now)
    {
        _before.TryGetValue(now.Name, out var before);
        if (now.Symbolic is { } target)
            return before?.Symbolic == target || _journal.SymbolicRefs.Any(s => s.Name == now.Name && s.New == target);
        return (before is { Symbolic: null } && before.Target == now.Target) || Made(now.Name) == now.Target;
    }

    /// <summary>Whether the purge drops a ref or gives it another name; while it moves them, a name may be missing for an instant.</summary>
    private bool MayBeGone(RefState before)
    {
        // A symbolic ref whose branch is gone is not listed.
        if (before.Symbolic is { } target)
            return _journal.SymbolicRefs.Any(s => s.Name == before.Name) || !_now.Refs.Any(r => r.Name == target);
        return _changed.TryGetValue(before.Name, out var change) && (change.New is null || change.NewName != change.Name || _journal.Phase == PurgePhase.Written);
    }
}
