using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.History.Purging;

/// <summary>Finds the blobs that are selected by what they are: id, finding, size or text.</summary>
internal sealed class BlobSelection(PurgeRequest request, Repository repository, ObjectStore store, HistoryGraph graph, CancellationToken cancellation)
{
    /// <summary>The blobs, by number; null where nothing selects so.</summary>
    /// <exception cref="ReposanException">An id given is none of a blob here (usage), or something could not be searched (refused).</exception>
    public bool[]? Find()
    {
        var all = new List<bool[]>();
        if (request.Blobs.Count > 0) all.Add(ById(request.Blobs, given: true));
        if (request.Findings is { } findings) all.Add(Noted(ById(findings.Blobs, given: false), "--findings", findings.Blobs.Count == 0));
        if (request.LargerThan is { } size) all.Add(Noted(BySize(size), "--larger-than"));
        if (request.Containing is { } texts) all.Add(Noted(ByText(texts), texts == request.Replacements ? "--replace-text" : "--containing"));
        if (all.Count == 0) return null;
        var selected = all[0];
        foreach (var other in all.Skip(1))
        {
            for (var i = 0; i < selected.Length; i++) selected[i] = request.MatchAll ? selected[i] && other[i] : selected[i] || other[i];
        }

        return selected;
    }

    /// <summary>The options that select nothing here.</summary>
    public List<string> Unused { get; } = [];

    private bool[] Noted(bool[] selected, string option, bool isEmpty = false)
    {
        if (!isEmpty && !selected.Contains(true)) Unused.Add(option);
        return selected;
    }

    private bool IsPartial => repository.ObjectDirectories.Select(d => Path.Combine(d, "pack")).Any(d => Directory.Exists(d) && Directory.EnumerateFiles(d, "*.promisor").Any());

    private bool[] ById(IEnumerable<ObjectId> ids, bool given)
    {
        var selected = new bool[graph.Objects.Count];
        foreach (var id in ids)
        {
            var index = graph.Objects.Find(id);
            if (index >= 0 && graph.Objects.Types[index] == ObjectType.Blob) selected[index] = true;
            else if (index >= 0) throw new ReposanException(ExitCode.Usage, $"{id} is a {graph.Objects.Types[index].Name()}, not a blob: give the blobs in it, or paths.");
            else if (given && IsPartial)
                throw new ReposanException(ExitCode.Refused, $"This is a partial clone, and the object {id} is not in it but promised by the server: purge a full clone (git clone --mirror URL), or give the URL; nothing was changed.");
            else if (given) throw new ReposanException(ExitCode.Usage, $"There is no object {id} in this repository: give the full id of a blob, as scan reports it.");
        }

        return selected;
    }

    private bool[] BySize(long size)
    {
        var selected = new bool[graph.Objects.Count];
        var blobs = Enumerable.Range(0, graph.Objects.Count).Where(i => graph.Objects.Types[i] == ObjectType.Blob).Select(i => graph.Objects[i]).ToList();
        new CatFile(repository).Check(blobs, (id, _, bytes) => selected[graph.Objects.Find(id)] = bytes > size);
        return selected;
    }

    private bool[] ByText(TextRules texts)
    {
        var selected = new bool[graph.Objects.Count];
        var before = store.Unreadable.Count;
        store.Walk([ObjectType.Blob], () => new Searcher(texts, selected), request.MaxObjectBytes, request.Threads, cancellation);
        var unread = store.Unreadable.Count - before;
        return unread == 0 ? selected : throw new ReposanException(
            ExitCode.Refused, $"{unread} files could not be searched for the text (damaged, or larger than {request.MaxObjectBytes >> 20} MiB): raise --max-object-mib, or select them another way.");
    }

    private sealed class Searcher(TextRules texts, bool[] selected) : IStoreVisitor<bool>
    {
        public bool Visit(int index, ObjectType type, ReadOnlyMemory<byte> content) => selected[index] = texts.Match(content.Span);

        public bool VisitDelta(int index, ObjectType type, ReadOnlyMemory<byte> content, bool baseNode, List<DeltaOp> ops) => Visit(index, type, content);

        public bool Revisit(int index, ObjectType type, ReadOnlyMemory<byte> content) => false;

        public void Release(bool node)
        {
        }

        public bool Wants(int index) => true;
    }
}
