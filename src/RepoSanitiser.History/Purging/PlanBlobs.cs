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
    private readonly ILookup<int, (int Path, EntryFate Fate)> _treated;

    /// <param name="graph">The history.</param>
    /// <param name="selection">What was selected.</param>
    /// <param name="treatments">What became of it.</param>
    /// <param name="elsewhere">All paths of all blobs; null where content alone selects, so that nothing lies elsewhere.</param>
    /// <param name="safe">Masks what in a path may identify somebody.</param>
    public PlanBlobs(HistoryGraph graph, PurgeSelection selection, Treatments treatments, BlobPaths? elsewhere, Func<string, string> safe)
    {
        (_graph, _selection, _elsewhere, _safe) = (graph, selection, elsewhere, safe);
        // A blob that no tree names has no path: -1.
        _treated = selection.Selected.Zip(treatments.Settled, (entry, fate) => (entry.Blob, entry.Path, Fate: fate))
            .Concat(treatments.LooseOnes.Select(l => (l.Blob, Path: -1, l.Fate)))
            .Where(t => t.Blob >= 0 && t.Fate.Kind is FateKind.Drop or FateKind.Replace)
            .ToLookup(t => t.Blob, t => (t.Path, t.Fate));
    }

    /// <summary>Whether a blob is treated.</summary>
    public bool Has(int blob) => _treated.Contains(blob);

    /// <summary>The files, by id.</summary>
    public IReadOnlyList<PurgedBlob> List() => [.. _treated.OrderBy(f => f.Key).Select(f => new PurgedBlob(
        _graph.Objects[f.Key],
        [.. f.Where(t => t.Path >= 0).Select(t => Show(t.Path)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        [.. f.Where(t => t.Fate.Kind == FateKind.Replace).Select(t => t.Fate.Content).Distinct().Order()],
        StaysAt(f.Key)))];

    /// <summary>Each blob at each path, with what takes its place.</summary>
    public IReadOnlyList<TreatedPath> Paths() => [.. _treated.SelectMany(f => f.Select(t => new TreatedPath(
        t.Path < 0 ? null : _selection.Raw(t.Path), _graph.Objects[f.Key], t.Fate.Kind == FateKind.Replace ? t.Fate.Content : null)))];

    private IReadOnlyList<string> StaysAt(int blob)
    {
        if (_elsewhere is null) return [];
        var treated = _treated[blob].Where(t => t.Path >= 0).Select(t => _selection.Raw(t.Path)).ToHashSet(StringComparer.Ordinal);
        var stays = _elsewhere.Of(blob).Select(p => Raw(_elsewhere.Paths, p)).Where(p => !treated.Contains(p));
        // Where the blob is treated as a note, the paths that notes have are not places at which it stays.
        if (_treated[blob].Any(t => t.Path < 0) && _selection.SelectsNote(blob)) stays = stays.Where(p => !IsNote(p));
        return [.. stays.Select(p => _safe(NameTable.Decode(p))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static bool IsNote(string path)
    {
        var digits = path.Replace("/", "", StringComparison.Ordinal);
        return digits.Length is 40 or 64 && digits.All(char.IsAsciiHexDigitLower);
    }

    private string Raw(PathTable paths, int path)
    {
        var parts = new Stack<string>();
        for (; path > PathTable.Root; path = paths.Folder(path)) parts.Push(_graph.Trees.Names[paths.Name(path)]);
        return string.Join('/', parts);
    }

    private string Show(int path) => _safe(NameTable.Decode(_selection.Raw(path)));
}
