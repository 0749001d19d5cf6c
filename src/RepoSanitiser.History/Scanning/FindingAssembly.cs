using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.History.Scanning;

/// <summary>Puts together what the rules saw and where in history it lies.</summary>
internal sealed class FindingAssembly
{
    private readonly FingerprintKey _key;
    private readonly Repository _repository;
    private readonly HistoryGraph _graph;
    private readonly CommitTimeline _timeline;
    private readonly BlobPaths _paths;
    private readonly BlobContexts _contexts;
    private readonly IReadOnlyList<ResolvedRoot> _roots;
    private readonly string _prefix;
    private readonly Items _items = new();
    private Dictionary<int, string> _authors = [];
    private ItemHistory[] _histories = [];

    public FindingAssembly(
        FingerprintKey key,
        ContentJudge judge,
        Repository repository,
        HistoryGraph graph,
        CommitTimeline timeline,
        BlobPaths paths,
        BlobContexts contexts,
        IReadOnlyList<ResolvedRoot> roots,
        string prefix)
    {
        _key = key;
        _repository = repository;
        _graph = graph;
        _timeline = timeline;
        _paths = paths;
        _contexts = contexts;
        _roots = roots;
        _prefix = prefix;
        Names = new SensitiveNames(judge, key, paths, contexts, graph.Trees.Names, roots);
    }

    public SensitiveNames Names { get; }

    public IReadOnlyList<Finding> Assemble(
        IEnumerable<JudgedBlob> blobs,
        IEnumerable<JudgedMessage> messages,
        IReadOnlyList<JudgedLfsFile> lfs,
        int threads,
        CancellationToken cancellation)
    {
        var judged = blobs.Where(b => b.Judged.Sightings.Count > 0).ToList();
        var said = messages.ToList();
        foreach (var blob in judged.Select(b => b.Blob).Concat(lfs.SelectMany(f => f.Pointers))) _items.AddBlob(blob);
        foreach (var name in Names.Names.Keys) _items.AddName(name);
        FindHistories(threads, cancellation);
        _authors = ReadAuthors(said);
        var findings = new List<Finding>();
        foreach (var blob in judged) AddBlob(blob, findings);
        foreach (var file in lfs) AddLfs(file, findings);
        foreach (var message in said) AddMessage(message, findings);
        foreach (var (name, hits) in Names.Names) AddName(name, hits, findings);
        foreach (var (name, hits) in Names.Refs) AddRef(name, hits, findings);
        return findings;
    }

    private void FindHistories(int threads, CancellationToken cancellation)
    {
        if (_items.Count == 0) return;
        var folders = new HashSet<int>();
        for (var path = 1; path < _paths.Paths.Count; path++)
        {
            if (_paths.Paths.Folder(path) is var folder and > PathTable.Root) folders.Add(_paths.Paths.Name(folder));
        }

        var trees = new ItemTrees(_graph, _items, folders);
        _histories = new ItemHistories(_timeline, trees, _items, _roots).Find(threads, cancellation);
    }

    private void AddBlob(JudgedBlob judged, List<Finding> findings)
    {
        var history = _histories[_items.AddBlob(judged.Blob)];
        var id = _graph.Objects[judged.Blob].ToString();
        var paths = Sorted(judged.Paths ?? _contexts.PathsIn(judged.Blob, judged.Context));
        foreach (var hit in judged.Judged.Sightings) findings.Add(Place(hit, paths, history) with { Blob = id });
    }

    private void AddLfs(JudgedLfsFile file, List<Finding> findings)
    {
        var histories = file.Pointers.Select(p => _histories[_items.AddBlob(p)]).ToList();
        var history = histories.Where(h => h.Introduced >= 0).OrderBy(h => h.Introduced).FirstOrDefault() ?? ItemHistory.Unreachable;
        history = history with { ReachableFrom = [.. histories.SelectMany(h => h.ReachableFrom).Distinct()] };
        var paths = Sorted(file.Pointers.SelectMany(p => _contexts.PathsIn(p, file.Context)).Distinct());
        foreach (var hit in file.Judged.Sightings)
            findings.Add(Place(hit, paths, history) with { Object = new ObjectReference("lfs", file.Id) });
    }

    private void AddMessage(JudgedMessage message, List<Finding> findings)
    {
        var id = _graph.Objects[message.Object].ToString();
        var history = message.Type == ObjectType.Commit ? OfCommit(message.Object) : OfTag(message.Object);
        foreach (var hit in message.Hits)
            findings.Add(Place(hit, [], history) with { Object = new ObjectReference(message.Type.Name(), id) });
    }

    private void AddName(int name, IReadOnlyList<Sighting> hits, List<Finding> findings)
    {
        var history = _histories[_items.AddName(name)];
        if (NameHolder(name) is not { } holder) return;
        var paths = Sorted(Enumerable.Range(1, _paths.Paths.Count - 1).Where(p => _paths.Paths.Name(p) == name));
        foreach (var hit in hits) findings.Add(Place(hit, paths, history) with { Object = holder });
    }

    /// <summary>The tree that has a name, or else the index; null where what is looked at has it nowhere.</summary>
    private ObjectReference? NameHolder(int name)
    {
        if (_paths.TreeOfName(name) is >= 0 and var tree) return new ObjectReference("tree", _graph.Objects[tree].ToString());
        var raw = _graph.Trees.Names[name];
        var entry = _roots.FirstOrDefault(r => r.Root.Path is { } path && path.Split('/').Contains(raw));
        return entry is null ? null : new ObjectReference("index", entry.Root.Target.ToString());
    }

    private void AddRef(string name, IReadOnlyList<Sighting> hits, List<Finding> findings)
    {
        var target = _roots.First(r => r.Root.Name == name).Root.Target.ToString();
        var history = ItemHistory.Unreachable with { ReachableFrom = [name] };
        foreach (var hit in hits) findings.Add(Place(hit, [], history) with { Object = new ObjectReference("ref", target) });
    }

    /// <summary>Everything about a hit but the object it lies in.</summary>
    private Finding Place(Sighting hit, List<(string Real, string Shown)> paths, ItemHistory history)
    {
        return new Finding
        {
            Rule = hit.Rule,
            Severity = hit.Severity,
            Confidence = hit.Confidence,
            Location = hit.Location,
            Evidence = hit.Evidence,
            ContentTag = hit.Tag,
            Value = hit.Value,
            Paths = paths.ConvertAll(p => p.Shown),
            Fingerprints = paths.Count == 0 ? [_key.Fingerprint(hit.Rule, "", hit.Tag)] : paths.ConvertAll(p => _key.Fingerprint(hit.Rule, p.Real, hit.Tag)),
            Introduced = history.Introduced < 0 ? null : new Introduction(
                _graph.Objects[_timeline.Commits[history.Introduced].Index].ToString(),
                _timeline.Time(history.Introduced),
                _authors.GetValueOrDefault(history.Introduced, "")),
            Removed = [.. history.Removed.Select(r => new Removal(
                _prefix + Names.Ref(r.Ref), _graph.Objects[_timeline.Commits[r.Commit].Index].ToString(), _timeline.Time(r.Commit)))],
            ReachableFrom = [.. history.ReachableFrom.Select(r => _prefix + Names.Ref(r))],
            Exposure = history.Exposure,
        };
    }

    private List<(string Real, string Shown)> Sorted(IEnumerable<int> paths) =>
        [.. paths.Select(p => (Real: _contexts.Display(p), Shown: Names.Path(p))).OrderBy(p => p.Real, StringComparer.Ordinal)];

    private ItemHistory OfCommit(int commit)
    {
        if (!_timeline.Positions.TryGetValue(commit, out var position)) return ItemHistory.Unreachable;
        var has = new bool[_timeline.Commits.Count];
        has[position] = true;
        for (var i = position + 1; i < has.Length; i++)
        {
            foreach (var parent in _timeline.Parents(i)) has[i] |= has[parent];
        }

        var names = _roots.Where(r => r.Commit >= 0 && has[r.Commit]).Select(r => r.Root.Name).Distinct().ToList();
        return new ItemHistory(position, [], names, names.Count == 0 ? null : new Exposure(_timeline.Time(position), null));
    }

    private ItemHistory OfTag(int tag)
    {
        var names = new List<string>();
        foreach (var root in _roots)
        {
            var steps = 0;
            for (var at = root.Object; at >= 0 && steps++ < _graph.Tags.Count; at = _graph.Tags.TryGetValue(at, out var next) ? next.Target : -1)
            {
                if (at == tag) names.Add(root.Root.Name);
            }
        }

        return ItemHistory.Unreachable with { ReachableFrom = [.. names.Distinct()] };
    }

    /// <summary>Names of the people who wrote the introducing commits.</summary>
    private Dictionary<int, string> ReadAuthors(IEnumerable<JudgedMessage> messages)
    {
        var positions = _histories.Select(h => h.Introduced)
            .Concat(messages.Select(m => _timeline.Positions.GetValueOrDefault(m.Object, -1)))
            .Where(p => p >= 0).Distinct().ToDictionary(p => _graph.Objects[_timeline.Commits[p].Index]);
        var authors = new Dictionary<int, string>();
        if (positions.Count == 0) return authors;
        new CatFile(_repository).Read(
            [.. positions.Keys],
            int.MaxValue,
            (id, _, content) => authors[positions[id]] = AuthorName(content.Span),
            static (_, _, _) => { });
        return authors;
    }

    private static string AuthorName(ReadOnlySpan<byte> commit)
    {
        foreach (var range in commit.Split((byte)'\n'))
        {
            var line = commit[range];
            if (line.Length == 0) break;
            if (!line.StartsWith("author "u8)) continue;
            var end = line.LastIndexOf((byte)'<');
            return Encoding.UTF8.GetString(line[7..Math.Max(7, end)]).Trim();
        }

        return "";
    }
}
