using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.Proof;

/// <summary>
/// Shows that new trees are the old ones but for the treated entries: both are read with git, each pair of trees once, level by level.
/// </summary>
/// <param name="before">The copy made before.</param>
/// <param name="after">The rewritten repository.</param>
/// <param name="certificate">Says what was treated.</param>
/// <param name="ids">What became of commits: notes are filed under their ids.</param>
/// <param name="evidence">Takes what is not as it was.</param>
internal sealed class TreeComparison(Repository before, Repository after, Certificate certificate, RewrittenIds ids, Evidence evidence)
{
    private const int PairsAtOnce = 2_000;
    private readonly int _idLength = ObjectId.LengthOf(before.Format);
    private readonly HashSet<TreatedEntry> _treated = [.. certificate.Treated];
    private readonly ReplacedNames _names = new(certificate);
    private readonly HashSet<Pair> _seen = [];
    private readonly Dictionary<(string Note, ObjectId Blob), string> _notesGone = [];
    private readonly HashSet<(string Note, ObjectId Blob)> _notesNew = [];
    private List<Pair> _next = [];

    /// <summary>Two trees at the same place; zero for none.</summary>
    private readonly record struct Pair(ObjectId Old, ObjectId New, string Path);

    /// <summary>How many pairs of trees were compared.</summary>
    public int Compared => _seen.Count;

    /// <summary>Puts a pair of root trees on the list; null for no tree.</summary>
    public void Add(ObjectId? old, ObjectId? now) => Add(new Pair(old ?? default, now ?? default, ""));

    /// <summary>Compares all pairs on the list and all below them.</summary>
    public void Run(IProgressSink progress, CancellationToken cancellation)
    {
        while (_next.Count > 0)
        {
            var level = _next;
            _next = [];
            foreach (var pairs in level.Chunk(PairsAtOnce))
            {
                cancellation.ThrowIfCancellationRequested();
                var old = Read(before, pairs.Select(p => p.Old));
                var now = Read(after, pairs.Select(p => p.New));
                foreach (var pair in pairs) Compare(pair, old, now);
                progress.Report("comparing trees with the copy made before", _seen.Count - _next.Count, 0);
            }
        }

        CompareNotes();
    }

    /// <summary>Each note that moved is where its commit went, with the content it had, or with what the certificate says it became.</summary>
    private void CompareNotes()
    {
        var became = _notesNew.ToLookup(n => n.Note, n => n.Blob, StringComparer.Ordinal);
        var was = _notesGone.ToLookup(n => n.Key.Note, n => (n.Key.Blob, Path: n.Value), StringComparer.Ordinal);
        foreach (var ((note, blob), path) in _notesGone)
        {
            if (_notesNew.Contains((note, blob)) || ids.Now(ObjectId.Parse(note)) is null) continue;
            if (!IsTreated(path, blob, null) && !became[note].Any(b => IsTreated(path, blob, b))) Changed("a git note", note);
        }

        foreach (var (note, blob) in _notesNew)
        {
            if (!_notesGone.ContainsKey((note, blob)) && !was[note].Any(w => IsTreated(w.Path, w.Blob, blob))) Changed("a git note", note);
        }
    }

    private static void ReadInto(Dictionary<ObjectId, byte[]> found, Repository repository, List<ObjectId> wanted) =>
        new CatFile(repository).Read(wanted, int.MaxValue, (id, _, content) => found[id] = content.ToArray(), (_, _, _) => { });

    private static Dictionary<ObjectId, byte[]> Read(Repository repository, IEnumerable<ObjectId> trees)
    {
        var found = new Dictionary<ObjectId, byte[]>();
        ReadInto(found, repository, [.. trees.Where(t => !t.IsZero).Distinct()]);
        return found;
    }

    private void Add(Pair pair)
    {
        if (pair.Old != pair.New && _seen.Add(pair)) _next.Add(pair);
    }

    private void Compare(Pair pair, Dictionary<ObjectId, byte[]> old, Dictionary<ObjectId, byte[]> now)
    {
        if (Entries(pair.Old, old) is not { } oldEntries || Entries(pair.New, now) is not { } newEntries)
        {
            evidence.Unread((pair.Old.IsZero ? pair.New : pair.Old).ToString(), null, "a tree is missing or malformed, and can't be compared");
            return;
        }

        var names = newEntries.ToLookup(e => e.Name, StringComparer.Ordinal);
        var left = new HashSet<RawEntry>(newEntries);
        foreach (var entry in oldEntries)
        {
            // That no tree has an old name any more is shown elsewhere; those of notes, which are ids, are never replaced.
            var same = names[_names.Now(entry.Name)].Concat(names[entry.Name]).Where(left.Contains).Cast<RawEntry?>().OrderByDescending(e => e!.Value.Id == entry.Id).FirstOrDefault();
            if (same is { } kept) left.Remove(kept);
            Compare(entry, same, Join(pair.Path, entry.Name));
        }

        foreach (var entry in left) Compare(null, entry, Join(pair.Path, entry.Name));
        if (!IsInOrder(oldEntries, newEntries)) Changed("the order of a tree's entries", pair.Path);
    }

    private void Compare(RawEntry? old, RawEntry? now, string path)
    {
        if (old?.Id == now?.Id && old?.Mode == now?.Mode) return;
        if (old is { } before && now is { } after && before.IsTree != after.IsTree)
        {
            Compare(before, null, path);
            Compare(null, after, path);
            return;
        }

        if ((old ?? now)!.Value.IsTree)
        {
            Add(new Pair(old?.Id ?? default, now?.Id ?? default, path));
            if (old is { } a && now is { } b && a.Mode != b.Mode) Changed("the mode of a folder", path);
            return;
        }

        if (old is { } was && now is { } isNow && was.Mode != isNow.Mode) Changed("the mode of a file", path);
        else if (!IsTreated(path, old?.Id, now?.Id) && !IsNote(path, old, now)) Tell(path, old, now);
    }

    private bool IsTreated(string path, ObjectId? old, ObjectId? now) =>
        _treated.Contains(new TreatedEntry(path, old, now)) || _treated.Contains(new TreatedEntry(null, old, now));

    /// <summary>A note is filed under the id of what it is on, in folders of two digits: it moves where that got another id.</summary>
    private bool IsNote(string path, RawEntry? old, RawEntry? now)
    {
        var key = path.Replace("/", "", StringComparison.Ordinal);
        if (old is not null == now is not null || !ObjectId.TryParse(key.AsSpan(), out var id)) return false;
        if (old is { } gone)
        {
            if (!ids.IsChanged(id)) return false;
            _notesGone.TryAdd((ids.Now(id)?.ToString() ?? key, gone.Id), path);
        }
        else
        {
            _notesNew.Add((key, now!.Value.Id));
        }

        return true;
    }

    private void Tell(string path, RawEntry? old, RawEntry? now)
    {
        if (now is null) evidence.Remains(RemainderKind.Lost, Shown(path), "an entry is gone that was not treated", old!.Value.Id);
        else if (old is null) evidence.Remains(RemainderKind.Changed, Shown(path), "an entry is there that was not there before", now.Value.Id);
        else evidence.Remains(RemainderKind.Changed, Shown(path), "an entry that was not treated holds something else", old.Value.Id);
    }

    private void Changed(string what, string path) => evidence.Remains(RemainderKind.Changed, Shown(path), $"{what} is not as it was");

    private string Shown(string path) => "a tree, at " + (path.Length == 0 ? "its root" : Printable.Escape(_names.Safe(path)));

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private bool IsInOrder(List<RawEntry> old, List<RawEntry> now)
    {
        // Whether git's order was kept where names are others now is for git fsck to say.
        old = old.FindAll(e => _names.Now(e.Name) == e.Name);
        var kept = now.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        var known = old.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        return old.Where(e => kept.Contains(e.Name)).Select(e => e.Name).SequenceEqual(now.Where(e => known.Contains(e.Name)).Select(e => e.Name));
    }

    private List<RawEntry>? Entries(ObjectId tree, Dictionary<ObjectId, byte[]> found)
    {
        if (tree.IsZero) return [];
        return found.TryGetValue(tree, out var content) ? RawObject.Tree(content, _idLength) : null;
    }
}
