using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Rewriting;

namespace RepoSanitiser.History.Purging;

/// <summary>Lists the files that a purge treats, for its plan.</summary>
internal sealed class PlanBlobs
{
    private readonly HistoryGraph _graph;
    private readonly PurgeSelection _selection;
    private readonly BlobPaths? _elsewhere;
    private readonly Func<string, string> _safe;
    private readonly ILookup<int, int> _paths;
    private readonly Dictionary<int, List<EntryFate>> _fates = [];

    /// <param name="graph">The history.</param>
    /// <param name="selection">What was selected.</param>
    /// <param name="treatments">What became of it.</param>
    /// <param name="elsewhere">All paths of all blobs; null where content alone selects, so that nothing lies elsewhere.</param>
    /// <param name="safe">Masks what in a path may identify somebody.</param>
    public PlanBlobs(HistoryGraph graph, PurgeSelection selection, Treatments treatments, BlobPaths? elsewhere, Func<string, string> safe)
    {
        (_graph, _selection, _elsewhere, _safe) = (graph, selection, elsewhere, safe);
        _paths = selection.Selected.Where(e => e.Blob >= 0).ToLookup(e => e.Blob, e => e.Path);
        foreach (var made in treatments.Made.Where(m => m.Fate.Kind != FateKind.Keep))
        {
            if (!_fates.TryGetValue(made.Blob, out var list)) _fates[made.Blob] = list = [];
            list.Add(made.Fate);
        }
    }

    /// <summary>Whether a blob is treated.</summary>
    public bool Has(int blob) => _fates.ContainsKey(blob);

    /// <summary>The files, by id.</summary>
    public IReadOnlyList<PurgedBlob> List() => [.. _fates.OrderBy(f => f.Key).Select(f => new PurgedBlob(
        _graph.Objects[f.Key],
        [.. _paths[f.Key].Select(Show).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        [.. f.Value.Where(v => v.Kind == FateKind.Replace).Select(v => v.Content).Distinct().Order()],
        StaysAt(f.Key)))];

    /// <summary>Each blob at each path, with what takes its place.</summary>
    public IReadOnlyList<TreatedPath> Paths()
    {
        var all = new List<TreatedPath>();
        foreach (var (blob, fates) in _fates)
        {
            // A content may differ by path only where files are redacted; then each path is listed with each content.
            foreach (var fate in fates.DistinctBy(f => f.Content))
            {
                var made = fate.Kind == FateKind.Replace ? fate.Content : (ObjectId?)null;
                all.AddRange(_paths[blob].Distinct().Select(p => new TreatedPath(_selection.Raw(p), _graph.Objects[blob], made)));
                if (!_paths[blob].Any()) all.Add(new TreatedPath(null, _graph.Objects[blob], made));
            }
        }

        return all;
    }

    private IReadOnlyList<string> StaysAt(int blob)
    {
        if (_elsewhere is null) return [];
        var treated = _paths[blob].Select(_selection.Raw).ToHashSet(StringComparer.Ordinal);
        var stays = _elsewhere.Of(blob).Select(p => Raw(_elsewhere.Paths, p)).Where(p => !treated.Contains(p));
        return [.. stays.Select(p => _safe(NameTable.Decode(p))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private string Raw(PathTable paths, int path)
    {
        var parts = new Stack<string>();
        for (; path > PathTable.Root; path = paths.Folder(path)) parts.Push(_graph.Trees.Names[paths.Name(path)]);
        return string.Join('/', parts);
    }

    private string Show(int path) => _safe(NameTable.Decode(_selection.Raw(path)));
}
