using System.Security.Cryptography;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.History.Scanning;

/// <summary>A version of an output somewhere in a history.</summary>
/// <param name="Path">A path that it had.</param>
/// <param name="Sha256">The SHA-256 of its content, in hex.</param>
public sealed record OutputVersion(string Path, string Sha256);

/// <summary>Every version of every output in a history, by content: what a ledger has to cover.</summary>
public sealed class HistoryOutputs
{
    private readonly Repository _repository;
    private readonly HistoryGraph _graph;
    private readonly BlobContexts _contexts;
    private readonly BlobPaths _paths;

    internal HistoryOutputs(Repository repository, HistoryGraph graph, BlobContexts contexts, BlobPaths paths) =>
        (_repository, _graph, _contexts, _paths) = (repository, graph, contexts, paths);

    /// <summary>Lists the outputs of a repository, as a scan sees them.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="failed">Told of each output that could not be read.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static IReadOnlyList<OutputVersion> List(Repository repository, Action<string> failed, CancellationToken cancellation)
    {
        var snapshot = RepositorySnapshot.Of(repository);
        var options = new ScanOptions();
        using var store = ObjectStore.Open(repository);
        var graph = HistoryGraph.Read(store, repository.Format, options.MaxObjectBytes, options.Threads, static (_, _, _) => { }, cancellation);
        var paths = BlobPaths.Find(graph, ResolvedRoot.TreesOf(snapshot.Roots, graph), graph.UnorderedCommits, dangling: true);
        var declarations = new StudyDeclarations();
        DeclarationReader.Read(declarations, paths, graph, repository, options.MaxObjectBytes);
        var contexts = new BlobContexts(paths, new PathClassifier(declarations));
        var found = new List<OutputVersion>();
        var outputs = new HistoryOutputs(repository, graph, contexts, paths);
        outputs.Read(static _ => true, options.MaxObjectBytes, (path, _, sha256) => found.Add(new OutputVersion(contexts.Display(path), sha256)), path => failed(contexts.Display(path)));
        return [.. found.OrderBy(o => o.Path, StringComparer.Ordinal).ThenBy(o => o.Sha256, StringComparer.Ordinal)];
    }

    /// <summary>What the rule about the ledger says of each output.</summary>
    internal IReadOnlyList<JudgedBlob> Unapproved(OutputLedger ledger, Func<int, bool> inScope, FingerprintKey key, ScanOptions options, CancellationToken cancellation)
    {
        var judged = new Dictionary<(int Blob, FileContext Context), JudgedBlob>();
        Read(
            inScope, options.MaxObjectBytes,
            Judge,
            // What can't be read is in no ledger; the scan itself says that it can't be read.
            static _ => { });
        cancellation.ThrowIfCancellationRequested();
        return [.. judged.Values];

        void Judge(int path, int blob, string sha256)
        {
            var (shown, context) = (_contexts.Display(path), _contexts.OfPath(path));
            if (LedgerRule.Judge(shown, context, ledger.StandingOf(shown, sha256), ledger.Paths[sha256].FirstOrDefault()) is not { } hit) return;
            var known = judged.GetValueOrDefault((blob, context))
                ?? new JudgedBlob(blob, context, new Judged(ReadState.Read, null, Sighting.Of([hit], key, _graph.Objects[blob].ToString(), keepValues: false), []));
            // Another path of the same content may be the one that it was approved under.
            judged[(blob, context)] = known with { Paths = [.. known.Paths ?? [], path] };
        }
    }

    /// <summary>Hashes every output once, and tells of it for each of its paths.</summary>
    private void Read(Func<int, bool> inScope, long mostBytes, Action<int, int, string> found, Action<int> failed)
    {
        var paths = new Dictionary<ObjectId, (int Blob, List<int> Paths)>();
        for (var blob = 0; blob < _graph.Objects.Count; blob++)
        {
            if (_graph.Objects.Types[blob] != ObjectType.Blob || !inScope(blob)) continue;
            var outputs = _paths.Of(blob).Where(p => LedgerRule.IsOutput(_contexts.Display(p), _contexts.OfPath(p))).ToList();
            if (outputs.Count > 0) paths[_graph.Objects[blob]] = (blob, outputs);
        }

        new CatFile(_repository).Read(
            [.. paths.Keys], mostBytes,
            (id, _, content) =>
            {
                var sha256 = Convert.ToHexStringLower(SHA256.HashData(content.Span));
                foreach (var path in paths[id].Paths) found(path, paths[id].Blob, sha256);
            },
            (id, _, _) => paths[id].Paths.ForEach(failed));
    }
}
