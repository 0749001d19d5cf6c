using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Refs;

namespace RepoSanitiser.History.Scanning;

/// <summary>All that one repository's coverage is drawn from.</summary>
internal sealed record CoverageSource(
    RepositorySnapshot Snapshot,
    ObjectStore Store,
    HistoryGraph Graph,
    BlobPaths Paths,
    BlobContexts Contexts,
    BlobJudging Judging,
    Scope Scope,
    SensitiveNames Names,
    IReadOnlyList<(ObjectId Blob, int Path)> Undeclared);

/// <summary>Counts every object that was found by what became of it, and lists what was not wholly read.</summary>
internal sealed class CoverageTally
{
    private readonly SortedDictionary<string, CoverageCount> _counts = new(StringComparer.Ordinal);
    private readonly List<CoverageItem> _items = [];

    public Coverage ToCoverage()
    {
        var items = _items.OrderBy(i => i.Path, StringComparer.Ordinal).ThenBy(i => i.Object, StringComparer.Ordinal)
            .ThenBy(i => i.Reason, StringComparer.Ordinal).Distinct().ToList();
        return new Coverage(_counts, items);
    }

    /// <summary>Takes in something that was not read.</summary>
    public void Add(CoverageItem item) => _items.Add(item);

    /// <summary>Takes in a repository. Types of a submodule's store are counted apart, as <c>submodule blob</c>.</summary>
    public void Add(string prefix, CoverageSource source, LfsResult lfs)
    {
        var kind = prefix.Length == 0 ? "" : "submodule ";
        AddObjects(kind, source);
        AddBlobItems(prefix, source);
        AddMissing(kind, prefix, source);
        if (lfs.Count.Found > 0) Bump(kind + "lfs", lfs.Count);
        foreach (var (item, place) in lfs.Items)
        {
            var path = place < 0 ? null : prefix + source.Names.Path(place);
            _items.Add(item with { Path = item.Path is null ? path : $"{path ?? prefix + "lfs"} » {item.Path}" });
        }

        var files = source.Store.Unreadable.Where(u => u.Object is null).Concat(source.Snapshot.Unreadable).ToList();
        foreach (var file in files)
            _items.Add(new CoverageItem(null, file.Path is null ? null : prefix + source.Names.File(file.Path), ReadState.Unread, file.Reason));
        if (source.Snapshot.Repository.MissingAlternates is > 0 and var alternates)
            _items.Add(new CoverageItem(null, prefix + "objects/info/alternates", ReadState.Unread, $"alternates not found: {alternates}"));
        foreach (var (blob, path) in source.Undeclared)
            _items.Add(new CoverageItem(blob.ToString(), prefix + source.Names.Path(path), ReadState.Opaque, "what it declares of outputs needs a person: it is not valid"));
        if (source.Paths.Truncated)
            _items.Add(new CoverageItem(null, null, ReadState.Unread, "more paths than are followed: trees that name each other many times over"));
    }

    private void AddObjects(string kind, CoverageSource source)
    {
        var failed = new HashSet<int>(source.Graph.Malformed);
        foreach (var index in source.Graph.Malformed)
            _items.Add(new CoverageItem(source.Graph.Objects[index].ToString(), null, ReadState.Unread, "malformed"));
        foreach (var unread in source.Store.Unreadable)
        {
            if (unread.Object is not { } id) continue;
            var index = source.Graph.Objects.Find(id);
            failed.Add(index);
            if (source.Graph.Objects.Types[index] != ObjectType.Blob && InScope(source)(index))
                _items.Add(new CoverageItem(id.ToString(), null, ReadState.Unread, unread.Reason));
        }

        var counts = new Dictionary<string, long[]>();
        var inScope = InScope(source);
        for (var i = 0; i < source.Graph.Objects.Count; i++)
        {
            if (!inScope(i)) continue;
            var type = source.Graph.Objects.Types[i];
            var state = type == ObjectType.Blob ? source.Judging.State(i) ?? ReadState.Unread : failed.Contains(i) ? ReadState.Unread : ReadState.Read;
            if (!counts.TryGetValue(type.Name(), out var count)) counts[type.Name()] = count = new long[3];
            count[(int)state]++;
        }

        foreach (var (type, count) in counts) Bump(kind + type, new CoverageCount(count.Sum(), count[0], count[1], count[2]));
    }

    private static Func<int, bool> InScope(CoverageSource source)
    {
        if (source.Scope.Everything) return static _ => true;
        var blobs = source.Scope.Blobs(source.Paths, source.Graph);
        return index => source.Graph.Objects.Types[index] switch
        {
            ObjectType.Blob => blobs(index),
            ObjectType.Tree => source.Paths.HasTree(index),
            _ => source.Scope.Has(index),
        };
    }

    private void AddBlobItems(string prefix, CoverageSource source)
    {
        foreach (var judged in source.Judging.Results)
        {
            var judgement = judged.Judged;
            if (judgement.State == ReadState.Read && judgement.Parts.Count == 0) continue;
            var id = source.Graph.Objects[judged.Blob].ToString();
            var places = source.Contexts.PathsIn(judged.Blob, judged.Context).ToList();
            var path = places.Count == 0 ? null : prefix + source.Names.Path(places[0]);
            if (judgement.State != ReadState.Read)
                _items.Add(new CoverageItem(id, path, judgement.State, judgement.Reason ?? "not read"));
            foreach (var part in judgement.Parts)
                _items.Add(part with { Object = id, Path = path is null ? part.Path : $"{path} » {part.Path}" });
        }
    }

    /// <summary>What the history names and the store does not have: a partial or shallow clone, or a damaged one.</summary>
    private void AddMissing(string kind, string prefix, CoverageSource source)
    {
        var found = new Dictionary<string, CoverageItem>();
        foreach (var (missing, path) in source.Paths.MissingPaths)
        {
            var id = source.Graph.Trees.Missing[missing].ToString();
            found[id] = new CoverageItem(id, prefix + source.Names.Path(path), ReadState.Unread, "not in this clone");
        }

        foreach (var parent in source.Scope.Commits.SelectMany(c => c.MissingParents))
            found[parent.ToString()] = new CoverageItem(parent.ToString(), null, ReadState.Unread, "history before it is not in this clone (shallow)");
        foreach (var root in source.Scope.Roots)
        {
            // Reflogs may name commits that were pruned long ago; then nothing can show them either.
            if (root.Object < 0 && root.Root.Kind is RootKind.Ref or RootKind.Index)
                found[root.Root.Target.ToString()] = new CoverageItem(
                    root.Root.Target.ToString(), prefix + source.Names.Ref(root.Root.Name), ReadState.Unread, "not in this clone");
        }

        if (found.Count == 0) return;
        Bump(kind + "missing", new CoverageCount(found.Count, 0, 0, found.Count));
        _items.AddRange(found.Values);
    }

    private void Bump(string type, CoverageCount more)
    {
        var known = _counts.GetValueOrDefault(type, new CoverageCount(0, 0, 0, 0));
        _counts[type] = new CoverageCount(
            known.Found + more.Found, known.Read + more.Read, known.Opaque + more.Opaque, known.Unread + more.Unread);
    }
}
