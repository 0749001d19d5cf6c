using System.Collections.Concurrent;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.History.Caching;

namespace RepoSanitiser.History.Scanning;

/// <summary>What a scan found, and how much it read.</summary>
/// <param name="Findings">Sorted: severity descending, then rule, path, blob, location.</param>
/// <param name="Coverage">What was found, read and not read.</param>
public sealed record ScanResult(IReadOnlyList<Finding> Findings, Coverage Coverage);

/// <summary>
/// Scans one repository: every object in its store, reachable or not, its LFS store and the stores of its submodules.
/// bytes → documents → findings, then each finding's place in history.
/// </summary>
/// <param name="judge">Says what content holds.</param>
/// <param name="key">Keys the fingerprints.</param>
/// <param name="options">Limits and what to narrow the scan to.</param>
/// <param name="results">Results of earlier scans; null to scan as if there were none.</param>
public sealed class RepositoryScanner(ContentJudge judge, FingerprintKey key, ScanOptions options, KnownResults? results)
{
    // Results of another build of the code that reads and places findings are not taken over.
    private static string Build { get; } = $"{typeof(Repository).Module.ModuleVersionId} {typeof(RepositoryScanner).Module.ModuleVersionId}";

    /// <summary>Scans a repository and its submodules' stores.</summary>
    /// <exception cref="ReposanException">The repository can't be opened.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ScanResult Scan(Repository repository, CancellationToken cancellation) => Scan(RepositorySnapshot.Of(repository), cancellation);

    /// <summary>Scans a repository, and its submodules' stores, as it was looked at.</summary>
    /// <exception cref="ReposanException">Its objects can't be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ScanResult Scan(RepositorySnapshot snapshot, CancellationToken cancellation)
    {
        options.Progress.Report("reading the history", 0, 0);
        var repository = snapshot.Repository;
        var state = $"{Build} {judge.Version} {key.Id} {options.MaxObjectBytes} {string.Join(' ', options.Refs)} {options.CompareVersions} {options.Ledger?.State}\n{snapshot.State}";
        if (results?.Find(repository, state) is { } known) return known;
        var findings = new List<Finding>();
        var coverage = new CoverageTally();
        ScanStores(snapshot, "", findings, coverage, cancellation);
        findings.Sort(FindingOrder.Compare);
        var result = new ScanResult(findings, coverage.ToCoverage());
        results?.Keep(repository, state, result);
        return result;
    }

    private void ScanStores(
        RepositorySnapshot snapshot, string prefix, List<Finding> findings, CoverageTally coverage, CancellationToken cancellation)
    {
        ScanOne(snapshot, prefix, findings, coverage, cancellation);
        foreach (var (name, module) in snapshot.Modules) ScanStores(module, $"{prefix}modules/{SensitiveNames.Safe(judge, name)}/", findings, coverage, cancellation);
    }

    private void ScanOne(
        RepositorySnapshot snapshot, string prefix, List<Finding> findings, CoverageTally coverage, CancellationToken cancellation)
    {
        var repository = snapshot.Repository;
        using var store = ObjectStore.Open(repository);
        var messages = new ConcurrentQueue<JudgedMessage>();
        var graph = HistoryGraph.Read(
            store, repository.Format, options.MaxObjectBytes, options.Threads, (i, t, c) => JudgeMessage(store.Table[i], i, t, c, messages), cancellation);
        // Paths don't depend on the order of commits, which is worked out at the same time.
        options.Progress.Report("finding paths", 0, 0);
        var all = options.Refs.Count > 0 ? null : Task.Run(
            () => BlobPaths.Find(graph, ResolvedRoot.TreesOf(snapshot.Roots, graph), graph.UnorderedCommits, dangling: true), cancellation);
        var timeline = new CommitTimeline(graph);
        var resolved = snapshot.Roots.Select(r => ResolvedRoot.Of(r, graph, timeline.Positions)).ToList();
        if (prefix.Length == 0 && Scope.Unmatched(options.Refs, resolved) is { } glob)
            throw new ReposanException(ExitCode.Usage, $"No ref matches {Printable.Escape(glob)}: name a branch, a tag or a glob such as 'refs/heads/*'.");
        var scope = Scope.Of(options.Refs, graph, timeline, resolved);
        timeline.MarkReachable(scope.Roots.Select(r => r.Commit));

        var paths = all is null ? BlobPaths.Find(graph, scope.Trees, scope.Commits, dangling: false) : all.GetAwaiter().GetResult();
        foreach (var root in scope.Roots)
        {
            if (root is { Root.Path: { } path, Blob: >= 0 }) paths.Add(root.Blob, paths.Paths.Add(path));
        }

        var declarations = new StudyDeclarations();
        var undeclared = DeclarationReader.Read(declarations, paths, graph, repository, options.MaxObjectBytes);
        var classifier = new PathClassifier(declarations);
        var contexts = new BlobContexts(paths, classifier);
        var pointers = new LfsPointers();
        var known = results?.For(repository, judge.Version, graph.Objects, contexts);
        var inScope = scope.Blobs(paths, graph);
        var judging = new BlobJudging(judge, key, graph.Objects, contexts, pointers, options, cancellation)
        {
            Expected = graph.Objects.Types.Count(t => t == ObjectType.Blob),
            Wants = blob => inScope(blob) && known?.Has(blob) != true,
        };
        foreach (var earlier in known?.Results ?? [])
        {
            // An earlier scan may have looked at more, or known the blob by a name that it no longer has.
            var counts = inScope(earlier.Blob) && (ReferenceEquals(earlier.Judged, Judged.Clean) || contexts.Of(earlier.Blob).Contains(earlier.Context));
            if (counts) judging.TakeKnown(earlier);
        }

        options.Progress.Report("judging contents", 0, judging.Expected);
        store.Walk([ObjectType.Blob], () => new BlobVisitor(judging), options.MaxObjectBytes, options.Threads, cancellation);
        foreach (var unread in store.Unreadable)
        {
            if (unread.Object is { } id && graph.Objects.Find(id) is var blob && graph.Objects.Types[blob] == ObjectType.Blob && inScope(blob))
                judging.TakeUnread(blob, unread.Reason);
        }

        options.Progress.Report("tracing findings", 0, 0);
        // While the places of findings are worked out, which takes one thread.
        var keeping = Task.Run(() => known?.Keep(judging, inScope), CancellationToken.None);
        try
        {
            var lfs = new LfsStore(repository, judge, key, options).Scan(pointers, contexts, cancellation);

            var differences = options.CompareVersions ? Compare(repository, graph, classifier, scope, coverage, cancellation) : [];
            var unapproved = options.Ledger is { } ledger ? Unapproved(ledger, repository, graph, contexts, paths, inScope, coverage, cancellation) : [];
            var assembly = new FindingAssembly(key, judge, repository, graph, timeline, paths, contexts, scope.Roots, prefix);
            findings.AddRange(assembly.Assemble(judging.Results.Concat(differences).Concat(unapproved), messages.Where(m => scope.Has(m.Object)), lfs.Hits, options.Threads, cancellation));
            coverage.Add(prefix, new CoverageSource(snapshot, store, graph, paths, contexts, judging, scope, assembly.Names, undeclared), lfs);
        }
        finally
        {
            keeping.GetAwaiter().GetResult();
        }

        if (snapshot.StoresHaveChanged() && Arrivals(repository, graph.Objects) is > 0 and var arrived)
            coverage.Add(new CoverageItem(null, null, ReadState.Unread, $"{arrived} objects arrived while it was scanned: scan again"));
    }

    private IReadOnlyList<JudgedBlob> Compare(Repository repository, HistoryGraph graph, PathClassifier classifier, Scope scope, CoverageTally coverage, CancellationToken cancellation)
    {
        var tips = scope.Roots.Where(r => r.Commit >= 0).Select(r => graph.Objects[graph.Commits[r.Commit].Index]).Distinct().ToList();
        var versions = new VersionDifferences(repository, judge, key, graph.Objects, options);
        var found = versions.Find(tips, classifier.For, cancellation);
        if (versions.Failed) coverage.Add(new CoverageItem(null, null, ReadState.Unread, "not all versions of outputs could be listed, so not all were compared"));
        return found;
    }

    private IReadOnlyList<JudgedBlob> Unapproved(
        OutputLedger ledger, Repository repository, HistoryGraph graph, BlobContexts contexts, BlobPaths paths, Func<int, bool> inScope, CoverageTally coverage, CancellationToken cancellation)
    {
        options.Progress.Report("asking the ledger", 0, 0);
        foreach (var problem in ledger.Problems) coverage.Add(new CoverageItem(null, OutputLedger.Path, ReadState.Unread, problem));
        return new HistoryOutputs(repository, graph, contexts, paths).Unapproved(ledger, inScope, key, options, cancellation);
    }

    private static int Arrivals(Repository repository, ObjectTable known)
    {
        using var store = ObjectStore.Open(repository);
        return Enumerable.Range(0, store.Table.Count).Count(i => known.Find(store.Table[i]) < 0);
    }

    private void JudgeMessage(ObjectId id, int index, ObjectType type, ReadOnlyMemory<byte> content, ConcurrentQueue<JudgedMessage> messages)
    {
        var start = content.Span.IndexOf("\n\n"u8);
        if (start < 0) return;
        var message = content[(start + 2)..];
        var hits = judge.JudgeMessage(MessageEncoding.Decode(content.Span[..start], message.Span) ?? message);
        if (hits.Count > 0) messages.Enqueue(new JudgedMessage(index, type, Sighting.Of(hits, key, id.ToString(), options.KeepValues)));
    }
}

/// <summary>What the rules said of the message of a commit or a tag.</summary>
internal sealed record JudgedMessage(int Object, ObjectType Type, IReadOnlyList<Sighting> Hits);
